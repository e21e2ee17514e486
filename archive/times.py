"""Times as the archive writes them: ISO 8601, UTC, always 27 characters, so text order is time."""

from datetime import UTC, datetime


def to_text(at: datetime) -> str:
    """Write an aware time as `YYYY-MM-DDTHH:MM:SS.ffffffZ`."""
    if at.tzinfo is not UTC:
        at = at.astimezone(UTC)
    return at.isoformat(timespec="microseconds")[:26] + "Z"


def to_text_or_none(at: datetime | None) -> str | None:
    """Write an aware time, or None for none."""
    return None if at is None else to_text(at)


def from_text(text: str) -> datetime:
    """Read what `to_text` wrote."""
    return datetime.fromisoformat(text)


def from_text_or_none(text: str | None) -> datetime | None:
    """Read what `to_text_or_none` wrote."""
    return None if text is None else datetime.fromisoformat(text)
