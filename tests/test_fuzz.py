import pytest

from benchmarks.fuzz import break_of, number_page, read_pages
from benchmarks.mutate import mutate
from tests.goldens import FIXTURES

PAGES = read_pages([FIXTURES])


def test_the_same_number_spoils_a_page_in_the_same_way() -> None:
    assert mutate(7, PAGES) == mutate(7, PAGES)
    assert mutate(7, PAGES) != mutate(8, PAGES)


@pytest.mark.parametrize("start", range(1, 122, 20))
def test_spoilt_pages_keep_every_promise(start: int) -> None:
    finds = {
        number: break_of(number_page(number, PAGES), number) for number in range(start, start + 20)
    }

    assert not {number: found for number, found in finds.items() if found}
