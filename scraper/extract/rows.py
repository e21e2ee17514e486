"""The rows of a list of other pages: a link that is a headline, and a day beside it."""

import re

from selectolax.lexbor import LexborNode

from scraper.extract.dates import find_days
from scraper.extract.text import node_text

_HEADLINE = 4  # words; fewer are a section's name or an author's
_SIGNS = 8
_SIGN = re.compile(r"[\u3040-\u9fff]")
_INTRODUCTION = 400  # characters; the summary of a report has more
_FIGURES = re.compile(r"\d\d")
_LONGEST = 400  # characters of a row, its summary counted
_LINE = 60  # characters beside a headline: a day, a section, an author
_UNLIKELY = 5_000  # characters of a link, white space counted: others are nested in it
_EDGES = " |,;:()–—-·•"
_UP = 3  # elements around a link that can be its row
_MOST = 400  # links looked at
_ENDS = frozenset(("body", "main", "article", "html"))
MANY = 5  # rows that make a list; an article names one or two papers with their days


def dated_rows(region: LexborNode) -> list[LexborNode]:
    """Return the rows of the first such list of a region, page order; none of a shorter list."""
    lists: dict[int, dict[str, LexborNode]] = {}
    long: set[int] = set()  # elements around links, which hold too much to be rows
    for link in region.css("a[href]")[:_MOST]:
        text = link.text()
        if len(text) > _UNLIKELY or not _is_long(text):  # as most links
            continue
        title = node_text(link)
        row = _row_of(link, title, long) if _is_long(_undated(title)) else None
        if row is not None and row.parent is not None:
            lists.setdefault(row.parent.mem_id, {}).setdefault(title, row)
    return next((list(rows.values()) for rows in lists.values() if len(rows) >= MANY), [])


def is_list(region: LexborNode, headline: LexborNode | None, text_length: int) -> bool:
    """Whether a list of other pages stands right below a headline, but for a few words on it.

    Its rows must be most of the text of the page, of which `text_length` characters were found.
    """
    rows = dated_rows(region) if headline is not None else []
    if headline is None or not rows:
        return False
    front = text_before(region, rows[0]).rpartition(headline.text(separator="\n"))[2]
    if len(" ".join(front.split())) > _INTRODUCTION:
        return False
    return 2 * sum(len(node_text(row)) for row in rows) >= text_length


def text_before(region: LexborNode, node: LexborNode) -> str:
    """Return the text of a region before one of its elements, a line for each text node."""
    return region.text(separator="\n").partition(node.text(separator="\n"))[0]


def _is_long(text: str) -> bool:
    """Whether a text has the length of a headline; Chinese and Japanese write no spaces."""
    return len(text.split()) >= _HEADLINE or len(_SIGN.findall(text)) >= _SIGNS


def _undated(text: str) -> str:
    for _, start, end in reversed(find_days(text) if any(map(str.isdigit, text)) else []):
        text = text[:start] + text[end:]
    return text


def _row_of(link: LexborNode, title: str, long: set[int]) -> LexborNode | None:
    """Return the element around a link that holds a day and is no sentence around the link."""
    if _is_dated(title):
        return link
    node: LexborNode | None = link
    for _ in range(_UP):
        node = node.parent if node is not None else None
        if node is None or node.tag in _ENDS or node.mem_id in long:
            return None
        whole = node.text()
        if not whole or len(whole) > 2 * _LONGEST:
            long.add(node.mem_id)
            return None
        if node.tag != "dd" and not _FIGURES.search(whole):  # no day
            continue
        text = node_text(node)
        if len(text) > _LONGEST:
            return None
        before, _, behind = text.partition(title)
        if _is_dated(before) or _is_dated(behind):
            return node
        if node.tag == "dd":  # its day may be the term
            term = node.prev
            while term is not None and term.tag in ("-text", "-comment"):
                term = term.prev
            return term if term is not None and _is_dated(node_text(term)) else None
    return None


def _is_dated(text: str) -> bool:
    """Whether a text is a line with a day, or begins or ends with one."""
    if not any(map(str.isdigit, text)):
        return False
    return any(
        len(text) <= _LINE or not text[:start].strip(_EDGES) or not text[end:].strip(_EDGES)
        for _, start, end in find_days(text, short_years=True)
    )
