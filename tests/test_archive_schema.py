"""The schema: documented in full, strict, and its questions answered by indexes."""

import re
from pathlib import Path

import pytest

from archive.frontier import _DUE_COUNTS
from archive.report_sections import _SITES
from tests.archive_support import HOST, Crawler, article, at, new_archive

DOCUMENT = Path(__file__).parent.parent / "docs" / "schema.md"
OURS = (
    "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"
    " AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_sqlite_%' AND name NOT LIKE 'articles_fts_%'"
)


def documented() -> dict[str, list[str]]:
    sections = re.split(r"^### ", DOCUMENT.read_text(), flags=re.MULTILINE)[1:]
    return {
        section.partition("\n")[0]: re.findall(r"^- `(\w+)`: \S", section, flags=re.MULTILINE)
        for section in sections
    }


def test_every_table_view_and_column_is_documented_in_order(tmp_path: Path) -> None:
    with new_archive(tmp_path) as archive:
        conn = archive._db.conn
        real = {
            name: [row[1] for row in conn.execute(f"PRAGMA table_xinfo({name})") if row[6] != 1]
            for (name,) in conn.execute(OURS)
        }

    assert documented() == real


def test_the_documented_questions_run(tmp_path: Path) -> None:
    (block,) = re.findall(r"```sql\n(.*?)```", DOCUMENT.read_text(), flags=re.DOTALL)
    questions = [part for part in block.split(";") if part.strip()]
    with new_archive(tmp_path) as archive:
        Crawler(archive).read("/a/")

        answers = [archive._db.conn.execute(question).fetchall() for question in questions]

    assert len(answers) == 10
    assert answers[0] == [("Ada Verhoeven", 1), ("Bram de Groot", 1)]
    assert len(answers[1]) == 1
    assert len(answers[2]) == 2


def test_the_counting_views_count(tmp_path: Path) -> None:
    with new_archive(tmp_path) as archive:
        crawler = Crawler(archive)
        crawler.read("/a/", article("/a/", published="2024-01-02", body=("One two.",)))
        crawler.read("/b/", article("/b/", published="2024-02-03", body=("Three.",), source=None))
        crawler.read("/c/", article("/c/", published=None, section="Columns", tags=()))
        crawler.gone("/b/", at(5))

        assert crawler.all("SELECT * FROM articles_per_year WHERE year = 2024") == [
            (2024, 2, 3, 1, 1, 1, 1)
        ]
        assert crawler.all("SELECT * FROM articles_per_month WHERE year IS NOT NULL") == [
            ("2024-01", 2024, 1, 2),
            ("2024-02", 2024, 1, 1),
        ]
        assert crawler.all("SELECT section, site, articles, words FROM articles_per_section") == [
            ("Columns", HOST, 1, 12),
            ("News", HOST, 2, 3),
        ]
        assert crawler.all("SELECT expert, articles, last_published FROM articles_per_expert") == [
            ("Ada Verhoeven", 3, "2024-02-03"),
            ("Bram de Groot", 3, "2024-02-03"),
        ]
        assert crawler.all("SELECT outlet, articles FROM articles_per_outlet") == [
            ("The Washington Post", 2)
        ]
        assert crawler.all("SELECT tag, articles FROM articles_per_tag") == [
            ("Ports", 2),
            ("Trade", 2),
        ]
        assert crawler.all("SELECT id, gone_at IS NULL FROM gone_articles") == [(2, 0)]


def test_changes_tell_each_field_before_and_after(tmp_path: Path) -> None:
    with new_archive(tmp_path) as archive:
        crawler = Crawler(archive)
        crawler.read("/a/", article("/a/", tags=("Ports",)))
        crawler.read("/a/", article("/a/", title="Calm harbours", tags=()), at(9))

        found = crawler.all("SELECT revision, field, before, after FROM changes ORDER BY field")

    assert found == [
        (2, "tags", '["Ports"]', "[]"),
        (2, "title", "Harbours under pressure", "Calm harbours"),
    ]


def test_links_are_seen_from_both_ends(tmp_path: Path) -> None:
    with new_archive(tmp_path) as archive:
        crawler = Crawler(archive)
        crawler.read("/a/")
        crawler.read("/news/canals/", article("/news/canals/", title="Canals", related_news=()))

        inward = crawler.all("SELECT article_id, title, kind, from_article_id FROM links_in")
        outward = crawler.all("SELECT link_host, target_title FROM links_out WHERE article_id = 1")
        snapshots = crawler.all("SELECT article_id, revision, is_kept FROM article_snapshots")

    assert inward == [(2, "Canals", "related_news", 1)]
    assert outward == [
        (HOST, "Canals"),
        (HOST, None),
        (HOST, None),
        ("player.example", None),
    ]
    assert snapshots == [(1, 1, 1), (2, 1, 1)]


def test_every_table_is_strict(tmp_path: Path) -> None:
    with new_archive(tmp_path) as archive:
        loose = archive._db.conn.execute(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
            " AND strict = 0 AND name NOT LIKE '%sqlite_%'"
        ).fetchall()

    assert loose == []


@pytest.mark.parametrize(
    ("sql", "index"),
    [
        ("SELECT id FROM articles WHERE year = 2024", "articles_year"),
        ("SELECT id FROM articles WHERE month = '2024-01'", "articles_month"),
        ("SELECT id FROM articles WHERE section = 'News'", "articles_section"),
        ("SELECT id FROM articles ORDER BY published DESC LIMIT 9", "articles_published"),
        ("SELECT id FROM articles WHERE url_key = 'x'", "articles_url_key"),
        ("SELECT article_id FROM links WHERE target_article_id = 3", "links_target"),
        ("SELECT id FROM snapshots WHERE digest = 'x'", "snapshots_digest"),
        ("SELECT id FROM snapshots WHERE run_id = 3", "snapshots_run"),
        ("SELECT id FROM revisions WHERE snapshot_id = 3", "revisions_snapshot"),
        ("UPDATE events SET count = 2 WHERE page_id = 3 AND run_id = 4", "events_page"),
        ("SELECT run_id FROM runs_sites WHERE site_id = 3 ORDER BY run_id DESC", "runs_sites_site"),
        (_DUE_COUNTS.replace("?", "'2026'"), "COVERING INDEX pages_due"),
        (
            _SITES.replace("?2", "'2026'")
            .replace("?1", "3")
            .replace("?3", "'2026'")
            .replace("?4", "9"),
            "pages_due",
        ),
        (
            "SELECT id FROM links WHERE url_key = 'x' AND target_article_id IS NULL"
            " AND kind NOT IN ('attachment', 'embed')",
            "links_unresolved",
        ),
    ],
)
def test_the_questions_asked_most_use_an_index(tmp_path: Path, sql: str, index: str) -> None:
    with new_archive(tmp_path) as archive:
        plan = [row[3] for row in archive._db.conn.execute(f"EXPLAIN QUERY PLAN {sql}")]

    assert any(index in step for step in plan), plan


def test_moving_last_seen_does_not_index_the_text_again(tmp_path: Path) -> None:
    with new_archive(tmp_path) as archive:
        crawler = Crawler(archive)
        crawler.read("/a/")
        before = crawler.all("SELECT id, block FROM articles_fts_data ORDER BY id")

        crawler.read("/a/")

        assert crawler.all("SELECT id, block FROM articles_fts_data ORDER BY id") == before
