"""Finding the newest articles that answer a query, with work that hardly grows with the archive.

FTS5 walks its lists from the newest article down and can stop at any answer. Where answers are
plentiful a page is found at once; where the words are few their lists are short. What is left is
a phrase of words that most articles have, and a filter that few articles pass: there the walk
stops early once it has found a page (`patience`), or starts from the index of the filter.
"""

import math
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace

import msgspec

from archive.queries import phrases

# A look may end before it has seen everything when it has a page; the least that is one.
ENOUGH = 20
# A phrase's rarest word is met so often before that: 0.1 to 3 µs each time.
MEETINGS = 20_000
# How many of the newest articles tell how common a word is.
SAMPLE = 2_000
# Up to so many articles every plan is quick, and all that answer are found.
SMALL = 10_000
# So many answers are read without the filter: where there are no more, no plan is quicker.
PROBED = 2_000
# If fewer than one in so many of those pass the filter, its index is asked.
RARE = 20
# So many answers are checked before a page of those that pass is enough: 1.5 µs each.
CHECKED = 10_000
# To look one article up costs as much as to walk over so many answers, for each word joined by OR.
LOOK_UP = 200
# So many look-ups, or walks for the same, before a page is enough.
LOOK_UPS = 300
# The longest run of ids that are walked over at once.
BLOCK = 1_000

_FOUND = """
    SELECT articles_fts.rowid FROM articles_fts
    WHERE articles_fts MATCH :query AND articles_fts.rowid < :before
    ORDER BY articles_fts.rowid DESC LIMIT :considered
"""
_RANGE = """
    SELECT rowid FROM articles_fts
    WHERE articles_fts MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid DESC
"""
_PASSING = """
    SELECT articles.id FROM articles INDEXED BY articles_facets
    WHERE articles.id IN (SELECT value FROM json_each(:ids)) {where}
    ORDER BY articles.id DESC
"""
_CANDIDATES = """
    SELECT articles.id FROM ({among}) AS among
    CROSS JOIN articles INDEXED BY articles_facets ON articles.id = among.id
    WHERE among.id < :before {where} ORDER BY among.id DESC
"""
_END = "SELECT id FROM ({among}) ORDER BY id {direction} LIMIT 1"
_SAMPLED = """
    SELECT count(*) FROM articles_fts WHERE articles_fts MATCH ? AND rowid > ?
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is looked for: a query that FTS5 takes, and what an article must be besides.

    `last` is the id of the newest article, `patience` how many articles a walk goes through before
    a page of answers is enough. `in_full` is a query for all that answer, where `query` leaves out
    words that are used little.

    `narrowed` is the statement that walks with the filter, "" where there is none; `among` one
    that gives the ids which an index of the filter knows, "" where no index helps.
    """

    query: str
    last: int
    patience: float = math.inf
    in_full: str = ""
    narrowed: str = ""
    where: str = ""
    values: dict[str, object] = field(default_factory=dict)
    among: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The ids found, newest first; the next look begins before `end`, None: there are no more.

    `runs` are the same ids in parts between which no statement should walk; none: they are one.
    """

    found: list[int]
    end: int | None
    runs: tuple[list[int], ...] = ()


def patience(conn: sqlite3.Connection, query: str, articles: int) -> float:
    """Return how many articles a query may walk through before a page of answers is enough.

    Only phrases have a limit: where their words are common FTS5 compares places in every article.
    """
    if articles <= SMALL:
        return math.inf
    after = articles - SAMPLE
    dearest = 0
    for words in phrases(query):
        counts = (conn.execute(_SAMPLED, (word, after)).fetchone()[0] for word in words)
        dearest = max(dearest, min(counts, default=0))
    return MEETINGS * SAMPLE / dearest if dearest else math.inf


def look(conn: sqlite3.Connection, asked: Question, before: int, most: int) -> Look:
    """Find the newest articles below an id that answer, at most so many."""
    if not asked.narrowed:
        return _walk(conn, asked, _FOUND, before, most, asked.patience)
    if before <= SMALL:
        return _walk(conn, asked, asked.narrowed, before, most, math.inf)
    if asked.among and asked.patience < math.inf:
        return _within_span(conn, asked, before, most)
    probed = _walk(conn, asked, _FOUND, before, PROBED, asked.patience)
    passing = _passing(conn, asked, probed.found)
    if probed.end is None or len(passing) > most:
        return Look(found=passing[:most], end=passing[most - 1] if len(passing) > most else None)
    density = len(probed.found) / (before - probed.end)
    few = len(passing) < len(probed.found) / RARE and density * before > CHECKED
    # Not with a beginning that is left to FTS5: each statement would put its words together anew.
    if few and asked.among and "*" not in asked.query:
        return _by_candidates(conn, asked, before, most, density)
    limit = min(asked.patience, CHECKED / density)
    return _walk(conn, asked, asked.narrowed, probed.end, most, limit, passing)


def _within_span(conn: sqlite3.Connection, asked: Question, before: int, most: int) -> Look:
    """Walk from the newest to the oldest article that an index of the filter knows."""
    ends = [
        conn.execute(_END.format(among=asked.among, direction=direction), asked.values).fetchone()
        for direction in ("ASC", "DESC")
    ]
    if None in ends:
        return Look(found=[], end=None)
    (oldest,), (latest,) = ends
    asked = replace(asked, values={**asked.values, "oldest": oldest})
    return _walk(conn, asked, asked.narrowed, min(before, latest + 1), most, asked.patience)


def _walk(
    conn: sqlite3.Connection,
    asked: Question,
    sql: str,
    before: int,
    most: int,
    patience: float,
    found: Sequence[int] = (),
) -> Look:
    """Go on from what was found at or after `before`."""
    found = list(found)
    left = most + 1 - len(found)
    given = {**asked.values, "query": asked.query, "before": before, "considered": left}
    with closing(conn.execute(sql, given)) as rows:
        for (row,) in rows:
            if len(found) == most:
                return Look(found=found, end=found[-1])
            found.append(row)
            if len(found) >= ENOUGH and before - row > patience:
                return Look(found=found, end=row)
    return Look(found=found, end=None)


def _passing(conn: sqlite3.Connection, asked: Question, ids: list[int]) -> list[int]:
    given = {**asked.values, "ids": msgspec.json.encode(ids).decode()}
    return [row for (row,) in conn.execute(_PASSING.format(where=asked.where), given)]


def _by_candidates(
    conn: sqlite3.Connection, asked: Question, before: int, most: int, density: float
) -> Look:
    """Find by the index of a filter, a run of its ids at a time; `density`: answers an article.

    Ids close together are found by a walk over their range, one far from others is looked up.
    """
    found: list[int] = []
    runs: list[list[int]] = []
    left = float(LOOK_UPS)
    cost = density / (LOOK_UP * (1 + asked.query.count(" OR ")))  # of a step of a walk, in look-ups
    given = {**asked.values, "before": before}
    sql = _CANDIDATES.format(among=asked.among, where=asked.where)
    with closing(conn.execute(sql, given)) as rows:
        for run in _runs(rows, cost):
            left -= 1 + (run[0] - run[-1]) * cost
            inside = set(run)
            walk = conn.execute(_RANGE, (asked.query, run[-1], run[0]))
            answers = [id for (id,) in walk if id in inside]
            more = len(found) + len(answers) > most
            answers = answers[: most - len(found)]
            found += answers
            runs += [answers] if answers else []
            if more:
                return Look(found=found, end=found[-1], runs=tuple(runs))
            if len(found) >= ENOUGH and left <= 0:
                return Look(found=found, end=run[-1], runs=tuple(runs))
    return Look(found=found, end=None, runs=tuple(runs))


def _runs(rows: Iterator[tuple[int]], cost: float) -> Iterator[list[int]]:
    """Yield ids by the run; between two runs a walk would cost more than a look-up."""
    run: list[int] = []
    for (id,) in rows:
        if run and (len(run) == BLOCK or (run[-1] - id) * cost > 1):
            yield run
            run = []
        run.append(id)
    if run:
        yield run
