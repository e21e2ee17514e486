"""What a run does at this moment, host by host, for whoever looks on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf

from scraper.hosts import HostLine


@dataclass(frozen=True, slots=True, kw_only=True)
class HostActivity:
    """A host of the run: requests in flight, the pause between two, and why it was left.

    `revisits_left` pages may still be asked for again.
    """

    host: str
    in_flight: int
    delay_seconds: float
    revisits_left: float
    closed_because: str | None


@dataclass(slots=True, kw_only=True)
class Watch:
    """Handed to a crawl, which puts its host lines in; empty until then."""

    lines: Mapping[str, HostLine] = field(default_factory=dict)

    def hosts(self) -> tuple[HostActivity, ...]:
        """Return what each host of the run is at."""
        return tuple(
            HostActivity(
                host=line.host,
                in_flight=len(line.in_flight) + line.is_opening,
                delay_seconds=line.pace.delay_seconds,
                revisits_left=inf if line.budget is None else line.budget.left,
                closed_because=line.closed_because,
            )
            for line in self.lines.values()
        )
