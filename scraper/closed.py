"""What is told of a host that a run does not ask, or no longer: by the pages next in its line."""

from datetime import datetime

from scraper.hosts import HostLine
from scraper.outcomes import Failed
from scraper.records import Page
from scraper.schedule import retry_at

_FROM_THE_START = frozenset({"robots-unreachable", "blocked-address", "url", "program-fault"})
ASKED_TO_WAIT = "asked-to-wait"


def refusals(line: HostLine, page: Page, now: datetime) -> list[Failed]:
    """Return the failures that tell why a host is closed; the pages without one stay due.

    None where the host was closed in mid run: what closed it is told already.
    """
    if line.closed_because == ASKED_TO_WAIT:
        # This page stays due as the others do. The one that was refused is due after all of them,
        # so that it cannot close the host each time before they are reached.
        return [_failed(line, page, now, page.due_at or now)]
    if line.closed_because in _FROM_THE_START:
        reopens_at = line.closed_until or now
        return [
            _failed(line, each, now, max(retry_at(each, now=now), reopens_at))
            for each in (page, *line.buffer)
        ]
    return []


def _failed(line: HostLine, page: Page, now: datetime, due_at: datetime) -> Failed:
    return Failed(
        page=page,
        at=now,
        reason=line.closed_because or "",
        detail=line.closed_detail,
        attempts=0,
        due_at=due_at,
    )
