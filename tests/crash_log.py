"""Cuts the log beside an archive where the power may cut it, and looks at what is left.

SQLite's log holds what was committed since the last checkpoint, frame by frame, each with a
checksum. Whatever its end looks like, the archive must be that of some earlier commit: the last one
whose frames are all there. Source: sqlite.org/fileformat2.html, 4.
"""

import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from archive.errors import ArchiveError
from tests.archive_says import State, look
from tests.archive_support import HOST, SITE, link
from tests.crash_operations import PAGES, VISITS, opened, outcome

HEADER, FRAME = 32, 24 + 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """What an archive says after a commit, and where the log ended then."""

    end: int
    state: State


def write(folder: Path) -> tuple[bytes, bytes, list[Committed]]:
    """Crawl with the log open; return the file, the log, and what each commit made of them."""
    path, commits = folder / "a.db", list[Committed]()
    log = path.with_name("a.db-wal")
    with opened(folder, create=True):
        pass
    with opened(folder) as archive:
        archive._db.conn.execute("PRAGMA wal_autocheckpoint = 0")

        def committed() -> None:
            end = log.stat().st_size if log.exists() else 0
            commits.append(Committed(end=end, state=look(path)))

        committed()
        for visit in (0, 1):
            run_id = archive.start_run("crawl", [SITE], VISITS[visit])
            if visit == 0:
                archive.frontier.seed([link(f"/{n}/") for n in range(PAGES)], now=VISITS[0])
            committed()
            while pages := archive.frontier.due(HOST, now=VISITS[visit], limit=4):
                # Not `archive.record`, whose seal may be a second transaction of the same call.
                archive._recording.record(run_id, [outcome(page, visit) for page in pages], None)
                committed()
            archive.seal()
            committed()
        copies = path.read_bytes(), log.read_bytes()
    return *copies, commits


def _zeroed(log: bytes, at: int, _: random.Random) -> bytes:
    return log[:at] + bytes(len(log) - at)


def _garbled(log: bytes, at: int, chance: random.Random) -> bytes:
    return log[:at] + chance.randbytes(len(log) - at)


def _flipped(log: bytes, at: int, chance: random.Random) -> bytes:
    at = min(at, len(log) - 1)
    return log[:at] + bytes([log[at] ^ 1 << chance.randrange(8)]) + log[at + 1 :]


def _cut(log: bytes, at: int, _: random.Random) -> bytes:
    return log[:at]


HARMS: dict[str, Callable[[bytes, int, random.Random], bytes]] = {
    "cut": _cut,
    "zeroed": _zeroed,
    "garbled": _garbled,
    "flipped": _flipped,
}


def harmed(log: bytes, points: int, chance: random.Random) -> Iterator[tuple[str, int, bytes]]:
    """Yield the log cut at every frame, and as often harmed at some byte; or so many in all."""
    ends = [("cut", at) for at in range(0, len(log), FRAME)]
    ends += [("cut", min(HEADER + at, len(log))) for at in range(0, len(log), FRAME)]
    ends += [(name, chance.randrange(len(log))) for name in HARMS for _ in range(len(log) // FRAME)]
    for name, at in chance.sample(ends, points) if points else ends:
        yield name, at, HARMS[name](log, at, chance)


def faults(folder: Path, points: int = 0, seed: int = 7) -> Iterator[str | None]:
    """Harm a log in many ways; yield what was wrong with each archive, or None."""
    file, log, commits = write(folder)
    for name, at, left in harmed(log, points, random.Random(seed)):
        harm = folder / "harmed"
        harm.mkdir()
        (harm / "a.db").write_bytes(file)
        (harm / "a.db-wal").write_bytes(left)
        yield _fault(harm / "a.db", f"{name} at {at}", _due(commits, log, left))
        shutil.rmtree(harm)


def _due(commits: list[Committed], log: bytes, left: bytes) -> State:
    """Return what must be there: the last commit whose frames are as they were written."""
    sound = next((n for n, (a, b) in enumerate(zip(log, left, strict=False)) if a != b), len(left))
    sound = HEADER + (sound - HEADER) // FRAME * FRAME if sound >= HEADER else 0
    return [one.state for one in commits if one.end <= sound][-1]


def _fault(path: Path, what: str, due: State) -> str | None:
    try:
        state = look(path)
    except ArchiveError as error:
        return f"{what}: does not open: {error!r}"
    if state.problems:
        return f"{what}: {state.problems[0]}"
    other = [part for part, rows in state.says.items() if rows != due.says[part]]
    return f"{what}: not as the last whole commit left it: {other}" if other else None
