"""How the whole suite runs: how many examples a property is given, what tests share, less work."""

import gc
import signal
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from archive.store import Archive
    from tests.archive_support import Crawler

# A quarter of the examples at each run, others each time; `make properties` gives them all.
# How long an example takes to draw depends on what else the machine does.
settings.register_profile("quick", max_examples=25, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("thorough", settings.get_profile("quick"), max_examples=100)
settings.load_profile("quick")


# A suite started by nohup or in the background ignores these, and so would the programs it starts.
for _signum, _usual in (
    (signal.SIGINT, signal.default_int_handler),
    (signal.SIGTERM, signal.SIG_DFL),
    (signal.SIGHUP, signal.SIG_DFL),
):
    if signal.getsignal(_signum) is signal.SIG_IGN:
        signal.signal(_signum, _usual)


def pytest_collection_finish() -> None:
    """Take the thousands of collected tests, which stay to the end, off the search for cycles."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _authorities_read_once() -> Iterator[None]:
    """Share one TLS context: to read all authorities anew for each crawl takes 17 ms of work."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(httpx, "create_ssl_context", cache(httpx.create_ssl_context))
        yield


@pytest.fixture
def archive(tmp_path: Path) -> Iterator["Archive"]:
    """Lend an archive with nothing in it; a module may have one of its own."""
    from tests.archive_support import new_archive  # most tests need no archive

    with new_archive(tmp_path) as opened:
        yield opened


@pytest.fixture
def crawler(archive: "Archive") -> "Crawler":
    """Return what records invented pages into the archive."""
    from tests.archive_support import Crawler

    return Crawler(archive)
