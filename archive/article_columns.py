"""The row of an article: the columns that a reading fills, and the statements that write them."""

from archive.names import Names
from archive.revisions import encode
from scraper.records import Article

OF_CONTENT = (
    "lang",
    "title",
    "published",
    "published_at",
    "section",
    "summary",
    "body",
    "word_count",
    "source_name",
    "source_url",
    "source_phrase",
    "source_date",
    "photo_credit",
    "image",
    "authors",
    "digest",
)
COLUMNS = (*OF_CONTENT, "canonical_url", "updated_at", "outlet_id")
INSERT = (
    f"INSERT INTO articles ({', '.join(COLUMNS)}, url, site_id, page_id, first_seen_at,"  # noqa: S608
    f" last_seen_at, last_changed_at) VALUES ({', '.join('?' * (len(COLUMNS) + 6))})"
)
UPDATE = (
    f"UPDATE articles SET {', '.join(f'{name} = ?' for name in COLUMNS)}, last_seen_at = ?,"  # noqa: S608
    " gone_at = NULL WHERE id = ?"
)


# Soft hyphens show only where a line breaks; in the full-text index they part a word.
DROP_SOFT_HYPHENS = """
    UPDATE articles SET title = replace(title, char(173), ''),
        summary = replace(summary, char(173), ''), body = replace(body, char(173), '')
    WHERE instr(coalesce(title, '') || coalesce(summary, '') || body, char(173))
"""


def whole_words(text: str | None) -> str | None:
    """Return a text without soft hyphens, as its reader sees it and searches for it."""
    return text and text.replace("\xad", "")


def body_of(article: Article) -> str:
    """Return the column `body` of an article."""
    return whole_words("\n\n".join(article.body)) or ""


def columns_of(article: Article, digest: str, names: Names) -> tuple[object, ...]:
    """Return the values of `COLUMNS`; its outlet gets a row where it has none."""
    source = article.source
    outlet_id = names.outlet(source.name) if source is not None and source.name else None
    return (*content_of(article, digest), article.canonical_url, article.updated_at, outlet_id)


def content_of(article: Article, digest: str) -> tuple[object, ...]:
    """Return the values of `OF_CONTENT`: what two readings with the same digest have in common."""
    source, body = article.source, body_of(article)
    return (
        article.lang,
        whole_words(article.title),
        article.published,
        article.published_at,
        article.section,
        whole_words(article.summary),
        body,
        len(body.split()),
        source and source.name,
        source and source.url,
        source and source.phrase,
        source and source.date,
        article.photo_credit,
        article.image,
        encode(article.authors),
        digest,
    )
