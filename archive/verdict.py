"""A run in words: did it work, and if not, why not."""

from collections.abc import Mapping
from typing import Any

_ENDS = {
    "running": "not ended",
    "interrupted": "killed or cut off before its end; what it stored is kept",
    "stopped": "stopped by the user before its end",
    "time-up": "ended when its time was up; the rest is due",
}


def verdict(status: str, totals: Mapping[str, Any], error: str | None) -> str:
    """Return one line on how a run went.

    Args:
        status: The word the run ended with.
        totals: What its batches came to, as kept in `runs.totals`.
        error: What a failed run ended with.
    """
    if status == "failed":
        return f"failed: {' '.join((error or 'no reason kept').split())}"
    if "read_again" in totals:
        says = f"{totals['read_again']} pages read again, {totals['revised']} articles revised"
        return f"{_ENDS.get(status, 'worked')}: {says}"
    failed = sum(totals.get("failed", {}).values())
    asked = sum(totals.get(name, 0) for name in ("fetched", "unchanged", "moved", "gone"))
    came = ", ".join(
        f"{totals.get(f'articles_{word}', 0)} {word}" for word in ("new", "changed", "gone")
    )
    if status in _ENDS:
        return f"{_ENDS[status]}: {came}, {failed} failed"
    if not asked and not failed:
        return "worked, but nothing was due"
    if not failed:
        return f"worked: {came}"
    word = "did not work" if not asked else "worked in part" if failed > asked else "worked"
    return f"{word}: {came}; {failed} of {asked + failed} pages failed"
