"""The connection that reads: whether its file still is as it was opened.

Who may not write reads the file as it stands, without SQLite's locks (`opening`). What its owner
writes meanwhile mixes old pages with new ones, so what was read cannot be relied on.
"""

import os
import sqlite3
from contextlib import suppress
from pathlib import Path

from archive.errors import ArchiveLocked
from archive.opening import is_as_it_stood
from archive.sqlite_library import Database


class ReadOnly(Database):
    """A database that is only read; `as_it_stood` is what was opened without locks, if it was."""

    def __init__(
        self, conn: sqlite3.Connection, path: Path, *, as_it_stood: os.stat_result | None
    ) -> None:
        super().__init__(conn, execute_plugins=False)
        self._path = path
        self._as_it_stood = as_it_stood

    def check_it_still_stands(self) -> None:
        """Raise ArchiveLocked where a file read as it stood was written to meanwhile."""
        then = self._as_it_stood
        if then is None:
            return
        with suppress(FileNotFoundError):
            if is_as_it_stood(self._path, then):
                return
        raise ArchiveLocked(f"{self._path}: was written while it was read; ask again")
