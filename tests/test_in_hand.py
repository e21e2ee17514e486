"""What sitemaps may take of memory together, and that none of them waits for a slow host."""

import asyncio

from scraper.in_hand import Intake, SitemapsInHand


def test_what_fits_goes_on_whatever_else_is_under_way() -> None:
    async def run() -> list[bool]:
        in_hand = SitemapsInHand(100)
        return [in_hand.admits(number, 10) for number in range(10)]

    assert asyncio.run(run()) == [True] * 10


def test_one_sitemap_may_have_any_size_and_the_next_large_one_waits_for_it() -> None:
    async def run() -> list[bool]:
        in_hand = SitemapsInHand(100)
        admitted = [in_hand.admits(1, 5000), in_hand.admits(2, 101), in_hand.admits(3, 90)]
        waiting = asyncio.ensure_future(in_hand.room(2, 101))
        await asyncio.sleep(0)
        admitted.append(waiting.done())
        in_hand.stored(1)
        await waiting
        return [*admitted, in_hand.admits(2, 101), in_hand.admits(1, 101)]

    assert asyncio.run(run()) == [True, False, False, False, True, False]


def test_a_stored_sitemap_leaves_its_room() -> None:
    async def run() -> list[bool]:
        in_hand = SitemapsInHand(100)
        in_hand.admits(1, 1000)
        admitted = [in_hand.admits(2, 90), in_hand.admits(3, 20)]
        in_hand.stored(2)
        return [*admitted, in_hand.admits(3, 20)]

    assert asyncio.run(run()) == [True, False, True]


def test_the_next_is_read_when_the_one_before_it_is_stored() -> None:
    async def run() -> list[str]:
        in_hand = SitemapsInHand()
        told: list[str] = []

        async def read(page_id: int) -> None:
            await in_hand.begin_reading(page_id)
            told.append(f"read {page_id}")

        tasks = [asyncio.ensure_future(read(page_id)) for page_id in (1, 2)]
        await asyncio.sleep(0.01)
        told.append("stored 1")
        in_hand.stored(1)
        await asyncio.gather(*tasks)
        return told

    assert asyncio.run(run()) == ["read 1", "stored 1", "read 2"]


def test_a_limit_of_time_does_not_run_while_there_is_no_room() -> None:
    async def run() -> float:
        in_hand = SitemapsInHand(100)
        in_hand.admits(1, 5000)
        in_hand.admits(2, 90)
        intake = Intake(in_hand, 3)
        asyncio.get_running_loop().call_later(0.1, in_hand.stored, 2)
        async with asyncio.timeout(0.05) as limit:
            intake.begin(limit)
            await intake.room(50)
            await asyncio.sleep(0)
        return intake.waited

    assert 0.05 < asyncio.run(run()) < 5


def test_an_attempt_that_failed_leaves_its_place_to_others() -> None:
    async def run() -> list[bool]:
        in_hand = SitemapsInHand(100)
        admitted = [in_hand.admits(1, 5000), in_hand.admits(2, 5000)]
        Intake(in_hand, 1).end()
        return [*admitted, in_hand.admits(2, 5000)]

    assert asyncio.run(run()) == [True, False, True]
