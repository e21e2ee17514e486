"""Kill every operation at every one of its writes, cut the log everywhere, and look at what is left.

    python -m benchmarks.crash [OPERATION ...] [--how kill torn power] [--points N] [--jobs N]

`--points` takes so many writes of each, chosen by chance, in the place of all. Prints a line an
operation and way to die, each played in a process of its own; ends with 1 where anything was wrong.
"""

import argparse
import os
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.crash_log import faults
from tests.crash_operations import OPERATIONS, make_small
from tests.crash_points import HOWS, Result, run

LOG = "log"
_SHOWN = 10


def measure(name: str, how: str, points: int) -> tuple[Result, float]:
    """Return what came of an operation that dies in one way, and the seconds it took."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        if name != LOG:
            result = run(OPERATIONS[name], how, points, Path(folder))
        else:
            found = list(faults(Path(folder), points))
            result = Result(deaths=len(found), faults=[fault for fault in found if fault])
    return result, time.monotonic() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("operations", nargs="*", choices=[[], *OPERATIONS, LOG])
    parser.add_argument("--how", nargs="+", choices=HOWS, default=list(HOWS))
    parser.add_argument("--points", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    given = parser.parse_args()
    wanted = [
        (name, how)
        for name in given.operations or [*OPERATIONS, LOG]
        for how in ([""] if name == LOG else given.how)
    ]
    print(
        "| operation | death | writes | deaths | faults | s |\n|---|---|---|---|---|---|",
        flush=True,
    )
    failed = False
    with ProcessPoolExecutor(given.jobs, initializer=make_small) as pool:
        played = [(*each, pool.submit(measure, *each, given.points)) for each in wanted]
        for name, how, future in played:
            result, seconds = future.result()
            failed |= bool(result.faults)
            counts = f"{result.writes or ''} | {result.deaths} | {len(result.faults)}"
            print(f"| {name} | {how} | {counts} | {seconds:.0f} |", flush=True)
            for fault in result.faults[:_SHOWN]:
                print(f"  {fault[:400]}", file=sys.stderr)
    sys.exit(failed)


if __name__ == "__main__":
    main()
