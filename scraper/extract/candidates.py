"""All that a page offers for a field, to explain a choice; reading a page looks at less."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from scraper.document import Document
from scraper.extract import dates
from scraper.extract.authors import AUTHOR_METAS
from scraper.extract.head import listed, load_json, plain, unwrapped
from scraper.extract.names import is_person_like, split_names
from scraper.extract.nearby import is_in_box
from scraper.extract.published import DAY_METAS, LOOSE_METAS
from scraper.extract.text import clean, node_text

_PUBLISHED = ("article:published_time", *DAY_METAS, *LOOSE_METAS)
_METAS = {
    "title": ("og:title", "twitter:title"),
    "canonical_url": ("og:url",),
    "summary": ("description", "og:description", "twitter:description"),
    "published": _PUBLISHED,
    "published_at": _PUBLISHED,
    "updated_at": ("article:modified_time", "og:updated_time"),
    "authors": AUTHOR_METAS,
    "image": ("og:image", "twitter:image"),
    "section": ("article:section",),
    "tags": ("article:tag", "keywords", "news_keywords"),
    "lang": ("og:locale", "content-language"),
    "kind": ("og:type",),
}
_KEYS = {
    "title": ("headline",),
    "summary": ("description",),
    "published": ("datePublished",),
    "published_at": ("datePublished",),
    "updated_at": ("dateModified",),
    "authors": ("author", "creator"),
    "experts": ("author",),
    "image": ("image", "thumbnailUrl"),
    "section": ("articleSection",),
    "tags": ("keywords",),
    "lang": ("inLanguage",),
    "body": ("articleBody",),
    "kind": ("@type",),
}
_SHOWN = {
    "title": "h1, [itemprop~='headline']:not(meta)",
    "published": (
        "time, [itemprop~='datePublished']:not(meta), [class*='date' i], [class*='publish' i],"
        " [class*='meta' i], [class*='byline' i]"
    ),
    "published_at": "time[datetime], [itemprop~='datePublished']:not(meta)",
    "updated_at": "[itemprop~='dateModified']:not(meta)",
    "authors": (
        "a[rel~='author'], [itemprop~='author']:not(meta), [class*='byline' i], [class*='author' i]"
    ),
    "tags": "a[rel~='tag']",
}
_OUTSIDE_BOXES = frozenset(("published", "authors"))
_ENTRY_TAGS = frozenset(("article", "li"))
_MOST = 12  # elements looked at for a field
_MOST_LISTED = 500  # items of a list in JSON-LD
_LONGEST = 300  # characters; what is longer is no label


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A value a page gives, the rule it goes by, and where: an element, and a JSON path in it."""

    value: str
    rule: str
    node: LexborNode | None = None
    path: str = ""


class Candidates:
    """What the untouched tree of a page says, field by field; reads its head once."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._metas: dict[str, list[LexborNode]] = {}
        for node in document.tree.css("meta[content], meta[value]"):
            attributes = node.attributes
            for key in ("property", "name", "itemprop", "http-equiv"):
                if name := (attributes.get(key) or "").lower():
                    self._metas.setdefault(name, []).append(node)
        self._nodes = [
            (script, path, node)
            for script in document.tree.css("script[type='application/ld+json' i]")
            for path, node in _objects(script.text())
        ]

    def of(self, field: str) -> Iterator[Said]:
        """Yield what the page offers for a field: JSON-LD, metas, elements, the address."""
        for key in _KEYS.get(field, ()):
            yield from self.of_key(field, key)
        for name in _METAS.get(field, ()):
            yield from self.of_meta(field, name)
        tree = self._document.tree
        yield from self._shown(field)
        if field == "title":
            for node in tree.css("head > title")[:1]:
                yield Said(value=clean(node.text()), rule="title element", node=node)
        if field == "lang" and (root := tree.root) and root.attributes.get("lang"):
            yield Said(value=root.attributes["lang"] or "", rule="lang of the page", node=root)
        if field == "published":
            url = self._document.url
            day = dates.url_day(url) or dates.slug_day(urlsplit(url).path)
            if day:
                yield Said(value=day, rule="day in the address")

    def _shown(self, field: str) -> Iterator[Said]:
        """Yield what elements show, the innermost of those in one another that say the same."""
        found: list[Said] = []
        for node in self._document.tree.css(_SHOWN[field])[:_MOST] if field in _SHOWN else ():
            if field in _OUTSIDE_BOXES and (is_in_box(node) or _is_in_entry(node)):
                continue
            text = node.attributes.get("datetime") or node.attributes.get("content")
            text = text or node_text(node)
            value = self._read(field, text) if len(text) < _LONGEST else None
            if not value or (field == "authors" and not is_person_like(value.split(", ")[0])):
                continue
            if found and found[-1].value == value and is_within(node, found[-1].node):
                found.pop()
            found.append(Said(value=value, rule=f"{node.tag} element", node=node))
        yield from found

    def of_meta(self, field: str, name: str) -> Iterator[Said]:
        """Yield what metas of one name or property give for a field."""
        for node in self._metas.get(name.lower(), ()):
            stated = node.attributes.get("content") or node.attributes.get("value")
            value = self._read(field, stated or "")
            if value:
                yield Said(value=value, rule=f"meta {name}", node=node)

    def of_key(self, field: str, key: str) -> Iterator[Said]:
        """Yield what one key of the JSON-LD gives for a field."""
        for script, path, node in self._nodes:
            texts = [
                text for each in listed(node.get(key))[:_MOST_LISTED] if (text := self._text(each))
            ]
            values = [value for text in texts if (value := self._read(field, text))]
            if values:
                value = ", ".join(values)
                yield Said(value=value, rule=f"JSON-LD {key}", node=script, path=f"{path}.{key}")

    def _text(self, value: Any) -> str:
        """Return what a JSON-LD value says: a text, or the name or address of an object."""
        if isinstance(value, dict):
            reference = value.get("@id")
            known = next((n for _, _, n in self._nodes if reference and _is(n, reference)), {})
            merged = known | value
            value = merged.get("name") or merged.get("url") or merged.get("contentUrl")
        return plain(value)

    def _read(self, field: str, text: str) -> str | None:
        """Return a text as the field would have it, or None where it cannot be one."""
        match field:
            case "published":
                return dates.machine_day(text) or dates.first_day(text)
            case "published_at" | "updated_at":
                return dates.normal_time(text)
            case "authors":
                return ", ".join(split_names(text)) or None
            case "image" | "canonical_url":
                return self._document.resolve(text)
            case _:
                return plain(text) or None


def is_within(node: LexborNode | None, outer: LexborNode | None) -> bool:
    """Whether an element is another one or stands in it."""
    while node is not None and outer is not None and node.mem_id != outer.mem_id:
        node = node.parent
    return node is not None and outer is not None


def _is_in_entry(node: LexborNode) -> bool:
    """Whether an element stands in an entry of a list, which tells of another page."""
    current: LexborNode | None = node
    while current is not None:
        if current.tag in _ENTRY_TAGS and current.css_first("h1") is None:
            return current.tag == "article" or current.css_first("h2, h3, h4, p, time") is not None
        current = current.parent
    return False


def _is(node: dict[str, Any], reference: str) -> bool:
    return node.get("@id") == reference and len(node) > 1


def _objects(script: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the objects of a JSON-LD block that can speak of the page, each with its JSON path."""
    try:
        value = load_json(unwrapped(script))
    except (ValueError, RecursionError):
        return
    waiting: list[tuple[str, Any]] = [("$", value)]
    while waiting:
        path, each = waiting.pop(0)
        if isinstance(each, list):
            waiting += [
                (f"{path}[{number}]", item) for number, item in enumerate(each[:_MOST_LISTED])
            ]
        elif isinstance(each, dict):
            yield path, each
            waiting += [
                (f"{path}.{key}", each[key]) for key in ("@graph", "mainEntity") if key in each
            ]
