"""Putting right what can be worked out again from what is kept; stored bytes are never touched."""

import sqlite3
from collections.abc import Iterator, Sequence

from archive import checks, index_checks
from archive.consistency import wrong_articles
from archive.duplicates import sketch_anew, wrong_sketches


def repair(conn: sqlite3.Connection, problems: Sequence[str]) -> tuple[str, ...]:
    """Rebuild indexes, full text, and the article rows and sketches that are wrong; return which.

    Inside a transaction only. Digests stay as they were taken before the damage, so that a row
    is sound again only where it is what was written; rows without a digest get theirs first. An
    index that is made anew gets new ones when the archive is left.
    """
    checks.seal(conn)
    done = tuple(_repairs(conn, problems))
    # Marks of the repairs alone: all there were before are sealed.
    conn.execute("DELETE FROM checks_due")
    return done


def _repairs(conn: sqlite3.Connection, problems: Sequence[str]) -> Iterator[str]:
    if any(problem.startswith("structure") for problem in problems):
        conn.execute("REINDEX")
        yield "indexes rebuilt"
    wrong = list(wrong_articles(conn))
    if wrong or any(problem.startswith("full text") for problem in problems):
        # Before the rows: their trigger takes the old words out of an index that must have them.
        conn.execute("INSERT INTO articles_fts (articles_fts) VALUES ('rebuild')")
        index_checks.drop(conn)
        yield "full text rebuilt"
    for article_id, columns in wrong:
        conn.execute(
            f"UPDATE articles SET {', '.join(f'{name} = ?' for name in columns)} WHERE id = ?",  # noqa: S608
            (*columns.values(), article_id),
        )
        yield f"article {article_id} read anew from its newest revision: {', '.join(columns)}"
    sketched = list(dict.fromkeys(wrong_sketches(conn)))
    if sketched:
        sketch_anew(conn, sketched)
        yield f"near-duplicates of {len(sketched)} articles found anew"
