"""Text from a page, a header or an address, made harmless for a terminal and a log."""

import logging
import re

# C0 and C1 controls but tab and line feed, line separators, and what turns the direction of the
# text around it. Marks that direct one word (LRM, RLM) are left: Arabic and Hebrew need them.
_HARMFUL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def plain_text(text: str) -> str:
    """Return text of several lines with the escape of each harmful character in its place."""
    return _HARMFUL.sub(_escape, text)


def one_line(text: str) -> str:
    """Return text as one line, white space in single spaces, each harmful character escaped."""
    return plain_text(" ".join(text.split()))


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


class PlainFormatter(logging.Formatter):
    """Writes each event on one line, whatever a page put into it."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        """Return the line of one record."""
        record.message = one_line(record.message)
        return super().formatMessage(record)
