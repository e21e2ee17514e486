"""A value that was found, with what a reader wants to know of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A value with the rule that gave it, its place, and the values passed over."""

    value: str | None
    rule: str = "none"
    place: str | None = None
    runners_up: tuple[str, ...] = ()
