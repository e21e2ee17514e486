"""The names of an article's fields, as they are said to a reader."""

from collections.abc import Iterable

from archive.browse.words import Words

# In the interface's English; `Words` says them in the reader's language.
FIELDS = {
    "url": "address",
    "canonical_url": "canonical address",
    "lang": "language",
    "title": "headline",
    "published": "day",
    "published_at": "time of publication",
    "updated_at": "time of last edit",
    "section": "section",
    "tags": "tags",
    "summary": "summary",
    "body": "text",
    "source": "quoted source",
    "experts": "experts",
    "photo_credit": "photo credit",
    "related_news": "related news",
    "related_content": "related content",
    "attachments": "attachments",
    "embeds": "embedded players",
    "image": "main picture",
    "authors": "authors",
    "kind": "kind of page",
    # What `archive.drift` counts besides.
    "people": "names of people",
    "article": "article",
    "words": "length of the text",
}


def field_name(words: Words, field: str) -> str:
    """Return what a field is called; one that is not known is called as it is."""
    return words(FIELDS.get(field, field))


def say_fields(words: Words, fields: Iterable[str]) -> str:
    """Return names of fields as a list in words."""
    return ", ".join(field_name(words, field) for field in fields)
