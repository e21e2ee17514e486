"""The REST API of WordPress: which of its addresses to ask, and what its documents name.

A type of content (posts, pages, publications) has one `survey`: what changed last, with the number
of all in `X-WP-Total`. Where that is more than a document holds, `parts` name all of them in the
order of their ids, which no edit shifts.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import msgspec

from scraper.discover.dates import read_w3c_time
from scraper.errors import InvalidURL, MalformedDocument
from scraper.urls import canonicalize

API_RELATION = "https://api.w.org/"
PER_PAGE = 100  # the most WordPress gives
MAX_PARTS = 2_000  # of one type: 200,000 entries
_TYPES = "wp/v2/types"
_POSTS = "wp/v2/posts"
_FIELDS = "_fields=id,link,modified_gmt"
_SURVEY = f"per_page={PER_PAGE}&orderby=modified&order=desc&{_FIELDS}"
_PART = f"per_page={PER_PAGE}&orderby=id&order=asc&{_FIELDS}&page="
# What themes and editors are made of, files, menus: no type of these has pages of its own.
_MACHINERY = re.compile(r"wp_.*|attachment|revision|nav_menu_item|custom_css|oembed_cache")
_PATH = re.compile(r"[\w-]+(?:/[\w-]+)*")
_LINK = re.compile(r'<([^<>]*)>\s*;[^<]*?\brel\s*=\s*"?https://api\.w\.org/"?')
_COUNT = re.compile(r"[0-9]{1,12}")
_FORBIDDEN = frozenset({401, 403, 451})


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiEntry:
    """One post, page or other entry; `url` in canonical spelling, `modified_at` UTC or None."""

    id: int
    url: str
    modified_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """One document of entries, with how many entries and documents there are by the site's word.

    Entries of a type that has no pages of its own are left out.
    """

    entries: tuple[ApiEntry, ...]
    total: int | None = None
    pages: int | None = None


class _Entry(msgspec.Struct):
    id: int = 0
    link: str | None = None
    modified_gmt: str | None = None


class _Type(msgspec.Struct):
    slug: str = ""
    rest_base: str | bool | None = None
    rest_namespace: str | bool | None = None


class _Refusal(msgspec.Struct):
    code: str | int = ""


def root_in_headers(values: Iterable[str], *, url: str) -> str | None:
    """Return the address of the API that a page's `Link` headers name, or None."""
    for value in values:
        if match := _LINK.search(value):
            try:
                return canonicalize(match[1], url)
            except InvalidURL:
                continue
    return None


def first_documents(root: str) -> tuple[str, ...]:
    """Return what to ask an API for first: its types, and its posts where those are kept back."""
    return _address(root, _TYPES, ""), _address(root, _POSTS, _SURVEY)


def is_types(url: str) -> bool:
    """Say whether an address is the list of types."""
    return url.endswith(_TYPES)


def is_part(url: str) -> bool:
    """Say whether an address is one part of all entries of a type."""
    return "orderby=id&" in url


def part_of(survey: str, number: int) -> str:
    """Return the address of a part, counted from 1, of the type of this survey."""
    return survey.replace(_SURVEY, f"{_PART}{number}")


def read_types(body: bytes, *, url: str) -> tuple[str, ...]:
    """Return the surveys of the types that may have pages of their own.

    Raises:
        MalformedDocument: Not the document that WordPress gives.

    Source: developer.wordpress.org/rest-api/reference/post-types/.
    """
    try:
        types = msgspec.json.decode(body, type=dict[str, _Type])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise MalformedDocument(url, f"no list of types: {error}") from error
    root = url[: -len(_TYPES)]
    found = []
    for slug, kind in types.items():
        base = kind.rest_base if isinstance(kind.rest_base, str) else slug
        space = kind.rest_namespace if isinstance(kind.rest_namespace, str) else "wp/v2"
        path = f"{space or 'wp/v2'}/{base or slug}"
        if not _MACHINERY.fullmatch(slug) and _PATH.fullmatch(path):
            found.append(_address(root, path, _SURVEY))
    return tuple(found)


def read_collection(
    body: bytes, *, url: str, total: str | None = None, pages: str | None = None
) -> Collection:
    """Read one document of entries; `total` and `pages` are its `X-WP-` headers as received.

    Raises:
        MalformedDocument: Not the document that WordPress gives.

    Source: developer.wordpress.org/rest-api/using-the-rest-api/pagination/.
    """
    try:
        found = msgspec.json.decode(body, type=list[_Entry])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise MalformedDocument(url, f"no list of entries: {error}") from error
    entries = []
    has_plain_addresses = "rest_route=" in url
    for entry in found:
        try:
            address = canonicalize(entry.link or "", url)
        except InvalidURL:
            continue
        # WordPress has pretty addresses for all that has pages; `/?block=x` is none.
        if not entry.link or ("?" in address and not has_plain_addresses):
            continue
        modified_at = read_w3c_time(entry.modified_gmt) if entry.modified_gmt else None
        entries.append(ApiEntry(id=entry.id, url=address, modified_at=modified_at))
    return Collection(entries=tuple(entries), total=_number(total), pages=_number(pages))


def refusal_of(status: int, body: bytes) -> tuple[str, str]:
    """Return a stable word and more for a person where an API answered with a 4xx.

    That is normal: sites close it, plugins rename it, a part past the end is no more.
    """
    try:
        code = str(msgspec.json.decode(body, type=_Refusal).code)[:60]
    except (msgspec.DecodeError, UnicodeDecodeError):
        code = ""
    reason = "forbidden" if status in _FORBIDDEN else "not-found"
    return reason, f"HTTP {status} {code}".strip()


def _address(root: str, path: str, query: str) -> str:
    if "rest_route=" in root:
        return f"{root}{path}&{query}" if query else f"{root}{path}"
    return f"{root.rstrip('/')}/{path}?{query}" if query else f"{root.rstrip('/')}/{path}"


def _number(text: str | None) -> int | None:
    return int(text) if text and _COUNT.fullmatch(text.strip()) else None
