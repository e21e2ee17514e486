"""The three streams of the process, where it was started without some or in an old locale."""

import io
import os
import sys


def mend_streams() -> None:
    """Give the process the streams it lacks, and let any text be written to stdout.

    A stream is None where its file was closed, as `<&-` and some daemons do. In a locale that is
    not UTF-8 what goes into a file or a pipe is UTF-8 all the same, as in every export; on a
    terminal a letter that it lacks is written as an escape.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.errors == "strict":
        encoding = None if sys.stdout.isatty() else "utf-8"
        sys.stdout.reconfigure(encoding=encoding, errors="backslashreplace")
