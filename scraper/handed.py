"""Which addresses a run handed on to the frontier already, and as found in which ways."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from scraper.records import WAYS, FoundBy, Link

REMEMBERED_URLS = 20_000  # some 4 MB


@dataclass(slots=True)
class HandedOn:
    """The memory of one run: each address is handed on once for each way."""

    _ways: dict[str, int] = field(default_factory=dict)

    def ways_of(self, url: str) -> int:
        """Return the bits of the ways an address was handed on by; 0 where it was not."""
        return self._ways.get(url, 0)

    def knows(self, url: str, way: FoundBy) -> bool:
        """Say whether an address was handed on already as found in this way."""
        return bool(self._ways.get(url, 0) & WAYS[way])

    def note(self, links: Iterable[Link]) -> None:
        """Remember what was handed on."""
        ways = self._ways
        for link in links:
            # Once handed on, an address is in the frontier; forgetting one costs only a repetition.
            if len(ways) >= REMEMBERED_URLS and link.url not in ways:
                ways.clear()
            ways[link.url] = ways.get(link.url, 0) | WAYS[link.found_by]
