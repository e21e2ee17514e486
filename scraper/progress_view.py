"""What a run shows while it goes: a table on a terminal, now and then a line elsewhere."""

import sys
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self, TextIO

from scraper.clock import Clock
from scraper.progress import HostProgress, Progress, RunProgress

if TYPE_CHECKING:
    from rich.console import Console, Group

_FIRST_LINE_SECONDS = 30.0
_LONGEST_SILENCE_SECONDS = 600.0
_MOST_HOSTS = 12


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
    """Draws a line for the run and a table of its busiest hosts, in place."""

    def __init__(self, progress: Progress, console: "Console") -> None:
        from rich.live import Live  # 30 ms, so only where it is drawn

        self._progress = progress
        self._live = Live(console=console, auto_refresh=False, transient=True)

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._live.stop()

    def tick(self) -> None:
        """Draw what there is."""
        self._live.update(_drawn(self._progress.look()), refresh=True)


def choose_view(progress: Progress, *, clock: Clock, quiet: bool, may_draw: bool) -> View:
    """Return what fits stderr: a live table on a terminal that can, else lines; nothing if quiet.

    Args:
        progress: What is shown.
        clock: Tells when the next line is due.
        quiet: Show nothing.
        may_draw: False where other lines are written to the same terminal.
    """
    if quiet:
        return NoView()
    if may_draw and sys.stderr.isatty():
        from rich.console import Console

        console = Console(stderr=True, highlight=False)
        if not console.is_dumb_terminal:
            return LiveView(progress, console)
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


def _drawn(run: RunProgress) -> "Group":
    from rich.box import SIMPLE
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    # Text and not str: what comes from a site is never read as markup.
    table = Table(box=SIMPLE, pad_edge=False)
    table.add_column("host", overflow="ellipsis", no_wrap=True)
    for name in ("pages", "left", "failed"):
        table.add_column(name, justify="right")
    table.add_column("now", overflow="ellipsis", no_wrap=True)
    shown = sorted(run.hosts, key=_interest)[:_MOST_HOSTS]
    for host in shown:
        style = "red" if host.now.closed_because else "" if host.now.in_flight else "dim"
        row = (host.host, f"{host.pages:,}", f"{host.left:,}", f"{host.failed:,}", _doing(host))
        table.add_row(*(Text(_printable(cell)) for cell in row), style=style)
    if len(run.hosts) > len(shown):
        table.caption = Text(f"and {len(run.hosts) - len(shown):,} hosts more")
    return Group(Text(describe_progress(run)), table)


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
