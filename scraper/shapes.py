"""The shape of an address: what marks it as endless, and which others it is one of a kind with."""

import re
from functools import lru_cache

from scraper.records import PageKind
from scraper.urls import path_of, query_names

MAX_URL_LENGTH = 1000
MAX_QUERY_NAMES = 3
_MAX_SAME_SEGMENT = 3
_MAX_SAME_NUMBER = 4
_DIGITS = re.compile(r"\d+")
_HEX = re.compile(r"(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{8,}", re.IGNORECASE)
# A day or month as one segment: `2026-05-01`, `05.2026`, `may-2026`, `2026-w18`.
_DATE = re.compile(
    r"[\d._-]+|(?:19|20)\d\d-?(?:w|q|week)-?\d{1,2}|"
    r"(?:jan|feb|mar|apr|may|mei|jun|jul|aug|sep|oct|okt|nov|dec)[a-z]{0,6}[-_.]?(?:19|20)\d\d|"
    r"(?:19|20)\d\d[-_.]?(?:jan|feb|mar|apr|may|mei|jun|jul|aug|sep|oct|okt|nov|dec)[a-z]{0,6}",
    re.IGNORECASE,
)
_SEQUENCE = re.compile(r"((?:/[^/]+){2,20})\1(?=/|$)")
# `%25` is an escaped percent sign; a page that escapes its own links adds one `25` each time.
_ESCAPED_TWICE = re.compile(r"%25(?:25)+", re.IGNORECASE)
# Which record a script shows, which part of a list, or a checksum: none multiplies the views of a
# page.
_WHICH = re.compile(
    r"(?:^|&)(?:(?:[a-z]{0,4}id|(?:limit)?start|page)=\d[^&]*|\w+=[0-9a-f]{32}(?![^&]))", re.I
)
_SORTING = frozenset({"sort", "sortby", "order", "orderby", "dir", "filter", "view", "limit"})


def shape_fault(url: str) -> str | None:
    """Say what in the spelling of an address marks it as endless, or None."""
    if len(url) > MAX_URL_LENGTH:
        return f"address longer than {MAX_URL_LENGTH} characters"
    path, _, query = path_of(url).partition("?")
    segments = [part for part in path.split("/") if part]
    if len(segments) > 2 and len(set(segments)) < len(segments):
        for segment in set(segments):
            most = _MAX_SAME_NUMBER if segment.isdigit() else _MAX_SAME_SEGMENT
            if segments.count(segment) >= most:
                return "a path segment repeats"
        if _SEQUENCE.search(path):
            return "path segments repeat"
    if query:
        names = query_names(url)
        which = len(_WHICH.findall(query)) if len(names) > MAX_QUERY_NAMES else 0
        if len(names) - min(which, MAX_QUERY_NAMES) > MAX_QUERY_NAMES:
            return f"more than {MAX_QUERY_NAMES} query parameters"
        if len(_SORTING.intersection(names)) > 1:
            return "a sorted or filtered view"
    if "%25" in url and _ESCAPED_TWICE.search(url):
        return "escaped again and again"
    return None


@lru_cache(maxsize=20_000)
def pattern_of(url: str, kind: PageKind) -> str:
    """Return the shape of an address: numbers, codes and slugs are blanked, nests collapsed.

    `/calendar/2024/05/` is `/calendar/0/0`; `/2021/01/04/a-title-7/loop/loop/` is
    `/0/0/0/*/loop`; lists are one family per first segment: `/tag/x/` is `list:tag`.
    """
    path, _, query = path_of(url).partition("?")
    segments = [part for part in path.split("/") if part]
    if kind is PageKind.LISTING and not query:
        family = segments[0] if len(segments) > 1 else ""
        deeper = "/" + _blanked(segments[-1]) if len(segments) > 2 else ""
        return "list:0" if family.isdigit() else f"list:{family}{deeper}"
    shape = _collapsed(segments)
    names = {_DIGITS.sub("0", name) for name in query_names(url)} if query else ()
    return "/" + "/".join(shape) + ("?" + "&".join(sorted(names)) if names else "")


@lru_cache(maxsize=20_000)
def facets_of(url: str) -> str | None:
    """Return the shape of the page that an address with a query is a view of, or None."""
    path, _, query = path_of(url).partition("?")
    if not query:
        return None
    return "/" + "/".join(_collapsed([part for part in path.split("/") if part])) + "?*"


def is_dated_shape(url: str) -> bool:
    """Say whether an address ends in a day, a month or another number."""
    return _blanked(path_of(url).partition("?")[0].rstrip("/").rpartition("/")[2]) == "0"


def _collapsed(segments: list[str]) -> list[str]:
    shape: list[str] = []
    for segment in segments:
        blank = _blanked(segment)
        if not shape or shape[-1] != blank or blank == "0":
            shape.append(blank)
    return shape


def _blanked(segment: str) -> str:
    if segment.isdigit() or _DATE.fullmatch(segment):
        return "0"
    if "-" in segment or "%" in segment or len(segment) > 24 or _HEX.fullmatch(segment):
        return "*"
    return _DIGITS.sub("0", segment)
