"""How the whole suite runs: how many examples a property is given, and less work for Python."""

import gc
from collections.abc import Iterator
from functools import cache

import httpx
import pytest
from hypothesis import HealthCheck, settings

# A quarter of the examples at each run, others each time; `make properties` gives them all.
# How long an example takes to draw depends on what else the machine does.
settings.register_profile("quick", max_examples=25, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("thorough", settings.get_profile("quick"), max_examples=100)
settings.load_profile("quick")


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
