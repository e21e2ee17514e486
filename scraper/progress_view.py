"""What a run shows while it goes: a table on a terminal, now and then a line elsewhere.

tqdm draws the lines. rich would draw them more nicely, but where it is installed httpx imports it
with all of pygments, which adds 90 ms to the start of every command that fetches.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any, Protocol, Self, TextIO

from scraper.clock import Clock
from scraper.progress import HostProgress, Progress, RunProgress

_TICK_SECONDS = 0.5
_FIRST_LINE_SECONDS = 30.0
_LONGEST_SILENCE_SECONDS = 600.0
_MOST_HOSTS = 12
_USUAL_HEIGHT = 24


class View(Protocol):
    """A context manager that is told twice a second to show what there is."""

    def __enter__(self) -> Self:
        """Begin to show."""
        ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the screen clean."""
        ...

    def tick(self) -> None:
        """Show the run as it is now, where it is time to."""
        ...

    def say(self, text: str) -> None:
        """Write a line that is not wiped out."""
        ...


class NoView:
    """Shows nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        pass

    def tick(self) -> None:
        """Do nothing."""

    def say(self, text: str) -> None:
        """Write a line."""
        sys.stderr.write(f"{text}\n")


class PlainView(NoView):
    """Writes a line after half a minute, then after twice as long each time, up to ten minutes."""

    def __init__(self, progress: Progress, *, clock: Clock, out: TextIO) -> None:
        self._progress = progress
        self._clock = clock
        self._out = out
        self._started = clock.monotonic()
        self._next_at = _FIRST_LINE_SECONDS

    def tick(self) -> None:
        """Write a line when its time has come."""
        seconds = self._clock.monotonic() - self._started
        if seconds < self._next_at:
            return
        self._next_at = seconds + min(seconds, _LONGEST_SILENCE_SECONDS)
        self._out.write(f"{describe_progress(self._progress.look())}\n")
        self._out.flush()


class LiveView:
    """Draws a line for the run and one for each of its busiest hosts, in place."""

    def __init__(self, progress: Progress, *, out: TextIO) -> None:
        from tqdm import tqdm  # 30 ms, so only where something is drawn

        self._progress = progress
        self._out = out
        self._tqdm = tqdm
        self._lines: list[Any] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for line in reversed(self._lines):
            line.close()

    def tick(self) -> None:
        """Draw what there is."""
        room = (os.get_terminal_size(self._out.fileno()).lines or _USUAL_HEIGHT) - 1
        texts = draw(self._progress.look())[:room]
        for place in range(len(self._lines), len(texts)):
            self._lines.append(
                self._tqdm(
                    file=self._out,
                    position=place,
                    bar_format="{desc}",
                    leave=False,
                    dynamic_ncols=True,
                )
            )
        for place, line in enumerate(self._lines):
            line.set_description_str(texts[place] if place < len(texts) else "", refresh=True)

    def say(self, text: str) -> None:
        """Write a line above what is drawn."""
        self._tqdm.write(text, file=self._out)


def choose_view(progress: Progress, *, clock: Clock, quiet: bool, may_draw: bool) -> View:
    """Return what fits stderr: a live table on a terminal, else lines; nothing if quiet.

    A terminal that calls itself dumb, as an editor's, cannot be drawn on.

    Args:
        progress: What is shown.
        clock: Tells when the next line is due.
        quiet: Show nothing.
        may_draw: False where other lines are written to the same terminal.
    """
    if quiet:
        return NoView()
    if may_draw and sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
        return LiveView(progress, out=sys.stderr)
    return PlainView(progress, clock=clock, out=sys.stderr)


def describe_progress(run: RunProgress) -> str:
    """Return how far a run is, as one line."""
    parts = [
        f"{span(run.seconds)}: {run.pages:,} pages ({run.pages_a_second:.1f}/s)",
        f"{run.articles:,} articles",
        f"{run.failed:,} failed",
        f"{run.left:,} left",
        f"{run.active:,} of {len(run.hosts):,} hosts active",
    ]
    if run.seconds_left is not None and run.left:
        parts.append(f"about {span(run.seconds_left)} to go")
    return ", ".join(parts)


def span(seconds: float) -> str:
    """Write a span of time in its two largest units."""
    whole = int(seconds)
    for size, unit, smaller, sub in (
        (86_400, "d", 3_600, "h"),
        (3_600, "h", 60, "m"),
        (60, "m", 1, "s"),
    ):
        if whole >= size:
            return f"{whole // size} {unit} {whole % size // smaller} {sub}"
    return f"{whole} s"


def draw(run: RunProgress) -> list[str]:
    """Return a line on the run, a head, and a line for each of the hosts worth watching."""
    shown = sorted(run.hosts, key=_interest)[:_MOST_HOSTS]
    width = max((len(host.host) for host in shown), default=4)
    lines = [describe_progress(run)]
    if shown:
        lines.append(f"{'host':<{width}}  {'pages':>7}  {'left':>7}  {'failed':>6}  now")
    for host in shown:
        counts = f"{host.pages:>7,}  {host.left:>7,}  {host.failed:>6,}"
        lines.append(f"{host.host:<{width}}  {counts}  {_doing(host)}")
    if len(run.hosts) > len(shown):
        lines.append(f"and {len(run.hosts) - len(shown):,} hosts more")
    return [_printable(line) for line in lines]


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _interest(host: HostProgress) -> tuple[bool, bool, int, str]:
    """Order the hosts: closed ones, active ones, then by what is left."""
    return (host.now.closed_because is None, not host.now.in_flight, -host.left, host.host)


def _doing(host: HostProgress) -> str:
    if host.now.closed_because:
        return f"left: {host.now.closed_because}"
    if not host.now.in_flight:
        return "waiting" if host.left else "done"
    return f"{host.now.in_flight} in flight, every {host.now.delay_seconds:.1f} s"


@asynccontextmanager
async def ticking(view: View, clock: Clock) -> AsyncIterator[None]:
    """Let the view show the run twice a second, also while no page comes in."""

    async def tick() -> None:
        while True:
            await clock.sleep(_TICK_SECONDS)
            view.tick()

    ticks = asyncio.ensure_future(tick())
    try:
        yield
    finally:
        ticks.cancel()
        # A view that broke, on a terminal that went away, is no reason to end a crawl.
        await asyncio.gather(ticks, return_exceptions=True)
