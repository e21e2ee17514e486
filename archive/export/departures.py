"""What the pages answer that lead elsewhere or are gone, as WARC records.

Of such an answer the archive keeps its status, where it led, and when it was asked for last. That
is what an import needs: without it a moved article comes back under its old address, too.
"""

import hashlib
import sqlite3
from collections.abc import Iterator

from archive.export.captures import Fetch, http_head, record_id_of, request_record, warc_date
from archive.export.records import Record

_NOTHING = hashlib.sha256(b"").hexdigest()
# Where a redirect leaves the sites that are crawled, its event alone tells where it led.
_DEPARTED = """
    SELECT here.url,
           coalesce((SELECT min(gone_at) FROM articles
                     WHERE page_id = here.id AND here.state = 'gone'), here.checked_at),
           here.status,
           coalesce(there.url, (SELECT detail FROM events WHERE page_id = here.id
                                AND kind = 'moved' ORDER BY run_id DESC, id DESC LIMIT 1))
    FROM pages AS here LEFT JOIN pages AS there ON there.id = here.moved_to
    WHERE here.checked_at IS NOT NULL AND (
        here.state = 'moved' AND here.status IN (301, 302, 303, 307, 308)
        OR here.state = 'gone' AND here.status IN (404, 410))
"""
_SELECTED = """
    AND (here.article_id IN ({ids}) OR there.article_id IN ({ids})
         OR here.id IN (SELECT page_id FROM articles WHERE id IN ({ids})))
"""


def read_departures(conn: sqlite3.Connection, ids: str | None) -> Iterator[Fetch]:
    """Yield the last answer of each such page in their order; `ids` as for `read_fetches`."""
    sql = _DEPARTED + ("" if ids is None else _SELECTED.format(ids=ids))
    for url, at, status, target in conn.execute(sql + " ORDER BY 2, here.id"):
        is_gone = status in (404, 410)
        if is_gone or (target or "").startswith(("http://", "https://")):
            yield _departure(url, at, status, None if is_gone else target)


def _departure(url: str, at: str, status: int, target: str | None) -> Fetch:
    date, name = warc_date(at), record_id_of("response", url, at, _NOTHING)
    fields = (
        ("WARC-Type", "response"),
        ("WARC-Record-ID", name),
        ("WARC-Date", date),
        ("WARC-Target-URI", url),
        ("WARC-Payload-Digest", f"sha256:{_NOTHING}"),
        ("Content-Type", "application/http; msgtype=response"),
    )
    headers = (("Location", target),) if target else ()
    main = Record(fields=fields, block=http_head(status, headers, 0))
    return Fetch(
        url=url,
        fetched_at=at,
        status=status,
        digest=_NOTHING,
        mime="unk",
        kind="other",
        title=None,
        is_revisit=False,
        records=(request_record(url, at, _NOTHING, date, name), main),
        main=main,
    )
