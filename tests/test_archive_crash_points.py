"""Killed, or without power, at any write of any operation: sound, nothing lost, and it goes on.

A few writes of each; `make bench-crash` takes every one.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.crash_log import faults
from tests.crash_operations import OPERATIONS
from tests.dying_disk import is_available

ROOT = Path(__file__).parent.parent

needs_hook = pytest.mark.skipif(not is_available(), reason="SQLite is built into this Python")


@needs_hook
@pytest.mark.parametrize("names", [list(OPERATIONS)[0::2], list(OPERATIONS)[1::2]])
def test_a_death_at_a_write_loses_nothing_and_the_operation_goes_on(names: list[str]) -> None:
    command = [
        sys.executable,
        "-m",
        "benchmarks.crash",
        *names,
        "--points",
        "2",
        "--how",
        "kill",
        "power",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout + done.stderr
    assert all(f"| {name} |" in done.stdout for name in names)


def test_a_log_cut_anywhere_leaves_what_was_committed_before(tmp_path: Path) -> None:
    assert [fault for fault in faults(tmp_path, points=15) if fault] == []
