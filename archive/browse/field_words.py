"""The names of an article's fields, as they are said to a reader."""

from collections.abc import Iterable

from archive.browse.words import Words

# In the interface's English; `Words` says them in the reader's language.
FIELDS = {
    "title": "headline",
    "body": "text",
    "summary": "summary",
    "published": "day",
    "published_at": "time",
    "section": "section",
    "tags": "tags",
    "source": "quoted source",
    "experts": "experts",
    "authors": "authors",
    "photo_credit": "photo credit",
    "image": "picture",
    "attachments": "attachments",
    "embeds": "players",
    "lang": "language",
    "kind": "kind of page",
}


def say_fields(words: Words, names: Iterable[str]) -> str:
    """Return names of fields as a list in words; a field that is not known is said as it is."""
    return ", ".join(words(FIELDS.get(name, name)) for name in names)
