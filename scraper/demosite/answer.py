"""From a body to a full response: validators, 304, compression."""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

Response = tuple[int, dict[str, str], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a route has to say; `modified_at` becomes Last-Modified."""

    body: bytes
    content_type: str = "text/html; charset=UTF-8"
    modified_at: datetime | None = None
    status: int = 200
    headers: Mapping[str, str] | None = None


def finish(answer: Answer, asked: Mapping[str, str]) -> Response:
    """Add validators, answer 304 where they match, and compress. Source: RFC 9110, 13.2.2."""
    headers = {"Content-Type": answer.content_type, **(answer.headers or {})}
    body, status = answer.body, answer.status
    if status == 200:
        # Weak: the same tag stands for the plain and the compressed bytes.
        headers["ETag"] = f'W/"{hashlib.sha256(body).hexdigest()[:20]}"'
        if answer.modified_at:
            headers["Last-Modified"] = format_datetime(
                answer.modified_at.replace(microsecond=0).astimezone(UTC), usegmt=True
            )
        if _is_unchanged(headers, asked):
            del headers["Content-Type"]
            return 304, headers, b""
    if answer.content_type.startswith(("text/", "application/rss", "application/json")):
        headers["Vary"] = "Accept-Encoding"
        if "gzip" in asked.get("accept-encoding", "") and len(body) > 500:
            body = gzip.compress(body, compresslevel=5, mtime=0)
            headers["Content-Encoding"] = "gzip"
    headers["Content-Length"] = str(len(body))
    return status, headers, body


def _is_unchanged(headers: Mapping[str, str], asked: Mapping[str, str]) -> bool:
    if tags := asked.get("if-none-match"):
        known = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        return "*" in known or headers["ETag"].removeprefix("W/") in known
    since, modified = asked.get("if-modified-since"), headers.get("Last-Modified")
    if not since or not modified:
        return False
    try:
        return parsedate_to_datetime(modified) <= parsedate_to_datetime(since)
    except ValueError:
        return False
