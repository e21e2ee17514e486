"""The lines of text around a headline, and the day among them."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from scraper.extract import dates
from scraper.extract.dates import Order
from scraper.extract.text import class_words

_LINES_AFTER, _LINES_BEFORE = 40, 10
_CHARACTERS_AFTER = 3_000  # a lead and a summary may stand between headline and day
_LONGEST = 160  # characters of a line that can be a label
_REST = 45  # characters a line may hold beside its day
_UPDATED = re.compile(
    r"\b(?:up-?dated?|modified|revised|edited|accessed|expires?|bijgewerkt|gewijzigd|aangepast"
    r"|aktualisiert|geändert|stand|mis à jour|modifié|actualizad[oa]|atualizad[oa]|aggiornat[oa]"
    r"|oppdatert|uppdaterad|opdateret|aktualizacja|güncelle\w*|обновлено|оновлено)\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"\b\d{1,2}[:.h]\d{2}(?::\d{2})?\b|\b\d+\s?min\w*\b|\b(?:[ap]\.?m\.?|uhr|uur|GMT|UTC|[CE]E?[SD]?T)\b",
    re.IGNORECASE,
)
_LABELS = re.compile(
    r"\b(?:publish|published|publication|posted|date|first|last|on|at|in|by|from|read|reading|time"
    r"|story|this|is|gepubliceerd|geplaatst|datum|op|om|door|veröffentlicht|erschienen|erstellt|vom"
    r"|am|um|von|publié|le|par|à|publicado|el|por|pubblicato|il|di|em|opublikowano|publicerad"
    r"|publisert|udgivet)\b",
    re.IGNORECASE,
)
_DATED = (
    '[itemprop~="datePublished"], time, [class*="date" i], [class*="publish" i],'
    ' [class*="posted" i], [class*="meta" i], [class*="time" i]'
)
_FEW = 40
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


def lines_after(region: LexborNode, headline: LexborNode | None, title: str) -> list[str]:
    """Return the lines of text behind a headline, nearest first; none where it is not found."""
    text, _, end = _placed(region, headline, title)
    return _lines(text[end : end + _CHARACTERS_AFTER])[:_LINES_AFTER] if end else []


def find_day(
    region: LexborNode, headline: LexborNode | None, title: str, order: Order
) -> tuple[str, str] | None:
    """Return the day in a line near a headline, else in an element called so, and where it was."""
    text, start, end = _placed(region, headline, title)
    if end:
        after = _lines(text[end : end + _CHARACTERS_AFTER])[:_LINES_AFTER]
        before = _lines(text[max(0, start - 600) : start])[-_LINES_BEFORE:]
        for lines in (after[:12], before, after[12:]):
            day = _day_in(lines, order)
            if day:
                return day, "line at the headline"
    for node in region.css(_DATED)[:_FEW]:
        day = _day_of_node(node, order)
        if day:
            return day, "element called a date"
    return None


def is_in_box(node: LexborNode) -> bool:
    """Whether an element stands in a box of other things: comments, related entries, a sidebar."""
    return any(each.tag == "aside" or _OTHERS & class_words(each) for each in _up(node))


def day_of_line(line: str, order: Order) -> str | None:
    """Return the day of a line that says little else; of a line with an update too, the first."""
    if len(line) > _LONGEST or not any(map(str.isdigit, line)):
        return None
    days = dates.find_days(line, order=order, short_years=True)
    if not days:
        return None
    day, start, end = days[0]
    if _UPDATED.search(line[:start]):
        return None
    rest = line[:start] + " " + line[end:]
    updated = _UPDATED.search(rest)
    if updated:
        rest = rest[: updated.start()]
    elif any(other != day for other, _, _ in days[1:]):
        return None  # from one day to another
    rest = _LABELS.sub("", _CLOCK.sub("", rest))
    return day if sum(map(str.isalnum, rest)) <= _REST else None


def _day_in(lines: list[str], order: Order) -> str | None:
    for index, line in enumerate(lines):
        day = day_of_line(line, order)
        if day is None and len(line) < 30 and any(map(str.isdigit, line)):
            day = day_of_line(" ".join(lines[index : index + 3]), order)  # a span for each part
        if day:
            label = lines[index - 1] if index else ""
            if not (len(label) < 40 and _UPDATED.search(label)):
                return day
    return None


def _placed(region: LexborNode, headline: LexborNode | None, title: str) -> tuple[str, int, int]:
    """Return the region's text, a line a piece, and the headline's place (0, 0: nowhere)."""
    text = region.text(separator="\n")
    wanted = headline.text(separator="\n") if headline is not None else title
    start = text.find(wanted) if wanted else -1
    return (text, start, start + len(wanted)) if start >= 0 else (text, 0, 0)


def _lines(text: str) -> list[str]:
    lines = (" ".join(part.split()) for part in text.split("\n"))
    return [line for line in lines if line and line[0] != "<"]  # a noscript holds markup as text


def _day_of_node(node: LexborNode, order: Order) -> str | None:
    attributes = node.attributes
    stated = attributes.get("datetime") or attributes.get("content")
    text = " ".join(node.text(separator=" ").split()) if not stated else ""
    if len(text) > _LONGEST or not (stated or any(map(str.isdigit, text))):
        return None
    if stated:
        day = dates.machine_day(stated) or dates.first_day(stated, order=order)
    else:
        day = day_of_line(text, order)
    if day is None or "modified" in (attributes.get("itemprop") or "").lower():
        return None
    return None if is_in_box(node) else day


def _up(node: LexborNode) -> Iterator[LexborNode]:
    current: LexborNode | None = node
    for _ in range(7):
        if current is None or current.tag in ("body", "main", "article"):
            return
        yield current
        current = current.parent
