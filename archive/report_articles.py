"""The sections of a report on articles: which are new, changed, gone, or go by another address."""

from dataclasses import dataclass
from typing import Any

import msgspec

from archive.section import Section, Told


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleTold:
    """An article; `changed` names the fields that differ, `reading` counts its readings."""

    id: int
    site: str
    published: str | None
    title: str | None
    url: str
    words: int = 0
    reading: int = 1
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GoneTold:
    """An article that is not there any more, and how the site said so."""

    id: int
    site: str
    title: str | None
    url: str
    at: str
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveTold:
    """A page that leads elsewhere now, or an article that goes by another address."""

    url: str
    to: str
    what: str


_READ = """
    FROM snapshots JOIN revisions ON revisions.snapshot_id = snapshots.id
    JOIN articles ON articles.id = article_id JOIN sites ON sites.id = articles.site_id
    WHERE snapshots.run_id = ?
"""


def new(told: Told) -> Section:
    """Tell which articles are new."""
    facts = _articles(told, "cause = 'first'", "published DESC, articles.id")
    return Section(
        name="new",
        title="New articles",
        facts=facts,
        total=told.count(f"SELECT count(*) {_READ} AND cause = 'first'"),
        header=("published", "title", "words", "address"),
        rows=tuple((a.published or "", a.title or "", str(a.words), a.url) for a in facts),
        empty="No new articles.",
    )


def changed(told: Told) -> Section:
    """Tell which articles the site changed, and in what; what the extractor changed is no news."""
    facts = _articles(told, "cause = 'site'", "seen_at, articles.id")
    return Section(
        name="changed",
        title="Changed articles",
        facts=facts,
        total=told.count(f"SELECT count(*) {_READ} AND cause = 'site'"),
        header=("title", "changed", "reading", "address"),
        rows=tuple((a.title or "", ", ".join(a.changed), str(a.reading), a.url) for a in facts),
        empty="No article changed.",
    )


def gone(told: Told) -> Section:
    """Tell which articles the run found gone; one that came back since is not among them."""
    run = told.run
    sql = (
        " FROM articles JOIN sites ON sites.id = articles.site_id"
        " LEFT JOIN pages ON pages.id = articles.page_id"
        " WHERE gone_at BETWEEN ? AND coalesce(?, '9999')"
    )
    span = (run.started_at, run.finished_at)
    rows = told.conn.execute(
        f"SELECT articles.id, host, title, articles.url, gone_at, pages.state, pages.status{sql}"
        " ORDER BY gone_at, articles.id LIMIT ?",
        (*span, told.limit),
    )
    facts = tuple(
        GoneTold(
            id=r[0], site=r[1], title=r[2], url=r[3], at=r[4], how=f"{r[5]} {r[6] or ''}".strip()
        )
        for r in rows
    )
    return Section(
        name="gone",
        title="Gone articles",
        facts=facts,
        total=told.conn.execute(f"SELECT count(*){sql}", span).fetchone()[0],
        header=("title", "how", "address"),
        rows=tuple((g.title or "", g.how, g.url) for g in facts),
        empty="No article is gone.",
    )


def moved(told: Told) -> Section:
    """Tell which addresses lead elsewhere now."""
    # An article that came along with its redirect is told by the redirect.
    condition = (
        "FROM events WHERE run_id = ? AND kind IN ('moved', 'renamed') AND url IS NOT detail"
    )
    rows = told.conn.execute(
        f"SELECT url, coalesce(detail, ''), kind {condition} ORDER BY id LIMIT ?",
        (told.run.id, told.limit),
    )
    facts = tuple(MoveTold(url=r[0], to=r[1], what=r[2]) for r in rows)
    return Section(
        name="moved",
        title="Moved addresses",
        facts=facts,
        total=told.count(f"SELECT count(*) {condition}"),
        header=("address", "leads to", "what"),
        rows=tuple((m.url, m.to, m.what) for m in facts),
    )


def _articles(told: Told, condition: str, order: str) -> tuple[ArticleTold, ...]:
    # Both texts are written above.
    rows: list[Any] = told.conn.execute(
        "SELECT articles.id, host, published, title, articles.url, word_count, number,"
        f" changed {_READ} AND {condition} ORDER BY {order} LIMIT ?",
        (told.run.id, told.limit),
    ).fetchall()
    return tuple(
        ArticleTold(
            id=r[0],
            site=r[1],
            published=r[2],
            title=r[3],
            url=r[4],
            words=r[5],
            reading=r[6],
            changed=tuple(msgspec.json.decode(r[7], type=list[str])),
        )
        for r in rows
    )
