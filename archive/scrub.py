"""Making an outcome writable: text that is not Unicode becomes text that is."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, TypeVar

T = TypeVar("T")


def scrub(value: T) -> T:
    """Return the same value with a question mark for every lone surrogate in its texts."""
    return _scrubbed(value)  # type: ignore[no-any-return]


def _scrubbed(value: Any) -> Any:
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, tuple):
        return tuple(_scrubbed(item) for item in value)
    if isinstance(value, Mapping):
        return {_scrubbed(key): _scrubbed(item) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        known = {f.name: _scrubbed(getattr(value, f.name)) for f in fields(value)}
        return type(value)(**known)
    return value
