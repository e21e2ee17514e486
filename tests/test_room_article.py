"""The pages of one article in the reading room, asked over HTTP."""

import asyncio
import hashlib
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from archive.browse.kept.inert import POLICY
from archive.browse.surroundings import neighbours
from archive.duplicates import find_duplicates
from archive.store import Archive
from scraper.records import Embed, Expert, Source, TitledLink
from tests.archive_support import SITE, Crawler, article, at, new_archive
from tests.hostile_page import hostile_page
from tests.room_support import make_room

PAGE = f"""<!DOCTYPE html><title>Harbours</title><main><h1>Harbours under pressure</h1>
<p>The first paragraph, with <a href="{SITE}/news/canals/">canals</a> and
<a href="https://far.example/">something far</a>.</p><h3>A subheading</h3>
<ul><li>One</li><li>Two</li></ul><blockquote>Said he.</blockquote></main>""".encode()
EDITED = PAGE.replace(b"Said he.", b"Said she.")
BODY = (
    "The first paragraph, with canals and something far.",
    *("A subheading", "One", "Two", "Said he."),
)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with new_archive(tmp_path) as archive:
        crawler = Crawler(archive)
        crawler.read(
            "/news/canals/", article("/news/canals/", title="Canals", published="2026-02-13")
        )
        crawler.read("/news/harbours/", article(body=BODY), at(1), body=PAGE)
        edited = (*BODY[:4], "Said she.")
        crawler.read("/news/harbours/", article(body=edited), at(60), body=EDITED)
        crawler.read(
            "https://elsewhere.example/x/",
            article("https://elsewhere.example/x/", published="2026-02-14", related_news=()),
            at(61),
        )
        crawler.read(
            "/news/later/",
            article("/news/later/", title="Later", published="2026-03-01", related_news=()),
            at(62),
            body_links=(TitledLink(title="harbours", url=f"{SITE}/news/harbours"),),
        )
        yield archive


def ask(archive: Archive, *addresses: str, base: str = "/", **headers: str) -> list[Any]:
    async def answers() -> list[Any]:
        app = make_room(archive.path)
        app._settings["base_url"] = base
        await app.invoke_startup()
        app.client.app = app.app()  # made before the start, it knows no pages of the room
        return [await app.client.get(each, headers=headers) for each in addresses]

    return asyncio.run(answers())


def tree(archive: Archive, address: str, **headers: str) -> LexborHTMLParser:
    (answer,) = ask(archive, address, **headers)
    assert answer.status_code == 200, answer.text
    return LexborHTMLParser(answer.text)


def texts(nodes: list[LexborNode]) -> list[str]:
    return [" ".join(node.text().split()) for node in nodes]


def facts(page: LexborHTMLParser) -> dict[str, str]:
    names, values = texts(page.css(".facts dt")), texts(page.css(".facts dd"))
    return dict(zip(names, values, strict=True))


def test_an_article_is_read_with_its_headings_lists_and_quotations(archive: Archive) -> None:
    page = tree(archive, "/-/articles/2")

    assert texts(page.css("h1")) == ["Harbours under pressure"]
    text = page.css_first(".text")
    assert text is not None
    assert [node.tag for node in text.iter()] == ["p", "p", "h2", "ul", "blockquote"]
    assert texts(text.css("li")) == ["One", "Two"]
    assert text.attributes["lang"] == "en"
    assert texts(page.css(".kicker time")) == ["14 February 2026"]
    assert texts(page.css(".person")) == ["Ada Verhoeven, Analyst", "Bram de Groot"]
    assert "Jo Field" in texts(page.css(".credit"))[0]
    assert texts(page.css("a.tag")) == ["Ports", "Trade"]


def test_what_proves_a_copy_stands_beside_it(archive: Archive) -> None:
    told = facts(tree(archive, "/-/articles/2"))

    assert told["Original"] == f"{SITE}/news/harbours/"
    assert told["Archived"] == "1 March 2026, 13:00 UTC"
    assert told["Reading"] == "2 of 2"
    assert told["Read by"] == "extractor 1, profile hcss"
    assert told["SHA-256 of the page"] == hashlib.sha256(EDITED).hexdigest()


def test_links_lead_to_what_is_kept_and_else_to_the_web(archive: Archive) -> None:
    page = tree(archive, "/-/articles/2")

    kept, far = page.css(".text a")
    assert kept.attributes["href"] == "/-/articles/1"
    assert kept.attributes["class"] == "inside"
    assert "in this archive" in kept.text()
    assert far.attributes["href"] == "https://far.example/"
    assert far.attributes["rel"] == "noreferrer noopener nofollow"
    entries = {a.attributes["href"]: a for a in page.css(".entries a")}
    assert "/-/articles/1" in entries  # related, and kept
    assert f"http://www.{SITE.partition('://')[2]}/report/locks" in entries
    assert "/-/articles/4" in entries  # links here
    assert "https://player.example/1" in entries
    assert f"{SITE}/files/report.pdf" in entries


def test_the_articles_before_and_after_are_of_the_same_site(archive: Archive) -> None:
    first, middle, alone = (tree(archive, f"/-/articles/{n}") for n in (1, 2, 3))

    assert [a.attributes["href"] for a in middle.css(".neighbours a")] == [
        "/-/articles/1",
        "/-/articles/4",
    ]
    assert [a.attributes["rel"] for a in first.css(".neighbours a")] == ["next"]
    assert alone.css(".neighbours") == []


def test_neighbours_are_the_same_however_large_the_site_is(archive: Archive) -> None:
    conn = archive._db.conn
    rows = conn.execute("SELECT id, site_id, published FROM articles").fetchall()

    for row in rows:
        assert neighbours(conn, *row) == neighbours(conn, *row, small_site=0)
    assert neighbours(conn, 2, 1, "2026-02-14").earlier[0] == 1  # type: ignore[index]


def test_what_says_nearly_the_same_is_named(archive: Archive) -> None:
    text = " ".join(f"word{n}" for n in range(60))
    crawler = Crawler(archive, at(90))
    crawler.read("/one/", article("/one/", title="One", body=(text,)), at(90))
    crawler.read("/two/", article("/two/", title="Two", body=(f"{text} and more",)), at(91))
    with archive._db.atomic():
        find_duplicates(archive._db.conn, limit=100)

    page = tree(archive, "/-/articles/5")

    assert [h for h in texts(page.css(".after h2")) if h == "Nearly the same text"]
    assert "% alike" in texts(page.css(".entries"))[-1]
    assert "Two" in texts(page.css(".entries"))[-1]


def test_a_page_that_all_others_link_to_names_some(archive: Archive) -> None:
    with archive._db.atomic():
        archive._db.conn.executemany(
            "INSERT INTO articles (url, site_id, page_id, title, published, body, word_count,"
            " authors, digest, first_seen_at, last_seen_at, last_changed_at)"
            " SELECT url || ?1, site_id, page_id, title, published, body, word_count, authors,"
            " digest, first_seen_at, last_seen_at, last_changed_at FROM articles WHERE id = 1",
            [(n,) for n in range(60)],
        )
        archive._db.conn.execute(
            "INSERT INTO links (article_id, kind, position, title, url, target_article_id)"
            " SELECT id, 'body', 0, 'x', 'x', 4 FROM articles WHERE id > 4"
        )

    page = tree(archive, "/-/articles/4")

    assert len(page.css(".entries li a[href^='/-/articles/']")) >= 50
    assert "There are more." in page.text()


def test_an_older_reading_says_so_and_shows_what_it_said(archive: Archive) -> None:
    page = tree(archive, "/-/articles/2?revision=1")

    assert "reading 1 of 2" in texts(page.css(".banner"))[0]
    assert texts(page.css(".text blockquote")) == ["Said he."]
    assert facts(page)["SHA-256 of the page"] == hashlib.sha256(PAGE).hexdigest()
    snapshot = [a.attributes["href"] for a in page.css(".ways a")][2]
    assert snapshot == "/-/articles/2/snapshot?revision=1"


def test_a_deleted_article_says_so_first(archive: Archive) -> None:
    Crawler(archive, at(90)).gone("/news/later/", at(90))

    page = tree(archive, "/-/articles/4")

    assert "Deleted by the site." in texts(page.css(".banner.gone"))[0]
    assert facts(page)["Gone since"] == "1 March 2026"


@pytest.mark.parametrize(
    ("summary", "first", "lead"),
    [
        ("What a canal does.", "Another beginning.", "What a canal does."),
        ("Ports wait for the […]", "Ports wait for the canal to open.", None),
        ("Ports wait. They always do.", "Ports wait.", None),
        (None, "Ports wait.", None),
    ],
)
def test_a_summary_leads_where_it_is_not_the_first_paragraph_again(
    archive: Archive, summary: str | None, first: str, lead: str | None
) -> None:
    Crawler(archive, at(90)).read("/n/", article("/n/", summary=summary, body=(first,)), at(90))

    assert texts(tree(archive, "/-/articles/5").css(".lead")) == ([lead] if lead else [])


def test_the_reader_speaks_the_readers_language_and_the_text_keeps_its_own(
    archive: Archive,
) -> None:
    page = tree(archive, "/-/articles/2", **{"accept-language": "nl"})

    assert texts(page.css(".kicker time")) == ["14 februari 2026"]
    assert facts(page)["Lezing"] == "2 van 2"
    assert page.css_first("h1").attributes["lang"] == "en"  # type: ignore[union-attr]


def test_an_address_in_any_spelling_leads_to_its_article(archive: Archive) -> None:
    found, prefixed, missing, empty = (
        *ask(archive, "/-/articles/by-url?url=http://www.institute.example/news/harbours"),
        *ask(archive, f"/-/articles/by-url?url={SITE}/news/harbours/", base="/room/"),
        *ask(archive, "/-/articles/by-url?url=https://nowhere.example/", "/-/articles/by-url"),
    )

    assert (found.status_code, found.headers["location"]) == (302, "/-/articles/2")
    assert prefixed.headers["location"] == "/room/-/articles/2"
    assert (missing.status_code, empty.status_code) == (404, 404)


@pytest.mark.parametrize(
    "address",
    [
        *("/-/articles/99", "/-/articles/2?revision=3", "/-/articles/2?revision=0"),
        *("/-/articles/2?revision=x", "/-/articles/2?revision=99999999999999999999"),
        *(
            "/-/articles/99999999999999999999",
            "/-/articles/99/page",
            "/-/articles/2/bytes?revision=7",
        ),
        *("/-/articles/2/versions?from=1&to=9", "/-/articles/99/cite.bib"),
    ],
)
def test_what_is_not_there_is_answered_in_one_sentence(archive: Archive, address: str) -> None:
    (answer,) = ask(archive, address)

    assert answer.status_code == 404
    assert "Not found" in answer.text


HOSTILE = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>\x1b\u202e{{ 7 * 7 }}"


def test_hostile_text_stays_text_on_every_page_of_an_article(archive: Archive) -> None:
    bad = "javascript:alert(1)"
    hostile = {
        "lang": HOSTILE,
        "title": HOSTILE,
        "published": HOSTILE,
        "section": HOSTILE,
        "tags": (HOSTILE,),
        "summary": HOSTILE,
        "body": (f"x {HOSTILE}", HOSTILE),
        "source": Source(name=HOSTILE, url=bad, phrase=HOSTILE, date=HOSTILE),
        "experts": (Expert(name=HOSTILE, role=HOSTILE, url=bad),),
        "photo_credit": HOSTILE,
        "related_news": (TitledLink(title=HOSTILE, url=bad),),
        "related_content": (TitledLink(title=HOSTILE, url=f"{SITE}/{HOSTILE}"),),
        "attachments": (TitledLink(title=HOSTILE, url=bad),),
        "embeds": (Embed(url=bad),),
        "authors": (HOSTILE,),
    }
    crawler = Crawler(archive, at(90))
    links = (TitledLink(title=HOSTILE, url=bad),)
    crawler.read("/h/", article("/h/", **hostile), at(90), body_links=links)
    crawler.read("/h/", article("/h/", **{**hostile, "title": f"{HOSTILE}2"}), at(91))

    for path in ("", "?revision=1", "/versions", "/versions?view=side", "/evidence", "/snapshot"):
        (answer,) = ask(archive, f"/-/articles/5{path}")
        assert answer.status_code == 200, path
        page = LexborHTMLParser(answer.text)
        assert [node.tag for node in page.css("img, [onerror], [style]")] == [], path
        assert all("/-/static-plugins/" in (s.attributes["src"] or "") for s in page.css("script"))
        for link in page.css("a[href]"):
            assert not (link.attributes["href"] or "").startswith("javascript"), path
        assert "49" not in texts(page.css("h1"))[0]
    (name,) = ask(archive, "/-/articles/5/cite.txt")
    assert name.headers["content-disposition"] == 'attachment; filename="institute-example-5.txt"'


def test_citations_are_there_to_copy_and_as_files(archive: Archive) -> None:
    page = tree(archive, "/-/articles/2")
    apa, bib, ris = ask(archive, *(f"/-/articles/2/cite.{end}" for end in ("txt", "bib", "ris")))
    (older,) = ask(archive, "/-/articles/2/cite.txt?revision=1")

    digest = hashlib.sha256(EDITED).hexdigest()
    assert [unescape(c.text()) for c in page.css(".citation")] == [
        text.replace("\r\n", "\n").strip() for text in (apa.text, bib.text, ris.text)
    ]
    assert apa.text == (
        "Verhoeven, A. (2026, February 14). Harbours under pressure. institute.example."
        f" {SITE}/news/harbours/ Archived on March 1, 2026, SHA-256 {digest}.\n"
    )
    assert bib.text.startswith("@online{institute-example-2,")
    assert ris.text.startswith("TY  - ELEC\r\n")
    assert bib.headers["content-disposition"] == 'attachment; filename="institute-example-2.bib"'
    assert hashlib.sha256(PAGE).hexdigest() in older.text


def test_two_readings_are_compared_in_the_text_and_side_by_side(archive: Archive) -> None:
    inline = tree(archive, "/-/articles/2/versions")
    side = tree(archive, "/-/articles/2/versions?from=1&to=2&view=side")

    assert texts(inline.css(".readings tbody th")) == ["Reading 2", "Reading 1"]
    assert texts(inline.css(".difference h3")) == ["Text"]
    assert texts(inline.css(".inline del")) == ["[went: he.]"]
    assert texts(inline.css(".inline ins")) == ["[came: she.]"]
    assert texts(inline.css(".folded summary")) == ["4 paragraphs as before"]
    old, new = side.css(".sides tbody tr:last-child td")
    assert texts([old, new]) == ["Said [went: he.]", "Said [came: she.]"]


def test_readings_are_compared_the_older_first_however_they_are_asked_for(
    archive: Archive,
) -> None:
    turned = tree(archive, "/-/articles/2/versions?from=2&to=1")
    same = tree(archive, "/-/articles/2/versions?from=2&to=2")
    single = tree(archive, "/-/articles/1/versions")

    assert texts(turned.css(".difference h2")) == ["From reading 1 to reading 2"]
    assert "say the same" in same.text()
    assert single.css(".difference, input[type=radio]") == []


def test_each_field_tells_where_it_came_from(archive: Archive) -> None:
    page = tree(archive, "/-/articles/2/evidence")

    rows = {
        texts(row.css("th"))[0]: [texts(cell.css("p, code")) for cell in row.css("td")]
        for row in page.css(".evidence tbody tr")
    }
    value, why, others = rows["Headline"]
    assert value == ["Harbours under pressure"]
    assert why == ["h1", "main > h1", "main > h1"]
    assert others == ["Other"]
    assert rows["Tags"][0] == ["Ports", "Trade"]


def test_a_page_stands_in_a_frame_that_can_do_nothing(archive: Archive) -> None:
    page = tree(archive, "/-/articles/2/snapshot?revision=1")
    (kept,) = ask(archive, "/-/articles/2/page?revision=1")

    frame = page.css_first("iframe")
    assert frame is not None
    assert frame.attributes["sandbox"] == "allow-top-navigation-by-user-activation"
    assert frame.attributes["src"] == "/-/articles/2/page?revision=1"
    assert texts(page.css(".capture dd"))[0] == "1 March 2026, 12:01 UTC"
    assert "Content-Type" in texts(page.css(".capture table th"))
    assert kept.headers["content-security-policy"] == POLICY
    assert kept.headers["content-type"] == "text/html; charset=utf-8"
    assert kept.headers["x-content-type-options"] == "nosniff"
    assert kept.headers["x-dns-prefetch-control"] == "off"
    assert '<a href="/-/articles/1" target="_top">canals</a>' in kept.text
    assert '<a data-address="https://far.example/">something far</a>' in kept.text


def test_the_bytes_come_as_a_file_and_nothing_else(archive: Archive) -> None:
    (answer,) = ask(archive, "/-/articles/2/bytes?revision=1")

    assert answer.content == PAGE
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == (
        'attachment; filename="institute-example-2-1.html"'
    )
    assert "sandbox" in answer.headers["content-security-policy"]


def test_a_hostile_page_comes_out_inert(archive: Archive) -> None:
    Crawler(archive, at(90)).read(
        "/h/", article("/h/"), at(90), body=hostile_page("http://far.example")
    )

    (answer,) = ask(archive, "/-/articles/5/page")

    assert not re.search(r"<script|<iframe|<form|<svg|<meta http|\son\w+=|javascript:", answer.text)
    assert 'target="_top"' in answer.text


def test_a_page_that_asks_not_to_be_kept_says_so(archive: Archive) -> None:
    links = (TitledLink(title="canals", url=f"{SITE}/news/canals/"),)
    Crawler(archive, at(90)).read(
        "/n/", article("/n/", body=BODY), at(90), keep_body=False, body_links=links
    )

    page = tree(archive, "/-/articles/5/snapshot")
    kept, text = ask(archive, "/-/articles/5/page", "/-/articles/5")

    assert "asks not to be kept" in texts(page.css(".banner"))[0]
    assert page.css("iframe") == []
    assert (kept.status_code, "noarchive" in kept.text) == (404, True)
    # Without its page the text is paragraphs, and its links are found by their words.
    body = LexborHTMLParser(text.text)
    assert texts(body.css(".text h2")) == []
    assert [a.attributes["href"] for a in body.css(".text a")] == ["/-/articles/1"]


def test_damaged_bytes_are_told_in_a_sentence(archive: Archive) -> None:
    digest = hashlib.sha256(EDITED).hexdigest()
    with closing(sqlite3.connect(archive.path)) as conn, conn:
        conn.execute("UPDATE blobs SET data = x'00' WHERE digest = ?", (digest,))

    page = tree(archive, "/-/articles/2/snapshot")
    kept, text = ask(archive, "/-/articles/2/page", "/-/articles/2")

    assert "damaged" in texts(page.css("[role=alert]"))[0]
    assert page.css("iframe") == []
    assert kept.status_code == 500
    assert digest in kept.text
    assert "Said she." in text.text


def test_an_error_names_the_file_and_not_where_it_lies(archive: Archive) -> None:
    with closing(sqlite3.connect(archive.path)) as conn, conn:
        conn.execute("ALTER TABLE links RENAME TO elsewhere")

    (page,) = ask(archive, "/-/articles/2")

    assert page.status_code == 500
    assert "a.db: no such table" in page.text
    assert str(archive.path.parent) not in page.text
