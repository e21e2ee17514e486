"""WARC files of other programs come in as crawled pages do, whole or damaged, once."""

import gzip
import hashlib
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest

from archive.imports.records import read_records
from archive.imports.warc import read_date
from archive.store import Archive
from tests.archive_support import Crawler, at, make_archive
from tests.warc_support import (
    SITE,
    chunked,
    html,
    http,
    kept,
    members,
    page,
    record,
    response,
    sha1,
    take,
)

URL = f"{SITE}/news/harbours/"
Put = Callable[..., Path]


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with make_archive(tmp_path / "a.db") as opened:
        yield opened


@pytest.fixture
def put(tmp_path: Path) -> Put:
    def write(data: bytes, name: str = "a.warc.gz") -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


def wget() -> bytes:
    about = b"software: Wget/1.21.3 (linux-gnu)\r\nformat: WARC File Format 1.0\r\n"
    return members(
        record("warcinfo", "", about, content_type="application/warc-fields"),
        record("request", f"<{URL}>", b"GET /news/harbours/ HTTP/1.1\r\n\r\n"),
        record(
            "response",
            f"<{URL}>",
            html(chunked(page()), ("Transfer-Encoding", "chunked")),
            WARC_Block_Digest=sha1(html(chunked(page()), ("Transfer-Encoding", "chunked"))),
            WARC_Payload_Digest=sha1(page()),
        ),
        record("metadata", "metadata://gnu.org/software/wget/warc/MANIFEST.txt", b"<urn:uuid:1>\n"),
        record("resource", "metadata://gnu.org/software/wget/warc/wget.log", b"log\n"),
    )


def heritrix() -> bytes:
    body = chunked(gzip.compress(page(), mtime=0))
    block = html(body, ("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip"))
    return members(
        record("response", "dns:institute.example", b"20260301120000\n", content_type="text/dns"),
        record(
            "response",
            URL,
            block,
            WARC_Payload_Digest=sha1(body),
            WARC_IP_Address="192.0.2.1",
            WARC_Record_ID="<urn:uuid:4f1>",
        ),
        record("metadata", URL, b"via: x\r\nhopsFromSeed: L\r\n", content_type="a/warc-fields"),
    )


def browsertrix() -> bytes:
    block = html(page(), ("x-orig-content-encoding", "br"), ("x-orig-transfer-encoding", "chunked"))
    return members(
        record("resource", f"urn:pageinfo:{URL}", b"{}", content_type="application/json"),
        record(
            "response",
            URL,
            block,
            version="1.1",
            date="2026-03-01T12:00:00.000Z",
            WARC_Payload_Digest=f"sha256:{hashlib.sha256(page()).hexdigest()}",
            WARC_Block_Digest=f"sha256:{hashlib.sha256(block).hexdigest()}",
        ),
    )


def common_crawl() -> bytes:
    block = html(
        page(),
        ("X-Crawl-Content-Encoding", "gzip"),
        ("X-Crawl-Content-Length", "1234"),
        ("Content-Length", str(len(page()))),
    )
    return members(
        record("request", URL, b"GET /news/harbours/ HTTP/1.1\r\n\r\n"),
        record("response", URL, block, WARC_Identified_Payload_Type="text/html"),
        record("metadata", URL, b"fetchTimeMs: 31\r\n", content_type="application/warc-fields"),
    )


TYPE = ["Content-Type", "text/html; charset=utf-8"]


@pytest.mark.parametrize(
    ("data", "headers"),
    [
        (wget(), [TYPE, ["Transfer-Encoding", "chunked"]]),
        (heritrix(), [TYPE, ["Transfer-Encoding", "chunked"], ["Content-Encoding", "gzip"]]),
        (browsertrix(), [TYPE, ["content-encoding", "br"], ["transfer-encoding", "chunked"]]),
        (common_crawl(), [TYPE, ["Content-Encoding", "gzip"], ["Content-Length", "1234"]]),
    ],
    ids=["wget", "heritrix", "browsertrix", "common crawl"],
)
def test_every_producers_page_is_kept_decoded_with_the_headers_it_came_with(
    archive: Archive,
    put: Put,
    data: bytes,
    headers: list[list[str]],
) -> None:
    _, read = take(archive, put(data))

    assert [file.trouble for file in read] == [None]
    (only,) = kept(archive)
    assert only[:4] == (URL, "2026-03-01T12:00:00.000000Z", 200, headers)
    assert only[7] == page()
    found = archive.article(URL)
    assert found.reading.title == "Harbours under pressure"
    assert found.first_seen_at == "2026-03-01T12:00:00.000000Z"
    assert archive.verify().problems == ()


def test_plain_files_and_files_packed_as_one_are_read_too(archive: Archive, put: Put) -> None:
    records = response("/news/a/", page("A port")) + response("/news/b/", page("B port"))

    take(archive, put(records, "plain.warc"))
    importer, _ = take(archive, put(gzip.compress(records), "one.warc.gz"))

    assert len(kept(archive)) == 2
    assert importer.known == 2


def test_importing_twice_adds_nothing_but_the_run(archive: Archive, put: Put) -> None:
    body = page()
    data = members(
        response("/news/a/", body),
        response("/news/a/", page("Another title"), date="2026-03-02T12:00:00Z"),
        record("response", f"{SITE}/old/", http(b"", ("Location", "/news/a/"), status="301 M")),
        record(
            "response",
            f"{SITE}/news/a/",
            http(b"gone", status="410 Gone"),
            date="2026-03-03T12:00:00Z",
        ),
        record("response", f"{SITE}/x.png", http(b"png", ("Content-Type", "image/png"))),
    )
    tables = "pages", "snapshots", "blobs", "articles", "revisions", "links", "events"
    take(archive, put(data))
    before = {name: archive.rows(f"SELECT * FROM {name}") for name in tables}

    importer, _ = take(archive, put(data))

    assert {name: archive.rows(f"SELECT * FROM {name}") for name in tables} == before
    assert archive.rows("SELECT count(*) FROM runs WHERE command = 'import'") == [(2,)]
    assert importer.known == 2
    assert len(before["revisions"]) == 2
    assert archive.article(URL.replace("harbours", "a")).gone_at == "2026-03-03T12:00:00.000000Z"
    assert archive.rows("SELECT count(*) FROM pages WHERE due_at IS NOT NULL") == [(0,)]


def test_what_is_no_page_is_counted_and_makes_no_rows(archive: Archive, put: Put) -> None:
    importer, _ = take(
        archive,
        put(
            members(
                record("response", f"{SITE}/a.png", http(b"x", ("Content-Type", "image/png"))),
                record("response", f"{SITE}/b/", http(b"no", status="500 Oops")),
                record("response", f"{SITE}/c/", http(b"no", status="404 No")),
                response("/d/", page(head='<meta name="robots" content="noindex">')),
                response("/e/", page()[:900], WARC_Truncated="length"),
            )
        ),
    )

    assert dict(importer.left_out) | {"revisit": 0} == {
        "type": 1,
        "status": 1,
        "not-found": 1,
        "noindex": 1,
        "truncated": 1,
        "revisit": 0,
    }
    assert archive.rows("SELECT * FROM pages") == []


def test_a_page_that_is_neither_article_nor_list_is_not_taken_for_a_seed(
    archive: Archive, put: Put
) -> None:
    contact = b"<!doctype html><html><body><h1>Contact</h1><p>Call us.</p></body></html>"

    take(archive, put(members(response("/contact/", contact), response("/", contact))))

    assert archive.rows("SELECT url, kind, found_by, depth FROM pages ORDER BY url") == [
        (f"{SITE}/", "listing", "import", 0),
        (f"{SITE}/contact/", "other", "import", 1),
    ]


@pytest.mark.parametrize("request_first", [True, False])
def test_the_answer_to_a_form_is_no_page(archive: Archive, put: Put, request_first: bool) -> None:
    sent = b"POST /news/harbours/ HTTP/1.1\r\n\r\nname=me"
    request = record("request", URL, sent, WARC_Record_ID="<urn:uuid:1>")
    answer = record("response", URL, html(page("Thank you")), WARC_Concurrent_To="<urn:uuid:1>")
    if not request_first:
        request = record("request", URL, sent, WARC_Concurrent_To="<urn:uuid:2>")
        answer = record("response", URL, html(page("Thank you")), WARC_Record_ID="<urn:uuid:2>")
    pair = (request, answer) if request_first else (answer, request)

    importer, _ = take(archive, put(members(*pair, response("/news/next/", page()))))

    assert importer.left_out["method"] == 1
    assert [row[0] for row in kept(archive)] == [f"{SITE}/news/next/"]


# Revisits


def revisit(digest: str | None, **about: str) -> bytes:
    fields = {"WARC_Refers_To_Target_URI": URL, "WARC_Refers_To_Date": "2026-03-01T12:00:00Z"}
    if digest:
        fields["WARC_Payload_Digest"] = digest
    return record(
        "revisit",
        f"{SITE}/news/again/",
        html(b"", ("X-Time", "second")),
        date="2026-03-05T12:00:00Z",
        **fields | about,
    )


def test_a_revisit_gets_the_bytes_of_its_original_in_the_file(archive: Archive, put: Put) -> None:
    # The digest is over the bytes as sent, so nothing but the file can tell whose it is.
    body = gzip.compress(page(), mtime=0)
    first = record(
        "response", URL, html(body, ("Content-Encoding", "gzip")), WARC_Payload_Digest=sha1(body)
    )

    take(archive, put(members(first, revisit(sha1(body)))))

    again = kept(archive)[0]
    assert again[0] == f"{SITE}/news/again/"
    assert again[3] == [TYPE, ["X-Time", "second"]]
    assert again[7] == page()
    assert archive.rows("SELECT count(*) FROM snapshots WHERE revisit_of IS NOT NULL") == [(1,)]


def test_a_revisit_before_its_original_waits_for_it(archive: Archive, put: Put) -> None:
    first = record("response", URL, html(page()), WARC_Payload_Digest=sha1(page()))

    importer, _ = take(archive, put(members(revisit(sha1(page())))), put(members(first), "b.warc"))

    assert [row[7] for row in kept(archive)] == [page(), page()]
    assert importer.left_out["revisit"] == 0


@pytest.mark.parametrize("digest", [sha1(page()), None], ids=["by digest", "by time"])
def test_a_revisit_finds_its_original_in_the_archive(
    archive: Archive,
    put: Put,
    digest: str | None,
) -> None:
    take(archive, put(members(record("response", URL, html(page())))))

    take(archive, put(members(revisit(digest)), "b.warc.gz"))

    assert [row[7] for row in kept(archive)] == [page(), page()]


def test_a_revisit_of_bytes_nobody_has_is_told(archive: Archive, put: Put) -> None:
    importer, _ = take(archive, put(members(revisit(sha1(b"elsewhere")))))

    assert importer.left_out["revisit"] == 1
    assert kept(archive) == []


# Damage


def many(number: int) -> list[bytes]:
    return [response(f"/news/{n}/", page(f"Port number {n}")) for n in range(number)]


def test_a_file_cut_anywhere_gives_what_is_whole() -> None:
    parts = [members(each) for each in many(3)]
    whole = b"".join(parts)

    for end in range(len(parts[0]) + 1, len(whole), 97):
        found = list(read_records(BytesIO(whole[:end])))
        complete = 1 if end < len(parts[0]) + len(parts[1]) else 2
        is_cut = end not in (len(parts[0]), len(parts[0]) + len(parts[1]))
        assert len(found) == complete + is_cut, end


@pytest.mark.parametrize("packed", [True, False], ids=["gzip", "plain"])
def test_damage_costs_the_records_it_hits_and_no_others(
    archive: Archive,
    put: Put,
    packed: bool,
) -> None:
    blocks = [html(page(f"Port number {n}")) for n in range(5)]
    records = [
        record("response", f"{SITE}/news/{n}/", block, WARC_Block_Digest=sha1(block))
        for n, block in enumerate(blocks)
    ]
    parts = [members(each) for each in records] if packed else records
    for place in (0, 3, len(parts[2]) // 2, len(parts[2]) - 12):
        damaged = bytearray(b"".join(parts))
        damaged[len(parts[0]) + len(parts[1]) + place] ^= 0x55
        path = put(bytes(damaged), f"{place}.warc")
        with make_archive(path.with_suffix(".db")) as fresh:
            _, (read,) = take(fresh, path)

            urls = [row[0] for row in kept(fresh)]
            assert urls == [f"{SITE}/news/{n}/" for n in (0, 1, 3, 4)], place
            assert read.damages == 1
            assert read.trouble is not None
            assert "4 whole captures read" in read.trouble
            (event,) = fresh.rows("SELECT kind, reason, url FROM events")
            assert event == ("failed", "damaged", str(path))


def test_a_file_that_is_no_warc_is_told(archive: Archive, put: Put) -> None:
    _, (read,) = take(archive, put(b"nothing of the kind", "a.warc"))

    assert read.trouble is not None
    assert "no record begins here" in read.trouble


def test_a_bomb_is_left_out(archive: Archive, put: Put) -> None:
    bomb = gzip.compress(b"<html>" + bytes(60 * 1024 * 1024), 1)
    block = html(bomb, ("Content-Encoding", "gzip"))

    importer, _ = take(archive, put(record("response", URL, block), "a.warc"))

    assert importer.left_out["too-large"] == 1


def test_a_body_that_is_not_in_its_encoding_is_left_out(archive: Archive, put: Put) -> None:
    body = zlib.compress(page())[:-20]
    block = html(body, ("Content-Encoding", "deflate"))

    importer, _ = take(archive, put(record("response", URL, block), "a.warc"))

    assert importer.left_out["cut"] == 1


# The past


def versions() -> list[bytes]:
    """Return five captures of one page: A, B, B, A, C."""
    titles = ("First title", "Second title", "Second title", "First title", "Third title")
    return [
        response(
            "/news/harbours/", page(title, head=f"<!-- {n} -->"), date=f"2026-03-0{n}T12:00:00Z"
        )
        for n, title in enumerate(titles, 1)
    ]


def history(archive: Archive) -> list[tuple[object, ...]]:
    return archive.rows(
        "SELECT number, revisions.seen_at, json_extract(reading, '$.title'), changed,"
        " snapshots.fetched_at, cause FROM revisions JOIN snapshots ON snapshots.id = snapshot_id"
        " ORDER BY number"
    )


@pytest.mark.parametrize(
    "order",
    [(4, 3, 2, 1, 0), (4, 0, 1, 2, 3), (1, 0, 4, 3, 2), (4, 2, 1, 3, 0)],
)
def test_captures_in_any_order_make_the_same_history(
    archive: Archive,
    put: Put,
    order: tuple[int, ...],
    tmp_path: Path,
) -> None:
    every = versions()
    with make_archive(tmp_path / "straight.db") as straight:
        take(straight, put(members(*every)))
        expected = history(straight), straight.article(URL).reading

    for n in order:
        take(archive, put(members(every[n]), f"{n}.warc.gz"))

    assert (history(archive), archive.article(URL).reading) == expected
    found = archive.article(URL)
    assert (found.first_seen_at[:10], found.last_seen_at[:10]) == ("2026-03-01", "2026-03-05")
    assert archive.verify().problems == ()


def test_an_old_capture_leaves_the_crawl_of_its_page_alone(archive: Archive, put: Put) -> None:
    crawler = Crawler(archive)
    crawler.read("/news/harbours/", when=at(60 * 24 * 30))
    before = archive.rows("SELECT state, etag, due_at, fetched_at, digest FROM pages")

    take(archive, put(members(response("/news/harbours/", page("An old title")))))

    assert archive.rows("SELECT state, etag, due_at, fetched_at, digest FROM pages") == before
    found = archive.article(URL)
    assert found.reading.title == "Harbours under pressure"
    assert [revision.reading.title for revision in found.revisions] == [
        "An old title",
        "Harbours under pressure",
    ]
    assert archive.search("canal closes") == []


def test_a_page_seen_again_between_two_captures_goes_back(archive: Archive, put: Put) -> None:
    crawler = Crawler(archive)
    crawler.read("/news/harbours/", when=at(-60 * 24 * 30))
    crawler.unchanged("/news/harbours/", at(60 * 24 * 30))

    take(archive, put(members(response("/news/harbours/", page("In between")))))

    found = archive.article(URL)
    assert [revision.reading.title for revision in found.revisions] == [
        "Harbours under pressure",
        "In between",
        "Harbours under pressure",
    ]
    assert archive.verify().problems == ()


def test_an_old_capture_of_a_deleted_page_brings_its_article_as_gone(
    archive: Archive, put: Put
) -> None:
    crawler = Crawler(archive)
    crawler.gone("/news/harbours/", at(60 * 24 * 30))

    take(archive, put(members(response("/news/harbours/", page()))))

    assert archive.article(URL).gone_at is not None
    assert archive.rows("SELECT state FROM pages") == [("gone",)]


def test_a_newer_capture_keeps_the_appointment_of_its_page(archive: Archive, put: Put) -> None:
    crawler = Crawler(archive)
    crawler.read("/news/harbours/", when=at(-60), due_at=at(60))
    prose = "A canal that closes for a week is felt in every port for a month. " * 6
    linked = page("A new title", text=f'{prose}<a href="{SITE}/news/other/">Another</a> {prose}')

    take(archive, put(members(response("/news/harbours/", linked))))

    assert archive.article(URL).reading.title == "A new title"
    assert archive.rows("SELECT url, due_at FROM pages") == [(URL, "2026-03-01T13:00:00.000000Z")]
    assert (URL, "body", f"{SITE}/news/other/") in archive.rows(
        "SELECT articles.url, kind, links.url FROM links JOIN articles ON articles.id = article_id"
    )


def test_an_old_capture_under_another_spelling_does_not_rename_its_article(
    archive: Archive, put: Put
) -> None:
    crawler = Crawler(archive)
    crawler.read("/news/harbours/", when=at(60 * 24 * 30))
    old = URL.replace("https://", "http://www.")

    take(archive, put(members(record("response", old, html(page("An old title"))))))

    found = archive.article(URL)
    assert (found.url, found.reading.title) == (URL, "Harbours under pressure")
    assert found.revisions[0].reading.title == "An old title"
    assert archive.verify().problems == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-01T12:00:00Z", "2026-03-01T12:00:00+00:00"),
        ("2026-03-01T12:00:00.123Z", "2026-03-01T12:00:00.123000+00:00"),
        ("2026-03-01T12:00:00.123456789Z", "2026-03-01T12:00:00.123456+00:00"),
        ("2026-03-01", "2026-03-01T00:00:00+00:00"),
        ("2026", "2026-01-01T00:00:00+00:00"),
        ("2026-03-01T14:00:00+02:00", "2026-03-01T12:00:00+00:00"),
        ("yesterday", "None"),
        ("", "None"),
    ],
)
def test_dates_are_read_as_warc_writes_them(text: str, expected: str) -> None:
    moment = read_date(text)

    assert (moment.isoformat() if moment else "None") == expected
