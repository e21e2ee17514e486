"""Kill every operation at every one of its writes, cut the log everywhere, and look at what is left.

    python -m benchmarks.crash [OPERATION ...] [--how kill torn power] [--points N]

`--points` takes so many writes of each, chosen by chance, in the place of all. Prints a line an
operation; ends with 1 where anything was wrong.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.crash_log import faults
from tests.crash_operations import OPERATIONS, make_small
from tests.crash_points import HOWS, Result, run

LOG = "log"
_SHOWN = 10


def measure(name: str, hows: list[str], points: int) -> Result:
    with tempfile.TemporaryDirectory() as folder:
        if name != LOG:
            return run(OPERATIONS[name], hows, points, Path(folder))
        found = list(faults(Path(folder), points))
        return Result(deaths=len(found), faults=[fault for fault in found if fault])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("operations", nargs="*", choices=[[], *OPERATIONS, LOG])
    parser.add_argument("--how", nargs="+", choices=HOWS, default=list(HOWS))
    parser.add_argument("--points", type=int, default=0)
    given = parser.parse_args()
    make_small()
    print("| operation | writes | deaths | faults | s |\n|---|---|---|---|---|", flush=True)
    failed = False
    for name in given.operations or [*OPERATIONS, LOG]:
        started = time.monotonic()
        result = measure(name, given.how, given.points)
        failed |= bool(result.faults)
        counts = f"{result.writes or ''} | {result.deaths} | {len(result.faults)}"
        print(f"| {name} | {counts} | {time.monotonic() - started:.0f} |", flush=True)
        for fault in result.faults[:_SHOWN]:
            print(f"  {fault[:400]}", file=sys.stderr)
    sys.exit(failed)


if __name__ == "__main__":
    main()
