"""Where an export goes: a file or a folder that is there whole or not at all, or stdout."""

import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from archive.errors import BadOutput


def check_output(path: Path, archive: Path, *, is_folder: bool) -> None:
    """Raise BadOutput for a place that must not or cannot be written."""
    if path.exists() and archive.exists() and path.samefile(archive):
        raise BadOutput(f"{path}: that is the archive itself", hint="name another file with -o")
    if path.is_dir() and not is_folder:
        raise BadOutput(f"{path}: a folder, where a file is to be written")
    if not path.resolve().parent.is_dir():
        raise BadOutput(f"{path.parent}: no such folder")


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Open a file that gets its name once it is complete; until then it lies hidden beside it."""
    if path.exists() and not path.is_file():  # a pipe or a device: nothing to be renamed over
        with path.open("wb") as file:
            yield file
        return
    path = path.resolve()  # a link stays one
    partial = _partial(path)
    try:
        with partial.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """Make a folder that gets its name once it is complete.

    Raises:
        BadOutput: There is something under that name already: notes may have been added to it.
    """
    path = path.resolve()
    if path.exists() and not (path.is_dir() and not any(path.iterdir())):
        raise BadOutput(
            f"{path}: there is something already",
            hint="name a new folder, or a file ending in .zip",
        )
    partial = _partial(path)
    try:
        partial.mkdir()
        yield partial
        if path.exists():
            path.rmdir()
        partial.rename(path)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise


def _partial(path: Path) -> Path:
    return path.with_name(f".scrape-{os.getpid()}.part")


def write_stdout(chunks: Iterable[bytes], *, is_binary: bool) -> None:
    """Write chunks to stdout; raises BadOutput for bytes meant for no terminal."""
    if is_binary and sys.stdout.isatty():
        raise BadOutput("this format is not for a terminal", hint="name a file with -o FILE")
    for chunk in chunks:
        sys.stdout.buffer.write(chunk)
    sys.stdout.buffer.flush()
