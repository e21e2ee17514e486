"""The lines of text around a headline, and the day among them."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from selectolax.lexbor import LexborNode

from scraper.extract import dates
from scraper.extract.dates import Order
from scraper.extract.rows import MANY, dated_rows, text_before
from scraper.extract.text import class_words, words_of
from scraper.extract.told import (
    LABEL,
    LONGEST,
    UPDATED,
    day_of_dateline,
    day_of_label,
    day_of_line,
    day_of_lines,
    day_of_sentence,
    is_of_other,
)

_LINES_NEAR, _LINES_AFTER, _LINES_BEFORE = 12, 40, 10
_CHARACTERS_BEFORE = 600
_CHARACTERS_AFTER = 3_000  # a lead and a summary may stand between headline and day
_BRIEF = 120  # characters of a line or two
_MARKED = '[itemprop~="datePublished"]'
_DATED = 'time, [class*="date" i], [class*="publish" i]'
_FEW = 40
_ENTRY = "h2 a[href], h3 a[href], h4 a[href], a[href] h2, a[href] h3, a[href] h4"
_FEW_DATELINES = 6  # lines in which the first paragraph begins
_FEW_DAYS = 3  # in a dozen lines; what an article shows there are one or two
_ROW = 600  # characters of an entry with its summary, white space counted
_HEADLINE = 4  # words; fewer are a section's name or an author's
_NO_ELEMENTS = frozenset(("-text", "-comment"))
_UP = 7  # elements around one that can be a box
_WHOLE = frozenset(("body", "main", "article"))
_OTHERS = frozenset(
    [
        "comment",
        "comments",
        "respond",
        "related",
        "sidebar",
        "aside",
        "widget",
        "teaser",
        "teasers",
        "card",
        "cards",
        "footer",
        "recent",
        "popular",
        "recommended",
        "modified",
        "updated",
        "event",
        "events",
        "upcoming",
    ]
)

_CHANGED = frozenset(["modified", "updated", "event", "events"])
_NONE: frozenset[str] = frozenset()
_EXCUSED = {"widget": frozenset(["elementor"]), "updated": frozenset(["entry", "published"])}


def lines_after(region: LexborNode, headline: LexborNode | None, title: str) -> Iterator[str]:
    """Yield the lines of text behind a headline, nearest first; none where it is not found."""
    return _neighbours(region, headline, title)[1]


def find_day(
    region: LexborNode, headline: LexborNode | None, title: str, order: Order
) -> tuple[str, str] | None:
    """Return the day marked as that of publication, else of a line near a headline, and its rule.

    The last resort are elements called a date, where those of the page agree.
    """
    nodes = region.css(_MARKED)[:_FEW]
    marked = [day for node in nodes if (day := _day_of_node(node, order))]
    if len(set(marked)) == 1:  # entries of others are marked the same way
        return marked[0], "itemprop datePublished"
    text = region.text(separator="\n")
    if day := day_of_sentence(text, order):
        return day, "sentence on publication"
    before, after = _neighbours(region, headline, title)
    own = _lines(headline.text(separator="\n")) if headline is not None else iter(())
    near = [*(line for line in own if line not in title), *islice(after, _LINES_NEAR)]
    day = day_of_lines(near, order) or day_of_lines([*before][::-1], order)
    datelines = (day_of_dateline(line, order) for line in near[:_FEW_DATELINES])
    if day is None and (dateline := next(filter(None, datelines), None)):
        return dateline, "dateline"
    if day is None and not any(UPDATED.search(line) for line in near):
        near = [*after]
        day = day_of_lines(near, order)
    if day:
        is_of_rows = _is_of_rows(day, [*near, *islice(after, _LINES_NEAR)], region, order)
        return None if is_of_rows else (day, "line at the headline")
    if day := day_of_label(text, order):
        return day, "line on publication"
    if marked:
        return marked[0], "itemprop datePublished"
    nodes = region.css(_DATED)[:_FEW]
    days = {node: day for node in nodes if (day := _day_of_node(node, order))}
    if len(set(days.values())) != 1 or any(map(_is_of_event, nodes)):
        return None
    return next(iter(days.values())), "element called a date"


def _is_of_rows(day: str, near: list[str], region: LexborNode, order: Order) -> bool:
    """Whether a day is that of an entry in a list of other pages, and stands nowhere before it."""
    days = [day_of_line(line, order) for line in near]
    start = days.index(day) if day in days else 0
    if len({*days[start : start + _LINES_NEAR]} - {None}) < _FEW_DAYS:
        return False
    rows = dated_rows(region)
    front = _lines(text_before(region, rows[0])) if rows else ()
    return bool(rows) and all(day != day_of_line(line, order) for line in front)


def is_in_box(node: LexborNode) -> bool:
    """Whether an element stands in a box of other things: comments, related entries, a sidebar."""
    current: LexborNode | None = node
    for _ in range(_UP):
        if current is None or current.tag in _WHOLE:
            return False
        if _is_box(current):
            return True
        current = current.parent
    return False


def is_none_of_publication(node: LexborNode) -> bool:
    """Whether a date's element, or the words before it, say that it is a change's or an event's."""
    return _is_of_update(node) or is_of_other(_before(node))


def _is_of_update(node: LexborNode) -> bool:
    is_marked = "modified" in (node.attributes.get("itemprop") or "").lower()
    return is_marked or bool(UPDATED.search(_before(node)))


def _is_of_event(node: LexborNode) -> bool:
    """Whether a short element, or the words before it, say that its day is none of the page's."""
    text = node.text(separator=" ")
    days = dates.find_days(text) if len(text) <= LONGEST else []
    if not days:
        return bool(node.attributes.get("datetime")) and is_of_other(_before(node))
    return is_of_other(f"{_before(node)} {text[: days[0][1]]}")


def _before(node: LexborNode) -> str:
    """Return what stands right before an element, in the one around it."""
    own, around = node.text(), node.parent.text() if node.parent is not None else ""
    return around.partition(own)[0][-LABEL:] if own.strip() else ""


def _is_other(node: LexborNode, text: str) -> bool:
    """Whether a neighbour of the headline is of other things: a box, but for a line or two."""
    if not _is_box(node):
        return False
    return len(text) >= _BRIEF or not _CHANGED.isdisjoint(class_words(node))


def _is_box(node: LexborNode) -> bool:
    attributes = node.attributes
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}" if attributes else ""
    return node.tag == "aside" or _is_named_box(names)


@lru_cache(maxsize=1024)  # a few elements of a page stand around all that are asked about
def _is_named_box(names: str) -> bool:
    words = words_of(names)
    others = _OTHERS & words
    # A page builder calls each of its elements a widget, and WordPress an unchanged day updated.
    is_excused = all(not _EXCUSED.get(word, _NONE).isdisjoint(words) for word in others)
    return bool(others) and not is_excused


def _lines_beside(node: LexborNode, region: LexborNode, step: str) -> Iterator[str]:
    """Yield the lines of text before (`prev`) or behind (`next`) an element, the nearest first."""
    rest = _CHARACTERS_AFTER if step == "next" else _CHARACTERS_BEFORE
    last = region.mem_id
    current: LexborNode | None = node
    while current is not None and current.mem_id != last:
        sibling = getattr(current, step)
        while sibling is not None:
            tag = sibling.tag
            text = sibling.text(separator="\n") if tag != "-comment" else ""
            is_behind = step == "next" and tag not in _NO_ELEMENTS
            if is_behind and (entry := _first_entry(sibling)):
                # From here on days are those of other pages.
                yield from _lines(text[: text.find(entry)][:rest])
                return
            if text and (tag == "-text" or not _is_other(sibling, text)):
                near = text[:rest] if step == "next" else text[-rest:]
                yield from _lines(near) if step == "next" else reversed([*_lines(near)])
                rest -= len(text)
                if rest <= 0:
                    return
            sibling = getattr(sibling, step)
        current = current.parent


def _first_entry(node: LexborNode) -> str:
    """Return the text of the first entry that leads to another page, "" where there is none.

    In a list it is all that holds no other entry, the day above its heading counted.
    """
    headings = [*islice(_entry_headings(node), MANY)]
    if not headings:
        return ""
    entry, others = headings[0], set()
    other: LexborNode | None = headings[1 if len(headings) == MANY else 0]
    while other is not None:
        others.add(other.mem_id)
        other = other.parent
    while (around := entry.parent) is not None and around.mem_id not in others:
        if len(around.text()) > _ROW:
            break
        entry = around
    return entry.text(separator="\n")


def _entry_headings(node: LexborNode) -> Iterator[LexborNode]:
    """Yield the headings in an element that lead to other pages, some of them at most."""
    for heading in node.css(_ENTRY)[:_FEW]:
        if len(heading.text(separator="\n").split()) >= _HEADLINE:
            yield heading


def count_entries(node: LexborNode) -> int:
    """Return how many such headings an element has, some of them at most."""
    return sum(1 for _ in _entry_headings(node))


def _neighbours(
    region: LexborNode, headline: LexborNode | None, title: str
) -> tuple[Iterator[str], Iterator[str]]:
    """Return the lines before and behind a headline, the nearest first."""
    if headline is not None:
        before = _lines_beside(headline, region, "prev")
        after = _lines_beside(headline, region, "next")
    else:
        front, behind = _parted(region.text(separator="\n"), title)
        before = reversed([*_lines(front[-_CHARACTERS_BEFORE:])])
        after = _lines(behind[:_CHARACTERS_AFTER])
    return islice(before, _LINES_BEFORE), islice(after, _LINES_AFTER)


def _parted(text: str, title: str) -> tuple[str, str]:
    """Return the text around a title that is a line of its own; in a sentence it is a mention."""
    start = text.find(title) if title else -1
    while start >= 0:
        end = start + len(title)
        front, behind = text[:start], text[end:]
        if not behind.partition("\n")[0].strip() and not front.rpartition("\n")[2].strip():
            return front, behind
        start = text.find(title, end)
    return "", ""


def _lines(text: str) -> Iterator[str]:
    for part in text.split("\n"):
        line = " ".join(part.split())
        if line and line[0] != "<":  # a noscript holds markup as text
            yield line


def _day_of_node(node: LexborNode, order: Order) -> str | None:
    attributes = node.attributes
    stated = attributes.get("datetime") or attributes.get("content")
    text = " ".join(node.text(separator=" ").split()) if not stated else ""
    if len(text) > LONGEST or not (stated or any(map(str.isdigit, text))):
        return None
    if stated:
        day = dates.machine_day(stated) or dates.first_day(stated, order=order)
    else:
        day = day_of_line(text, order)
    return None if day is None or is_in_box(node) or _is_of_update(node) else day
