"""Near-duplicate articles: found by their sketches and linked, never dropped.

Sketches are made at the end of a run for the articles that have none. A change of an article's
text, or its end, takes its sketch away and with it all that was found by it.
"""

import sqlite3
from collections.abc import Collection, Iterator

from archive.sketches import pack, similarity, sketch, unpack

# Half of the rows of three words: a text of which every eighth word or a third of the whole was
# changed is found, texts on one subject are not.
LEAST_SIMILARITY = 0.5
# Texts that share half of what they say share one of the eight smallest hashes 99 times of 100.
_KEYS = 8
# What more texts share is a notice ("read more about our work"), and tells nothing.
_MOST_SHARED = 50

TABLES = (
    """
    CREATE TABLE sketches (
        article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
        data BLOB NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE sketch_keys (
        hash INTEGER NOT NULL,
        article_id INTEGER NOT NULL REFERENCES sketches(article_id) ON DELETE CASCADE,
        PRIMARY KEY (hash, article_id)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX sketch_keys_article ON sketch_keys (article_id)",
    """
    CREATE TABLE duplicates (
        article_id INTEGER NOT NULL REFERENCES sketches(article_id) ON DELETE CASCADE,
        other_id INTEGER NOT NULL REFERENCES sketches(article_id) ON DELETE CASCADE,
        similarity REAL NOT NULL,
        PRIMARY KEY (article_id, other_id),
        CHECK (article_id < other_id)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX duplicates_other ON duplicates (other_id)",
    """
    CREATE TRIGGER sketches_outdated AFTER UPDATE OF body ON articles
    WHEN new.body IS NOT old.body BEGIN
        DELETE FROM sketches WHERE article_id = new.id;
    END
    """,
    """
    CREATE VIEW near_duplicates AS
    SELECT
        pairs.article_id,
        articles.title,
        articles.url,
        articles.published,
        pairs.similarity,
        pairs.other_id,
        others.title AS other_title,
        others.url AS other_url,
        others.published AS other_published
    FROM (
        SELECT article_id, other_id, similarity FROM duplicates
        UNION ALL
        SELECT other_id, article_id, similarity FROM duplicates
    ) AS pairs
    JOIN articles ON articles.id = pairs.article_id
    JOIN articles AS others ON others.id = pairs.other_id
    """,
)


def find_duplicates(conn: sqlite3.Connection, *, limit: int) -> int:
    """Sketch articles that have no sketch and link what they nearly double; return how many.

    Inside a transaction only.
    """
    rows = conn.execute(
        "SELECT id, body FROM articles WHERE id NOT IN (SELECT article_id FROM sketches)"
        " ORDER BY id LIMIT ?",
        (limit,),
    ).fetchall()
    for article_id, body in rows:
        _add(conn, article_id, sketch(body))
    return len(rows)


def wrong_sketches(conn: sqlite3.Connection) -> Iterator[int]:
    """Yield the articles whose sketch, its hashes or a pair found by it is not of the texts."""
    rows = conn.execute(
        "SELECT article_id, data, body FROM sketches JOIN articles ON id = article_id"
    )
    for article_id, data, body in rows:
        made = sketch(body)
        keys = conn.execute("SELECT hash FROM sketch_keys WHERE article_id = ?", (article_id,))
        if data != pack(made) or {key for (key,) in keys} != {*made[:_KEYS]}:
            yield article_id
    pairs = conn.execute(
        "SELECT one.article_id, similarity, one.data, other.data FROM duplicates"
        " JOIN sketches AS one ON one.article_id = duplicates.article_id"
        " JOIN sketches AS other ON other.article_id = other_id"
        " JOIN articles ON articles.id = one.article_id"
    )
    for article_id, share, one, other in pairs:
        if share != round(similarity(unpack(one), unpack(other)), 2):
            yield article_id


def sketch_anew(conn: sqlite3.Connection, articles: Collection[int]) -> None:
    """Make the sketches of articles again, and find what they nearly double; in a transaction."""
    conn.executemany("DELETE FROM sketches WHERE article_id = ?", [(each,) for each in articles])
    for article_id in articles:
        row = conn.execute("SELECT body FROM articles WHERE id = ?", (article_id,)).fetchone()
        _add(conn, article_id, sketch(row[0]))


def _add(conn: sqlite3.Connection, article_id: int, made: tuple[int, ...]) -> None:
    conn.execute("INSERT INTO sketches (article_id, data) VALUES (?, ?)", (article_id, pack(made)))
    keys = made[:_KEYS]
    near: dict[int, float] = {}
    for key in keys:
        sharing = conn.execute(
            "SELECT article_id FROM sketch_keys WHERE hash = ? LIMIT ?", (key, _MOST_SHARED + 1)
        ).fetchall()
        if len(sharing) > _MOST_SHARED:
            continue
        for (other_id,) in sharing:
            if other_id not in near:
                near[other_id] = similarity(made, _sketch_of(conn, other_id))
    conn.executemany(
        "INSERT INTO sketch_keys (hash, article_id) VALUES (?, ?)",
        [(key, article_id) for key in keys],
    )
    conn.executemany(
        "INSERT INTO duplicates (article_id, other_id, similarity) VALUES (?, ?, ?)",
        [
            (min(article_id, other_id), max(article_id, other_id), round(share, 2))
            for other_id, share in near.items()
            if share >= LEAST_SIMILARITY
        ],
    )


def _sketch_of(conn: sqlite3.Connection, article_id: int) -> tuple[int, ...]:
    sql = "SELECT data FROM sketches WHERE article_id = ?"
    return unpack(conn.execute(sql, (article_id,)).fetchone()[0])
