"""A disk that dies: every write that SQLite makes is counted, and at one of them all ends.

SQLite reaches files through a table of C functions, its VFS. `watch` puts counting ones in front of
those of the library that `sqlite3` has loaded, for the whole process: fork first. Source:
sqlite.org/c3ref/vfs.html and io_methods.html.
"""

import ctypes
import os
import random
import signal
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SECTOR = 512
_int, _int64, _ptr = ctypes.c_int, ctypes.c_int64, ctypes.c_void_p
_Open = ctypes.CFUNCTYPE(_int, _ptr, _ptr, _ptr, _int, _ptr)
_Delete = ctypes.CFUNCTYPE(_int, _ptr, ctypes.c_char_p, _int)
_Read = ctypes.CFUNCTYPE(_int, _ptr, _ptr, _int, _int64)  # and write
_Truncate = ctypes.CFUNCTYPE(_int, _ptr, _int64)
_Sync = ctypes.CFUNCTYPE(_int, _ptr, _int)
_Size = ctypes.CFUNCTYPE(_int, _ptr, ctypes.POINTER(_int64))
_METHODS = 18  # pointers of sqlite3_io_methods behind its version


class _Vfs(ctypes.Structure):
    _fields_ = (
        *(("version", _int), ("file_bytes", _int), ("longest_path", _int), ("next", _ptr)),
        *(("name", ctypes.c_char_p), ("data", _ptr), ("open", _ptr), ("delete", _ptr)),
    )


class _Methods(ctypes.Structure):
    _fields_ = (
        *(("version", _int), ("close", _ptr), ("read", _ptr), ("write", _ptr)),
        *(("truncate", _ptr), ("sync", _ptr), ("size", _ptr), ("rest", _ptr * (_METHODS - 6))),
    )


@dataclass(slots=True)
class _Write:
    """What is not on the platter yet: bytes at a place, or (`new` is None) an end of the file."""

    offset: int
    old: bytes
    new: bytes | None
    size_before: int


@dataclass(slots=True)
class Disk:
    """Counts writes; before number `dies_at` the process is killed.

    `how` is "kill"; "torn", where half of that write gets through; or "power", where of what was
    written since the last sync of a file each write, or sector of one, may be lost.
    """

    dies_at: int = 0
    how: str = "kill"
    seed: int = 0
    writes: int = 0
    _names: dict[int, str] = field(default_factory=dict)
    _pending: defaultdict[str, list[_Write]] = field(default_factory=lambda: defaultdict(list))
    _kept: list[Any] = field(default_factory=list)  # what C code points at

    def watch(self) -> None:
        """Stand between SQLite and its files from now on."""
        vfs = _default_vfs()
        original_open, original_delete = _Open(vfs.open), _Delete(vfs.delete)
        patched: dict[int, _Methods] = {}

        def open_file(own: int, name: int, file: int, flags: int, out: int) -> int:
            code: int = original_open(own, name, file, flags, out)
            methods = _ptr.from_address(file)
            if code == 0 and name and methods.value:
                self._names[file] = os.fsdecode(ctypes.string_at(name))
                if methods.value not in patched:
                    patched[methods.value] = self._counting(_Methods.from_address(methods.value))
                methods.value = ctypes.addressof(patched[methods.value])
            return code

        def delete_file(own: int, name: bytes, sync: int) -> int:
            self._count()
            self._pending.pop(os.fsdecode(name), None)
            code: int = original_delete(own, name, sync)
            return code

        for attribute, hook in (("open", _Open(open_file)), ("delete", _Delete(delete_file))):
            setattr(vfs, attribute, ctypes.cast(hook, _ptr).value)
            self._kept.append(hook)
        sys.addaudithook(self._python_event)

    def _python_event(self, event: str, _: object) -> None:
        if event in ("os.rename", "os.remove"):
            self._count()

    def _counting(self, original: _Methods) -> _Methods:
        """Return the functions of a kind of file with those that alter it counted."""
        read, write = _Read(original.read), _Read(original.write)
        truncate, sync, size = (
            _Truncate(original.truncate),
            _Sync(original.sync),
            _Size(original.size),
        )

        def remember(file: int, offset: int, new: bytes | None) -> None:
            before = _int64()
            size(file, before)
            end = before.value if new is None else min(before.value, offset + len(new))
            old = ctypes.create_string_buffer(max(end - offset, 0))
            if old.raw:
                read(file, ctypes.addressof(old), len(old.raw), offset)
            self._pending[self._names[file]].append(_Write(offset, old.raw, new, before.value))

        def on_write(file: int, data: int, length: int, offset: int) -> int:
            if self.writes + 1 == self.dies_at and self.how == "torn":
                write(file, data, length // 2, offset)
            self._count()
            if self.how == "power":
                remember(file, offset, ctypes.string_at(data, length))
            code: int = write(file, data, length, offset)
            return code

        def on_truncate(file: int, length: int) -> int:
            self._count()
            if self.how == "power":
                remember(file, length, None)
            code: int = truncate(file, length)
            return code

        def on_sync(file: int, flags: int) -> int:
            code: int = sync(file, flags)
            self._pending.pop(self._names[file], None)
            return code

        mine = _Methods.from_buffer_copy(original)
        for name, hook in (
            ("write", _Read(on_write)),
            ("truncate", _Truncate(on_truncate)),
            ("sync", _Sync(on_sync)),
        ):
            setattr(mine, name, ctypes.cast(hook, _ptr).value)
            self._kept.append(hook)
        return mine

    def _count(self) -> None:
        self.writes += 1
        if self.writes == self.dies_at:
            if self.how == "power":
                self._lose_power()
            os.kill(os.getpid(), signal.SIGKILL)

    def _lose_power(self) -> None:
        chance = random.Random(self.seed)
        for name, writes in self._pending.items():
            if Path(name).exists():
                with Path(name).open("r+b", buffering=0) as file:
                    _lose(file, writes, chance)
            # The index of a log lies in memory that goes with the power.
            Path(name.removesuffix("-wal") + "-shm").unlink(missing_ok=True)


def _lose(file: Any, writes: list[_Write], chance: random.Random) -> None:
    """Undo all writes of a file, and let some of them happen after all."""
    for one in reversed(writes):
        file.seek(one.offset)
        file.write(one.old)
        file.truncate(one.size_before)
    share = chance.choice((0.0, 0.5, 0.9, 1.0))
    for one in writes:
        if one.new is None:
            if chance.random() < share:
                file.truncate(one.offset)
            continue
        is_torn = chance.random() < 0.1
        for start in range(0, len(one.new), SECTOR if is_torn else len(one.new)):
            if chance.random() < share:
                file.seek(one.offset + start)
                file.write(one.new[start : start + SECTOR] if is_torn else one.new)


def is_available() -> bool:
    """Say whether the library can be reached: not where it is a part of Python's own program."""
    try:
        _default_vfs()
    except (AttributeError, OSError):
        return False
    return True


def _default_vfs() -> _Vfs:
    import _sqlite3

    # Through the module, so that it is the library the module uses, whichever others there are.
    find = ctypes.CDLL(_sqlite3.__file__).sqlite3_vfs_find
    find.argtypes, find.restype = [ctypes.c_char_p], ctypes.POINTER(_Vfs)
    vfs: _Vfs = find(None).contents
    return vfs
