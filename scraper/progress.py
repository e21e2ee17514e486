"""What a run shows while it goes: one line on a terminal, nothing elsewhere."""

import sys
from collections import Counter
from types import TracebackType
from typing import Self

from tqdm import tqdm

from scraper.plain import one_line
from scraper.records import Failed, Fetched, Outcome, Skipped


class Progress:
    """Count outcomes and draw them as one line on stderr while `shown`; a context manager.

    `trouble` tells of the first page that could not be had.
    """

    def __init__(self, *, shown: bool) -> None:
        self.trouble = ""
        self._hosts: set[str] = set()
        self._counts: Counter[str] = Counter()
        self._bar = tqdm(
            disable=not shown,
            file=sys.stderr,
            unit=" pages",
            bar_format="{n_fmt} pages  {rate_fmt}  {elapsed}  {desc}",
            leave=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.refresh()
        self._bar.close()

    def add(self, outcomes: tuple[Outcome, ...]) -> None:
        """Take note of a stored batch."""
        for outcome in outcomes:
            self._hosts.add(outcome.page.host)
            match outcome:
                case Fetched():
                    self._counts[outcome.kind.value] += 1
                case Failed() | Skipped():
                    self._counts[type(outcome).__name__] += 1
                    self.trouble = self.trouble or _trouble(outcome)
        articles, failed = self._counts["article"], self._counts["Failed"]
        hosts = len(self._hosts)
        self._bar.set_description_str(
            f"{articles} articles, {failed} failed, {hosts} host{'s' if hosts != 1 else ''}",
            refresh=False,
        )
        self._bar.update(len(outcomes))


def _trouble(outcome: Failed | Skipped) -> str:
    parts = (outcome.page.url, outcome.reason, outcome.detail)
    return one_line(": ".join(part for part in parts if part))
