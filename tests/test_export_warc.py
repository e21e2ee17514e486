"""WARC and WACZ that others read, and that come back equal in every byte, header and time."""

import gzip
import hashlib
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from archive.errors import BadCondition
from archive.export.wacz import surt
from archive.store import Archive
from scraper.outcomes import Moved
from scraper.records import PageKind, Snapshot
from tests.archive_support import SITE, Crawler, article, at, fetched, make_archive
from tests.properties import examples
from tests.warc_support import kept, page, take

PYWB = shutil.which("pywb")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """Return an archive with a page, the same bytes again, another page, and one not to keep."""
    with make_archive(tmp_path / "a.db") as opened:
        crawler = Crawler(opened)
        crawler.read("/news/a/", when=at(0), body=page("A"))
        crawler.read("/news/a/", when=at(1.0042), body=page("A"))
        crawler.read("/news/b/?q=1&a=2", article("/news/b/", title="B"), at(2))
        crawler.read("/secret/", article("/secret/", title="C"), at(3), keep_body=False)
        yield opened


def exported(archive: Archive, form: str = "warc", where: str | None = None) -> bytes:
    return b"".join(archive.export(form, where=where))


def records(data: bytes) -> list[tuple[str, str, str]]:
    found = []
    for each in ArchiveIterator(BytesIO(data)):
        fields = each.rec_headers
        found.append(
            (
                each.rec_type,
                fields.get_header("WARC-Target-URI") or "",
                fields.get_header("WARC-Date") or "",
            )
        )
    return found


def test_records_stand_in_order_with_their_times(archive: Archive) -> None:
    kinds = [kind for kind, _, _ in records(exported(archive))]
    dates = [date for kind, _, date in records(exported(archive)) if kind != "warcinfo"]

    one = ["metadata", "request"]
    assert kinds == ["warcinfo", *one, "response", *one, "revisit", *one, "response", "metadata"]
    assert dates[0] == "2026-03-01T12:00:00Z"
    assert dates[3] == "2026-03-01T12:01:00.252000Z"


def test_warcio_finds_every_digest_right(archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(exported(archive))

    class Arguments:
        inputs = (str(path),)
        verbose = False

    checker = Checker(Arguments())
    checker.process_all()

    assert checker.exit_value == 0
    for each in ArchiveIterator(BytesIO(path.read_bytes()), check_digests="raise"):
        each.content_stream().read()


def test_a_revisit_names_its_original(archive: Archive) -> None:
    found: dict[str, str] = {}
    for each in ArchiveIterator(BytesIO(exported(archive))):
        name = each.rec_headers.get_header
        if each.rec_type == "revisit":
            assert name("WARC-Refers-To") == found["id"]
            assert name("WARC-Refers-To-Target-URI") == f"{SITE}/news/a/"
            assert name("WARC-Refers-To-Date") == "2026-03-01T12:00:00Z"
            assert name("WARC-Payload-Digest") == found["digest"]
            return
        if each.rec_type == "response":
            body = each.content_stream().read()
            found = {"id": name("WARC-Record-ID"), "digest": name("WARC-Payload-Digest")}
            assert found["digest"] == f"sha256:{hashlib.sha256(body).hexdigest()}"
    pytest.fail("no revisit")


def test_metadata_hold_the_extraction_as_json(archive: Archive) -> None:
    told = [
        json.loads(each.content_stream().read())
        for each in ArchiveIterator(BytesIO(exported(archive)))
        if each.rec_type == "metadata"
    ]

    assert [len(each["revisions"]) for each in told] == [1, 0, 1, 1]
    assert told[2]["revisions"][0]["article"]["title"] == "B"
    assert told[2]["revisions"][0]["evidence"]["title"]["rule"] == "h1"
    assert told[3]["snapshot"]["kept"] is False


def test_a_condition_takes_the_captures_of_its_articles_and_whole_ones(archive: Archive) -> None:
    crawler = Crawler(archive)
    crawler.read("/news/d/", article("/news/d/", title="D"), at(4), body=page("A"))

    found = records(exported(archive, where="title = 'D'"))

    # Its bytes came with another page first; that one is not in this file.
    assert [kind for kind, _, _ in found] == ["warcinfo", "metadata", "request", "response"]
    assert found[-1][1] == f"{SITE}/news/d/"
    with pytest.raises(BadCondition):
        archive.export("warc", where="no such (")
    with pytest.raises(BadCondition):
        archive.export("wacz", where="1) OR (1")


@pytest.mark.parametrize("form", ["warc", "wacz"])
def test_a_round_trip_is_the_identity(archive: Archive, form: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{form}"
    path.write_bytes(exported(archive, form))

    with make_archive(tmp_path / "b.db") as other:
        _, read = take(other, path)

        assert read[0].trouble is None
        assert kept(other) == kept(archive)
        assert (
            other.article(f"{SITE}/secret/").reading == archive.article(f"{SITE}/secret/").reading
        )
        assert other.verify().problems == ()
        assert [row[1:] for row in records(exported(other))][1:] == [
            row[1:] for row in records(exported(archive))
        ][1:]


@pytest.mark.parametrize("form", ["warc", "wacz"])
def test_moved_and_deleted_articles_come_back_as_what_they_are(form: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{form}"
    bodies = {
        title: page(title, text=f"Of the matter {title} much is said. " * 20) for title in "ABC"
    }
    with Archive.open(tmp_path / "a.db", create=True) as archive:
        crawler = Crawler(archive)
        crawler.read("/news/old/", article("/news/old/", title="A"), at(0), body=bodies["A"])
        crawler.read("/news/lost/", article("/news/lost/", title="B"), at(1), body=bodies["B"])
        crawler.moved("/news/old/", "/news/new/", at(60))
        crawler.read("/news/new/", article("/news/new/", title="A"), at(61), body=bodies["A"])
        crawler.gone("/news/lost/", at(62))
        crawler.read("/away/", article("/away/", title="C"), at(2), body=bodies["C"])
        away = Moved(
            page=crawler.page("/away/", at(63)), at=at(63), status=308, target="https://o.example/"
        )
        archive.record(crawler.run_id, [away])
        path.write_bytes(exported(archive, form))
        articles = "SELECT url, title, gone_at FROM articles ORDER BY url"
        fates = (
            "SELECT here.url, here.state, here.status, here.checked_at, there.url"
            " FROM pages AS here LEFT JOIN pages AS there"
            " ON there.id = here.moved_to AND there.site_id = here.site_id"
            " WHERE here.state IN ('moved', 'gone') ORDER BY here.url"
        )
        known = archive.rows(articles), archive.rows(fates)
        assert [(url.removeprefix(SITE), title) for url, title, _ in known[0]] == [
            ("/away/", "C"),
            ("/news/lost/", "B"),
            ("/news/new/", "A"),
        ]
        one = records(exported(archive, where="title = 'A'"))
        assert {url for _, url, _ in one} >= {f"{SITE}/news/old/", f"{SITE}/news/new/"}
        assert not any("lost" in url or "away" in url for _, url, _ in one)

    with Archive.open(tmp_path / "b.db", create=True) as other:
        take(other, path)
        assert (other.rows(articles), other.rows(fates)) == known
        assert other.verify().problems == ()
        take(other, path)
        assert (other.rows(articles), other.rows(fates)) == known
        again = records(exported(other)) if form == "warc" else []
        before = records(path.read_bytes()) if form == "warc" else []
        assert [row for row in again if row[0] == "response"] == [
            row for row in before if row[0] == "response"
        ]


def test_a_page_not_to_keep_finds_its_place_in_the_past(archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(exported(archive))
    with make_archive(tmp_path / "b.db") as other:
        Crawler(other).read("/secret/", when=at(60), body=page("Seen later"))

        take(other, path)

        secret = [row for row in kept(other) if row[0].endswith("/secret/")]
        assert secret[0] == kept(archive)[-1]
        assert secret[0][5] > 0
        assert secret[0][7] is None
        assert len(other.article(f"{SITE}/secret/").revisions) == 2


def test_what_an_import_would_not_take_from_others_comes_back(
    archive: Archive, tmp_path: Path
) -> None:
    """Documents of an API, and a page that was kept before its address asked not to be."""
    crawler = Crawler(archive)
    hidden = page(head='<meta name="robots" content="noindex">')
    for path, kind, mime, body in (
        ("/wp-json/wp/v2/posts?page=1", PageKind.API, "application/json", b'[{"id": 1}]'),
        ("/hidden/", PageKind.OTHER, "text/html", hidden),
    ):
        for when in (at(5), at(6)):
            outcome = fetched(crawler.page(path), None, when, body=body, due_at=at(0))
            told = replace(outcome.snapshot, headers=(("Content-Type", mime),))
            archive.record(crawler.run_id, [replace(outcome, kind=kind, snapshot=told)])
    (tmp_path / "a.warc.gz").write_bytes(exported(archive))

    with make_archive(tmp_path / "b.db") as other:
        importer, _ = take(other, tmp_path / "a.warc.gz")

        assert kept(other) == kept(archive)
        assert +importer.left_out == {}
        assert other.rows("SELECT kind FROM pages WHERE url LIKE '%/wp-json/%'") == [("api",)]


texts = st.text(st.characters(codec="utf-8"), max_size=20)
headers = st.lists(
    st.tuples(
        st.one_of(
            texts,
            st.sampled_from(
                ("Content-Encoding", "transfer-encoding", "Content-Length", "X-Orig-Content-Length")
            ),
            st.sampled_from(("X-Crawl-Content-Encoding", "Location", "Set-Cookie")),
        ),
        st.one_of(texts, st.sampled_from(("gzip", "chunked", "br", "17", "a\r\nb: c"))),
    ),
    max_size=6,
)
bodies = st.one_of(
    st.binary(max_size=300),
    st.binary(max_size=60).map(gzip.compress),
    st.sampled_from(
        (b"", b"\r\n\r\n", b"WARC/1.0\r\n", b"5\r\nhello\r\n0\r\n\r\n", b"\x1f\x8b\x08")
    ),
).map(lambda tail: b"<!doctype html><html>" + tail)
times = st.datetimes(
    datetime(1996, 1, 1),  # noqa: DTZ001
    datetime(2046, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
numbers = count()


@settings(
    max_examples=examples(25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    fetches=st.lists(
        st.tuples(st.sampled_from("abc"), headers, bodies, times, st.floats(0, 100)), max_size=5
    )
)
@example(fetches=[("a", [("Content-Encoding", "gzip")], b"<html>", at(0), 0.1)])
@example(fetches=[("a", [], b"<!doctype html><html><rss", at(0), 0.1)])
def test_any_headers_and_bytes_come_back_as_they_were(
    fetches: list[tuple[str, list[tuple[str, str]], bytes, datetime, float]], tmp_path: Path
) -> None:
    here = tmp_path / str(next(numbers))
    here.mkdir()
    with (
        make_archive(here / "a.db") as archive,
        make_archive(here / "b.db") as other,
    ):
        crawler = Crawler(archive)
        for name, received, body, when, elapsed in fetches:
            found = crawler.page(f"/{name}/?{name}")
            outcome = fetched(found, None, when, body=body)
            snapshot = Snapshot(
                url=found.url,
                fetched_at=when,
                status=200,
                headers=(("Content-Type", "text/html"), *received),
                body=body,
                digest=hashlib.sha256(body).hexdigest(),
                elapsed_seconds=elapsed,
            )
            archive.record(crawler.run_id, [replace(outcome, snapshot=snapshot, due_at=at(0))])
        (here / "a.warc.gz").write_bytes(exported(archive))

        take(other, here / "a.warc.gz")

        assert kept(other) == unique(kept(archive))


def unique(rows: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """Leave out fetches of one page at one time with the same bytes: they are one capture."""
    first: dict[tuple[object, ...], tuple[object, ...]] = {}
    for row in rows:
        first.setdefault((row[0], row[1], row[4]), row)
    return list(first.values())


def test_a_wacz_is_what_the_specification_asks_for(archive: Archive) -> None:
    with zipfile.ZipFile(BytesIO(exported(archive, "wacz"))) as packed:
        assert packed.testzip() is None
        data = {name: packed.read(name) for name in packed.namelist()}
        warc = packed.getinfo("archive/data.warc.gz")

    package = json.loads(data["datapackage.json"])
    proof = json.loads(data["datapackage-digest.json"])
    assert warc.compress_type == zipfile.ZIP_STORED
    assert package["profile"] == "data-package"
    assert package["wacz_version"] == "1.1.1"
    assert proof["hash"] == f"sha256:{hashlib.sha256(data['datapackage.json']).hexdigest()}"
    for resource in package["resources"]:
        body = data[resource["path"]]
        assert resource["bytes"] == len(body)
        assert resource["hash"] == f"sha256:{hashlib.sha256(body).hexdigest()}"
    assert {resource["path"] for resource in package["resources"]} == {
        name for name in data if not name.startswith("datapackage")
    }


def test_what_is_whole_in_a_wacz_that_was_cut_off_comes_back(
    archive: Archive, tmp_path: Path
) -> None:
    """A download that broke off has lost the list of names at the file's end."""
    for n in range(5):
        Crawler(archive).read(f"/more/{n}/", when=at(20 + n), body=page(f"More {n}"))
    whole = exported(archive, "wacz")
    path = tmp_path / "a.wacz"
    path.write_bytes(whole[: len(whole) // 2])

    with make_archive(tmp_path / "b.db") as other:
        _, (read,) = take(other, path)

        assert read.trouble is not None
        assert "not a zip file" in read.trouble
        assert read.captures == len(kept(other)) > 3
        assert kept(other) == [row for row in kept(archive) if row in kept(other)]


def test_the_index_of_a_wacz_leads_to_each_record(archive: Archive) -> None:
    Crawler(archive).read("/a-later-page/", when=at(9))

    with zipfile.ZipFile(BytesIO(exported(archive, "wacz"))) as packed:
        warc = packed.read("archive/data.warc.gz")
        lines = packed.read("indexes/index.cdx").decode().splitlines()
        pages = [json.loads(line) for line in packed.read("pages/pages.jsonl").splitlines()]

    assert lines == sorted(lines)
    assert [line.split()[0] for line in lines] == [
        "example,institute)/a-later-page",
        "example,institute)/news/a",
        "example,institute)/news/a",
        "example,institute)/news/b?a=2&q=1",
    ]
    for line in lines:
        _, stamp, about = line.split(" ", 2)
        told = json.loads(about)
        begin, length = int(told["offset"]), int(told["length"])
        (only,) = list(ArchiveIterator(BytesIO(warc[begin : begin + length])))
        assert only.rec_headers.get_header("WARC-Target-URI") == told["url"]
        assert only.rec_headers.get_header("WARC-Payload-Digest") == told["digest"]
        assert (only.rec_type == "revisit") == (told["mime"] == "warc/revisit")
        assert len(stamp) == 14
    assert pages[0]["format"] == "json-pages-1.0"
    assert [(each["url"], each["title"]) for each in pages[1:]] == [
        (f"{SITE}/news/a/", "Harbours under pressure"),
        (f"{SITE}/news/b/?q=1&a=2", "B"),
        (f"{SITE}/a-later-page/", "Harbours under pressure"),
    ]


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.hcss.nl/", "nl,hcss)/"),
        ("https://www.a.example:8080/News/A-b/?b=2&a=1", "example,a:8080)/news/a-b?a=1&b=2"),
        ("http://a.example/x/", "example,a)/x"),
        ("https://www2.a.example/a//b/", "example,a)/a/b"),
        ("http://127.0.0.1:8000/x", "1,0,0,127:8000)/x"),
        ("https://a.example", "example,a)/"),
        ("https://a.example/x/y?z", "example,a)/x/y?z"),
    ],
)
def test_addresses_are_keyed_as_readers_key_them(url: str, key: str) -> None:
    """The keys are what pywb 2.10 makes of these addresses."""
    assert surt(url) == key


@pytest.mark.skipif(PYWB is None, reason="pywb is not installed")
def test_pywb_replays_every_fetch(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(exported(archive))
    wanted = [
        (url, "".join(filter(str.isdigit, when))[:14], body.decode("latin-1"))
        for url, when, _, _, _, _, _, body in kept(archive)
        if body is not None
    ]
    assert PYWB is not None
    manager = Path(PYWB).with_name("wb-manager")
    for words in (("init", "t"), ("add", "t", "a.warc.gz")):
        subprocess.run([manager, *words], cwd=tmp_path, check=True, capture_output=True)
    # The application itself answers: no socket is opened.
    code = (
        "import json, sys; from pywb.apps.frontendapp import FrontEndApp\n"
        "from werkzeug.test import Client\n"
        "client = Client(FrontEndApp())\n"
        "for url, stamp, body in json.load(sys.stdin):\n"
        "    answer = client.get(f'/t/{stamp}id_/{url}')\n"
        "    assert answer.status_code == 200, (url, answer.status)\n"
        "    assert answer.get_data().decode('latin-1') == body, url\n"
        "print('replayed')\n"
    )
    python = Path(PYWB).with_name("python")
    done = subprocess.run(
        [python if python.exists() else sys.executable, "-c", code],
        cwd=tmp_path,
        input=json.dumps(wanted),
        capture_output=True,
        text=True,
    )
    assert done.stdout.endswith("replayed\n"), done.stderr
