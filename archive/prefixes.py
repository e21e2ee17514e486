"""What a `begin*` stands for in an archive: the words that begin so.

FTS5 puts the lists of all words that begin so together before it gives the first answer, however
few are wanted: half a second for four letters in a million articles. Asked for one word OR
another it stops at any answer. So a beginning is spelt out, all its words where they are few and
otherwise those that the newest articles use most.
"""

import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager

from archive import queries

# To find a word takes 25 µs, and as long again in each statement that asks for it.
MOST_WORDS = 128
USED_WORDS = 60
SAMPLED_ARTICLES = 100

TOKENS = "unicode61 remove_diacritics 2"
_WORDS = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS temp.articles_words"
    " USING fts5vocab('main', 'articles_fts', 'instance')"
)
# One seek for each word: to scan the table would read the list of every word on the way.
_BEGIN = """
    WITH RECURSIVE begin (word) AS (
        SELECT (SELECT term FROM articles_words WHERE term >= :begin AND term < :end LIMIT 1)
        UNION ALL
        SELECT (
            SELECT term FROM articles_words
            WHERE term >= begin.word || char(1) AND term < :end LIMIT 1)
        FROM begin WHERE begin.word IS NOT NULL
    )
    SELECT word FROM begin WHERE word IS NOT NULL LIMIT :most
"""
_NEWEST = "SELECT title, summary, body FROM articles ORDER BY id DESC LIMIT ?"
_LAST = "\U0010ffff"


class Spelt:
    """A query with its beginnings spelt out; `whole` is whether that is all of their words."""

    def __init__(self, conn: sqlite3.Connection, query: str) -> None:
        self.whole = True
        self._conn = conn
        self._texts: list[str] | None = None
        with _tokenizer() as self._tokens, _vocabulary(conn):
            # An error in the query is to be one here as well.
            self._tokens.execute("SELECT 1 FROM texts WHERE texts MATCH ?", (query,))
            self.query = queries.with_words(query, self._words)

    def _words(self, begin: str) -> list[str]:
        tokens = self._split(begin)
        if len(tokens) != 1:
            return []
        given = {"begin": tokens[0], "end": tokens[0] + _LAST, "most": MOST_WORDS + 1}
        words = [word for (word,) in self._conn.execute(_BEGIN, given)]
        if len(words) > MOST_WORDS:
            self.whole = False
            words = self._used(tokens[0]) or words[:USED_WORDS]
        return [f'"{word}"' for word in words]

    def _used(self, begin: str) -> list[str]:
        """Return the words that begin so and stand most often in the newest articles."""
        if self._texts is None:
            rows = self._conn.execute(_NEWEST, (SAMPLED_ARTICLES,))
            self._texts = [" ".join(filter(None, row)).lower() for row in rows]
        # Not with \b before it: that is ten times slower than to look for the letters.
        find = re.compile(rf"{re.escape(begin)}\w*").finditer
        used = Counter(
            match[0]
            for text in self._texts
            for match in find(text)
            if not text[match.start() - 1 : match.start()].isalnum()
        )
        tokens = self._split(" ".join(word for word, _ in used.most_common(USED_WORDS)))
        return [token for token in dict.fromkeys(tokens) if token.startswith(begin)]

    def _split(self, text: str) -> list[str]:
        self._tokens.execute("DELETE FROM texts")
        self._tokens.execute("INSERT INTO texts (body) VALUES (?)", (text,))
        return [word for (word,) in self._tokens.execute("SELECT term FROM words ORDER BY offset")]


@contextmanager
def _tokenizer() -> Iterator[sqlite3.Connection]:
    """Give a full-text index of nothing: it knows the words of a text and a query's mistakes."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as conn:
        conn.execute(
            f"CREATE VIRTUAL TABLE texts USING fts5 ({', '.join(queries.COLUMNS)},"
            f" tokenize='{TOKENS}')"
        )
        conn.execute("CREATE VIRTUAL TABLE words USING fts5vocab(texts, instance)")
        yield conn


@contextmanager
def _vocabulary(conn: sqlite3.Connection) -> Iterator[None]:
    """Make the table of words, a temporary one; the file stays as it is."""
    (query_only,) = conn.execute("PRAGMA query_only").fetchone()
    conn.execute("PRAGMA query_only = OFF")
    try:
        conn.execute(_WORDS)
    finally:
        conn.execute(f"PRAGMA query_only = {query_only:d}")
    yield
