"""What a signal leaves of an export: nothing."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

# What ends a process that does not ask for it: the machine or a timer; a terminal that is closed.
_ENDINGS = (signal.SIGTERM, signal.SIGHUP)


@contextmanager
def tidied_up() -> Iterator[None]:
    """Let what is half written be taken away, as with Ctrl-C, before a signal ends the process.

    What ignores a signal, as under `nohup`, goes on doing so.
    """
    ended_by: list[int] = []

    def end(signum: int, _frame: FrameType | None) -> None:
        # A second one ends the process at once; but of a closed terminal both its shell and the
        # kernel send one.
        signal.signal(signum, signal.SIG_IGN if signum == signal.SIGHUP else signal.SIG_DFL)
        ended_by.append(signum)
        raise KeyboardInterrupt

    heard = [signum for signum in _ENDINGS if signal.getsignal(signum) is signal.SIG_DFL]
    for signum in heard:
        signal.signal(signum, end)
    try:
        yield
    finally:
        for signum in heard:
            signal.signal(signum, signal.SIG_DFL)
        if ended_by:
            signal.raise_signal(ended_by[0])  # who waits for the process sees what ended it
