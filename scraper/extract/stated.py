"""The body of a page that shows none: from its JSON-LD, else from the state of its scripts."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from scraper.extract.head import Head
from scraper.extract.sites import fold
from scraper.extract.states import State, read_states
from scraper.extract.text import Block, clean
from scraper.extract.walk import read_blocks

_BODY_KEYS = frozenset(
    [
        *("articlebody", "body", "bodyhtml", "bodytext", "content", "contenthtml", "html"),
        *("articlecontent", "articletext", "fulltext", "maincontent", "maintext", "richtext"),
        *("story", "storybody", "storyhtml", "text"),
    ]
)
_TITLE_KEYS = frozenset(("title", "headline", "name", "heading", "articletitle", "pagetitle"))
# What holds the text of an element of structured content, the likeliest first.
_INNER_KEYS = ("html", "rendered", "text", "value", "content", "children", "body", "paragraphs")
_TAG = re.compile(
    r"</?(?:p|div|br|h[1-6]|ul|ol|li|a|b|i|em|strong|span|blockquote)\b[^<>]*>", re.IGNORECASE
)
_SLOT = re.compile(r"([$%{\[#@])\1[\w .:-]{1,40}[$%}\]#@]{2}")  # where a script puts something else
_SHADOW_SIGN = b"shadowroot"
# Not possessive: there Python 3.11.2 goes on behind what a negative lookahead has seen.
_SHADOW = re.compile(
    rb"<template\b[^<>]{0,200}?\sshadowroot(?:mode)?=[^<>]{0,200}>"
    rb"([^<]*(?:<(?!/?template\b)[^<]*)*)",
    re.IGNORECASE,
)
_LEAST = 400  # characters of an article; a teaser has fewer
_MOST = 10_000  # items of one list
_MAX_VALUES = 100_000  # a guard: the state of a shop lists everything it sells


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A body that was stated: its blocks, the element made for them, and the rule."""

    blocks: tuple[Block, ...]
    container: LexborNode
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    """A text of a script's state, with its JSON path and whether it goes with the headline."""

    markup: str
    path: str
    is_titled: bool


def find_stated(markup: bytes, head: Head, title: str | None, *, shown: int = 0) -> Stated | None:
    """Return the body that data of the page states, or None.

    Of several texts in a state, the one beside the page's headline is taken; without one, only a
    text twice as long as any other, as a list of articles has many of one length.

    Args:
        markup: The page as it was parsed, in UTF-8; its scripts may be gone from the tree.
        head: Its JSON-LD.
        title: Its headline.
        shown: Characters the page shows: what is stated must have twice as many and, in a state,
            stand beside the headline.
    """
    stated = head.article.get("articleBody")
    if not isinstance(stated, str) or len(stated) < 2 * shown:
        stated = ""
    if found := _made(_as_markup(stated), "JSON-LD articleBody"):
        return found
    if found := _shadowed(markup, shown):
        return found
    texts: list[_Text] = []
    names: list[str] = []
    key = fold(title or "")
    for state in read_states(markup):
        for text in _texts_of(state, key):
            texts.append(text)
            names.append(state.name)
    if not texts:
        return None
    order = sorted(
        range(len(texts)), key=lambda i: (texts[i].is_titled, len(texts[i].markup)), reverse=True
    )
    best = texts[order[0]]
    is_clear = best.is_titled or (
        not shown
        and all(
            2 * len(texts[i].markup) < len(best.markup) or texts[i].markup == best.markup
            for i in order[1:]
        )
    )
    return _made(best.markup, f"{names[order[0]]} {best.path}") if is_clear else None


def _shadowed(markup: bytes, shown: int) -> Stated | None:
    """Return the longest text that the page declares as a shadow tree: no part of the parser's.

    Source: HTML Standard, "The template element", `shadowrootmode`.
    """
    inner = [found[1] for found in _SHADOW.finditer(markup)] if _SHADOW_SIGN in markup else []
    longest = max(inner, key=len, default=b"")
    found = _made(longest.decode(errors="replace"), "template shadowrootmode")
    size = sum(len(block.text) for block in found.blocks) if found else 0
    return found if size >= max(_LEAST, 2 * shown) else None


def _made(markup: str, rule: str) -> Stated | None:
    tree = LexborHTMLParser(f"<body>{markup}</body>")
    container = tree.body
    found = read_blocks(container) if container is not None else ()
    blocks = tuple(block for block in found if not _SLOT.fullmatch(block.text))
    if container is None or not blocks:
        return None
    return Stated(blocks=blocks, container=container, rule=rule)


def _texts_of(state: State, title: str) -> Iterator[_Text]:
    """Yield the texts of a state that are as long as an article, under keys that hold bodies."""
    waiting: list[tuple[Any, str]] = [(state.value, "$")]
    for _ in range(_MAX_VALUES):
        if not waiting:
            return
        value, path = waiting.pop()
        if isinstance(value, list):
            waiting += [(each, f"{path}[{number}]") for number, each in enumerate(value[:_MOST])]
        if not isinstance(value, dict):
            continue
        if state.texts:
            value = {key: state.referred(each) for key, each in value.items()}
        is_titled = bool(title) and any(
            isinstance(each, str) and key.lower() in _TITLE_KEYS and fold(each) == title
            for key, each in value.items()
        )
        for key, each in value.items():
            inner = f"{path}.{key}"
            plain = key.lower().replace("_", "").replace("-", "")
            markup = "".join(map(_as_markup, _paragraphs(each))) if plain in _BODY_KEYS else ""
            if len(_TAG.sub("", markup)) >= _LEAST and " " in markup:
                yield _Text(markup=markup, path=inner, is_titled=is_titled)
            elif isinstance(each, dict | list):
                waiting.append((each, inner))


def _paragraphs(value: Any, depth: int = 0) -> list[str]:
    """Return the texts of a body: one string, or what structured content holds, in order."""
    if isinstance(value, str):
        return [value]
    if depth > 12:
        return []
    if isinstance(value, list):
        if any(isinstance(each, dict) and _is_run(each) for each in value):
            return ["".join(text for each in value for text in _paragraphs(each, depth + 1))]
        return [text for each in value for text in _paragraphs(each, depth + 1)]
    if isinstance(value, dict):
        for key in _INNER_KEYS:
            if value.get(key):
                return _paragraphs(value[key], depth + 1)
    return []


def _is_run(node: dict[str, Any]) -> bool:
    """Whether a node of structured content is a run of text inside a paragraph."""
    kind = str(node.get("nodeType") or node.get("_type") or node.get("type") or "")
    return kind in ("text", "span") or set(node) <= {"text", "marks", "bold", "italic"}


def _as_markup(text: str) -> str:
    """Return a text as HTML, a paragraph for each of its lines where it is plain."""
    if not _TAG.search(text) and "&lt;" in text:
        text = html.unescape(text)
    if _TAG.search(text):
        return f"<div>{text}</div>"
    lines = (clean(html.unescape(line)) for line in text.splitlines())
    return "".join(f"<p>{html.escape(line)}</p>" for line in lines if line)
