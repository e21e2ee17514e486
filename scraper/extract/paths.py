"""CSS paths: the shortest that selects one element of a page and no other."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

_NAME = re.compile(r"-?[A-Za-z_][\w-]*", re.ASCII)
_PLAIN_VALUE = re.compile(r"[^\"\\\n\r]{1,80}")
# What tells an element of one kind from its likes, if the tag and its classes do not.
_TELLING = {
    "meta": ("property", "name", "itemprop"),
    "link": ("rel",),
    "script": ("type",),
    "a": ("rel",),
}
_SOLE = frozenset(("html", "head", "body", "main", "article", "h1"))
_MOST_CLASSES = 6
_FAR = 50  # steps; hostile pages nest without end, and each path is tried on the whole page


def css_path(node: LexborNode, tree: LexborHTMLParser) -> str | None:
    """Return a CSS path that selects this element of a tree alone.

    An id comes first, then a telling attribute or class, then steps down from the nearest element
    that has one of these. None where no path selects it, as inside a template.
    """
    steps: list[str] = []
    current: LexborNode | None = node
    while current is not None and current.is_element_node:
        for short in _short_paths(current) if len(steps) < _FAR else ():
            path = " > ".join([short, *reversed(steps)])
            if _is_sole(path, node, tree):
                return path
        steps.append(_step(current))
        current = current.parent
    path = " > ".join(reversed(steps))
    return path if _is_sole(path, node, tree) else None


def _is_sole(path: str, node: LexborNode, tree: LexborHTMLParser) -> bool:
    found = tree.css(path)
    return len(found) == 1 and found[0].mem_id == node.mem_id


def _short_paths(node: LexborNode) -> Iterator[str]:
    tag, attributes = node.tag or "", node.attributes
    if not _NAME.fullmatch(tag):
        return
    name = attributes.get("id") or ""
    if _NAME.fullmatch(name):
        yield f"{tag}#{name}"
    if tag in _SOLE:
        yield tag
    if tag == "title":
        yield "head > title"
    for key in (*_TELLING.get(tag, ()), "itemprop"):
        value = attributes.get(key) or ""
        if _PLAIN_VALUE.fullmatch(value):
            yield f'{tag}[{key}="{value}"]'
    classes = [each for each in (attributes.get("class") or "").split() if _NAME.fullmatch(each)]
    for each in classes[:_MOST_CLASSES]:
        yield f"{tag}.{each}"
    if len(classes) > 1:
        yield ".".join([tag, *classes[:_MOST_CLASSES]])


def _step(node: LexborNode) -> str:
    """Return the tag of an element, with its number where siblings have the same."""
    tag = node.tag or ""
    if not _NAME.fullmatch(tag):
        return f"*:nth-child({1 + sum(each.is_element_node for each in _before(node))})"
    number, has_more = 1 + sum(each.tag == tag for each in _before(node)), False
    after = node.next
    while after is not None and not has_more:
        has_more = after.tag == tag
        after = after.next
    return f"{tag}:nth-of-type({number})" if number > 1 or has_more else tag


def _before(node: LexborNode) -> Iterator[LexborNode]:
    current = node.prev
    while current is not None:
        yield current
        current = current.prev
