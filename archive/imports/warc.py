"""From the records of a WARC file to captures: wget, Heritrix, browsertrix, Common Crawl, our own.

Sources: WARC 1.1 (iipc.github.io/warc-specifications), Common Crawl's and browsertrix's files.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import BinaryIO

import msgspec

from archive.imports.captures import Capture, Damage, Headers, LeftOut, Revisit, Withheld
from archive.imports.records import MAX_BLOCK_BYTES, Record, read_records
from archive.imports.responses import Response, read_response
from scraper.records import Article, Evidence, Extraction, PageKind

# Records that tell of a crawl rather than of a page.
_ABOUT = frozenset({"warcinfo", "request", "metadata", "conversion", ""})
_WEB = ("http://", "https://")
# The metadata of records that never come is not kept for ever.
_MAX_WAITING = 1000
_KINDS = {kind.value: kind for kind in PageKind}


class _Told(msgspec.Struct, frozen=True, kw_only=True):
    """What our own metadata record tells of a fetch, beyond what WARC has a place for."""

    url: str
    fetched_at: datetime
    status: int
    headers: Headers
    digest: str
    length: int
    elapsed_seconds: float = 0.0
    kept: bool = True
    kind: str = ""


class _Reading(msgspec.Struct, frozen=True, kw_only=True):
    article: Article
    profile: str = ""
    extractor: str = ""
    evidence: dict[str, Evidence] = {}


class _Metadata(msgspec.Struct, frozen=True, kw_only=True):
    snapshot: _Told
    key: str | None = None
    revisions: tuple[_Reading, ...] = ()


_metadata = msgspec.json.Decoder(_Metadata)


def read_warc(file: BinaryIO) -> Iterator[Capture | LeftOut | Damage]:
    """Yield what a WARC file holds of web pages, in its order."""
    told: dict[str, _Told] = {}
    # The request may stand before its response (wget) or behind it (Heritrix, browsertrix).
    posted: set[str] = set()
    held: Capture | LeftOut | None = None
    for record in read_records(file):
        if not isinstance(record, Damage) and record.type == "request":
            names = _posted(record)
            if isinstance(held, Capture) and held.record_id in names:
                held = LeftOut(reason="method")
            posted = names
            continue
        if held is not None:
            yield held
            held = None
        if isinstance(record, Damage):
            yield record
            continue
        if record.type == "metadata":
            ours = _read_metadata(record)
            if ours is None:
                continue
            if not ours.snapshot.kept:
                yield _withheld(ours)
            elif name := record.fields.get("warc-refers-to"):
                if len(told) >= _MAX_WAITING:
                    del told[next(iter(told))]
                told[name] = ours.snapshot
            continue
        if record.type in _ABOUT:
            continue
        name = record.fields.get("warc-record-id", "")
        held = _capture(record, told.pop(name, None))
        if posted & {name, record.fields.get("warc-concurrent-to")}:
            held = LeftOut(reason="method")
        posted = set()
    if held is not None:
        yield held


def _posted(record: Record) -> set[str]:
    """Return the ids that an answer to this request has or names, if it asked for no page."""
    if (record.block or b"").startswith((b"GET ", b"HEAD ")):
        return set()
    fields = record.fields
    return {fields.get("warc-record-id", ""), fields.get("warc-concurrent-to", "")} - {""}


def _capture(record: Record, told: _Told | None) -> Capture | LeftOut:
    fields = record.fields
    url = _target(record)
    fetched_at = read_date(fields.get("warc-date", ""))
    if not url.startswith(_WEB):
        return LeftOut(reason="scheme")
    if record.block is None or len(record.block) > MAX_BLOCK_BYTES:
        return LeftOut(reason="too-large")
    if fetched_at is None:
        return LeftOut(reason="no-date")
    if "warc-truncated" in fields and record.type != "revisit":
        return LeftOut(reason="truncated")
    response = _response(record, record.block)
    if response is None:
        return LeftOut(reason="type")
    revisit = None
    if record.type == "revisit":
        not_modified = "server-not-modified" in fields.get("warc-profile", "")
        if not_modified:
            response = Response(status=304, headers=response.headers, body=b"", encoding="")
        else:
            revisit = _refers_to(record)
    return Capture(
        url=url,
        fetched_at=told.fetched_at if told else fetched_at,
        status=told.status if told else response.status,
        headers=told.headers if told else response.headers,
        body=response.body,
        encoding=response.encoding,
        elapsed_seconds=told.elapsed_seconds if told else 0.0,
        record_id=fields.get("warc-record-id"),
        payload_digest=fields.get("warc-payload-digest"),
        revisit=revisit,
        kind=_KINDS.get(told.kind) if told else None,
    )


def _response(record: Record, block: bytes) -> Response | None:
    """Return the answer in a record, or None where it holds none."""
    if record.type in ("response", "revisit"):
        response = read_response(block)
        if response is None and record.type == "revisit":
            return Response(status=200, headers=(), body=b"", encoding="")
        return response
    if record.type == "resource":
        # Bytes without an answer around them: saved pages, screenshots, extracted texts.
        kind = record.fields.get("content-type", "")
        headers: Headers = (("Content-Type", kind),) if kind else ()
        return Response(status=200, headers=headers, body=block, encoding="")
    return None


def _refers_to(record: Record) -> Revisit:
    fields = record.fields
    return Revisit(
        record_id=fields.get("warc-refers-to"),
        payload_digest=fields.get("warc-payload-digest"),
        url=fields.get("warc-refers-to-target-uri") or _target(record),
        at=read_date(fields.get("warc-refers-to-date", "")),
    )


def _target(record: Record) -> str:
    # wget 1.19 and older wrote the address in angle brackets.
    return record.fields.get("warc-target-uri", "").removeprefix("<").removesuffix(">")


def _read_metadata(record: Record) -> _Metadata | None:
    """Return what our own metadata record tells; anybody else's is None."""
    if "json" not in record.fields.get("content-type", "") or not record.block:
        return None
    try:
        return _metadata.decode(record.block)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def _withheld(ours: _Metadata) -> Capture:
    told = ours.snapshot
    extraction = None
    if ours.revisions:
        reading = ours.revisions[-1]
        extraction = Extraction(
            article=reading.article,
            profile=reading.profile,
            extractor=reading.extractor,
            evidence=reading.evidence,
        )
    return Capture(
        url=told.url,
        fetched_at=told.fetched_at,
        status=told.status,
        headers=told.headers,
        elapsed_seconds=told.elapsed_seconds,
        withheld=Withheld(
            digest=told.digest,
            length=told.length,
            key=ours.key or told.url,
            extraction=extraction,
        ),
    )


def read_date(text: str) -> datetime | None:
    """Read a WARC-Date: ISO 8601 in UTC, from the year down to nine digits of a second."""
    text = text.strip().removesuffix("Z")
    whole, _, fraction = text.partition(".")
    if fraction.isdigit():
        text = f"{whole}.{fraction[:6]:0<6}"
    if len(text) in (4, 7):
        text += "-01-01"[: 10 - len(text)] if len(text) == 4 else "-01"
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
