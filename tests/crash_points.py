"""Kills an operation at its writes and looks at what is left; `benchmarks/crash.py` runs them all.

A child process is forked for each death. After it the archive must open and be sound, hold all it
held at any earlier death, and come, once the operation is given again, to the state of one that was
never stopped.
"""

import os
import random
import shutil
import signal
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from archive.errors import ArchiveError
from tests.archive_says import State, is_sound_sqlite, look
from tests.crash_operations import Operation
from tests.dying_disk import Disk

HOWS = ("kill", "torn", "power")


@dataclass
class Result:
    """What came of one operation."""

    writes: int = 0
    deaths: int = 0
    faults: list[str] = field(default_factory=list)


def play(operation: Operation, folder: Path, disk: Disk) -> int:
    """Do an operation in a child with the disk given; return how many writes it got to."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            disk.watch()
            operation.act(folder)
            os.write(writing, str(disk.writes).encode())
            code = 0
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        told = pipe.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return disk.dies_at
    assert os.waitstatus_to_exitcode(status) == 0, f"{operation.name} failed before it was to die"
    return int(told)


def run(operation: Operation, how: str, points: int, base: Path) -> Result:
    """Let an operation die again and again, at so many of its writes, or at each (`points` 0)."""
    start, whole, folder = base / "start", base / "whole", base / "died"
    start.mkdir()
    operation.prepare(start)
    shutil.copytree(start, whole)
    result = Result(writes=play(operation, whole, Disk()))
    ends = {name: look(whole / name) for name in operation.results}
    result.faults += [f"not stopped: {fault}" for fault in _unsound(ends)]
    held: dict[str, set[tuple[object, ...]]] = {}
    if not (operation.is_older_before or operation.is_damaged_before):
        held = {
            name: look(start / name).facts for name in operation.results if (start / name).exists()
        }
    for dies_at in _some(result.writes, points, f"{operation.name} {how}"):
        shutil.copytree(start, folder)
        play(operation, folder, Disk(dies_at=dies_at, how=how, seed=dies_at))
        result.deaths += 1
        result.faults += [
            f"at {dies_at}: {fault}"
            for fault in _faults(operation, folder, ends, held, keeps=how != "power")
        ]
        shutil.rmtree(folder)
    return result


def _some(writes: int, points: int, seed: str) -> list[int]:
    every = range(1, writes + 1)
    if not points or points >= writes:
        return list(every)
    return sorted(random.Random(seed).sample(every, points))


def _faults(
    operation: Operation,
    folder: Path,
    ends: dict[str, State],
    held: dict[str, set[tuple[object, ...]]],
    *,
    keeps: bool,
) -> Iterator[str]:
    """Yield what is wrong with what a death left, and with what comes of going on.

    `held` is what was in the archives before; where power stays (`keeps`) what this death left is
    added, for the later ones to have it too.
    """
    for name in operation.results:
        yield from _left(operation, folder / name, name, held, keeps=keeps)
    try:
        operation.act(folder)
    except (ArchiveError, OSError, AssertionError) as error:
        yield f"given again: {error!r}"
        return
    again = {name: look(folder / name) for name in operation.results}
    yield from _unsound(again)
    for name, state in again.items():
        for part, rows in state.says.items():
            if rows != ends[name].says[part]:
                other = set(rows) ^ set(ends[name].says[part])
                yield f"{name} ends with other {part}: {sorted(other, key=repr)[:2]}"
    extra = {path.name for path in folder.iterdir()} - {
        path.name for path in (folder.parent / "whole").iterdir()
    }
    if extra:
        yield f"left behind: {sorted(extra)}"


def _left(
    operation: Operation,
    path: Path,
    name: str,
    held: dict[str, set[tuple[object, ...]]],
    *,
    keeps: bool,
) -> Iterator[str]:
    if not path.exists() or (path.stat().st_size == 0 and name not in held):
        if name in held:
            yield f"{name} is gone"
        return
    try:
        state = look(path)
    except ArchiveError as error:
        is_old = operation.is_older_before and "earlier version" in str(error)
        is_empty = name not in held and "not an archive of this program" in str(error)
        if not ((is_old or is_empty) and is_sound_sqlite(path)):
            yield f"{name} does not open: {error!r}"
        return
    if not operation.is_damaged_before:
        yield from _unsound({name: state})
    if missing := held.get(name, set()) - state.facts:
        yield f"{name} has lost {sorted(missing, key=repr)[:2]}"
    if keeps:
        held[name] = state.facts


def _unsound(states: dict[str, State]) -> Iterator[str]:
    for name, state in states.items():
        for problem in state.problems:
            yield f"{name}: {problem}"
