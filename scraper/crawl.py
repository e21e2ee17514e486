"""The line itself: from seeds to outcomes, one polite line of requests per host.

Whoever drives `crawl` stores each batch before asking for the next, so that what was yielded is
in the frontier when the crawl asks it what is due. Nothing is marked as claimed: a killed run
leaves every page it had in hand due, and those are at most `concurrency` per host.
"""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence

from scraper.activity import Watch
from scraper.agent import user_agent
from scraper.clock import Clock
from scraper.fetch import Fetcher, Transport
from scraper.frontier import FrontierStore
from scraper.guard import Guard
from scraper.outcomes import Outcome
from scraper.run import Run
from scraper.settings import CrawlSettings
from scraper.urls import canonicalize
from scraper.workers import Workers


async def crawl(
    seeds: Sequence[str],
    *,
    store: FrontierStore,
    settings: CrawlSettings,
    clock: Clock,
    stop: asyncio.Event,
    transport: Transport | None = None,
    watch: Watch | None = None,
    listed: Collection[str] = (),
) -> AsyncIterator[tuple[Outcome, ...]]:
    """Discover and fetch the seeds' sites; yield outcomes in batches as they come.

    Args:
        seeds: Addresses to start from; `https://` may be left out. Without seeds the sites that
            have a page due are visited.
        store: The frontier; every batch yielded must be in it before the next is asked for.
        settings: How to behave.
        clock: Tells the time, waits.
        stop: Once set, nothing new is started; what is in flight ends within a few seconds.
        transport: Carries the requests in place of the network, for tests.
        watch: Is shown what each host of the run is at.
        listed: Seeds of a file of sites: one that may not be connected to fails alone.

    Raises:
        InvalidURL: A seed is no http(s) address.
        BlockedAddress: A seed is written as a private address and the settings forbid those.
    """
    guard = Guard(allow_private=settings.allow_private)
    addresses = [seed_address(seed) for seed in seeds]
    for seed, address in zip(seeds, addresses, strict=True):
        if seed not in listed:
            guard.check_url(address)
    fetcher = Fetcher(
        user_agent=user_agent(settings.contact),
        guard=guard,
        clock=clock,
        caps=settings.caps,
        transport=transport,
    )
    async with fetcher, Workers(settings.jobs) as workers:
        run = Run(addresses, store, settings, clock, stop, fetcher, workers)
        if watch is not None:
            watch.lines = run.lines
        try:
            async for batch in run.batches():
                yield batch
                del batch  # or a sitemap's links stay while the next one is read
        finally:
            await run.abandon()


def seed_address(seed: str) -> str:
    """Return the canonical address of a seed as typed; raises InvalidURL."""
    text = seed.strip()
    return canonicalize(text if "://" in text else f"https://{text}")
