"""A kept page made inert: written anew from its tree, with nothing in it but what is listed here.

No element or attribute that is not listed gets through, whatever it does today or will do
tomorrow. The answer's policy (`POLICY`) says the same to the browser; either alone would do.
"""

import re
from collections.abc import Iterator, Mapping
from html import escape

from selectolax.lexbor import LexborNode

from archive.browse.kept.css import inert_css
from scraper.document import Document

# An answer's own `sandbox` holds where the page is opened without our frame around it too. The one
# thing allowed is that a click leads the whole window to an address: there are only our own.
SANDBOX = "allow-top-navigation-by-user-activation"
POLICY = (
    f"sandbox {SANDBOX}; default-src 'none'; style-src 'unsafe-inline'; img-src data:;"
    " font-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)

_KEPT = frozenset(
    (
        *("a", "abbr", "acronym", "address", "article", "aside", "b", "bdi", "bdo", "big"),
        *("blockquote", "br", "button", "caption", "center", "cite", "code", "col", "colgroup"),
        *("data", "dd", "del", "details", "dfn", "dir", "div", "dl", "dt", "em", "fieldset"),
        *("figcaption", "figure", "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header"),
        *("hgroup", "hr", "i", "img", "input", "ins", "kbd", "label", "legend", "li", "main"),
        *("mark", "menu", "meter", "nav", "nobr", "ol", "optgroup", "option", "p", "pre"),
        *("progress", "q", "rp", "rt", "ruby", "s", "samp", "search", "section", "select"),
        *("small", "span", "strike", "strong", "sub", "summary", "sup", "table", "tbody", "td"),
        *("textarea", "tfoot", "th", "thead", "time", "tr", "tt", "u", "ul", "var", "wbr"),
    )
)
# Left out with all they hold; of any other element that is not kept, what it holds stays.
_DROPPED = frozenset(
    (
        *("annotation", "applet", "audio", "canvas", "embed", "frameset", "head", "iframe"),
        *("map", "noembed", "noframes", "noscript", "object", "portal", "script", "svg"),
        *("template", "title", "video"),
    )
)
_VOID = frozenset(("br", "col", "hr", "img", "input", "wbr"))
_RENAMED = {"form": "div", "listing": "pre", "xmp": "pre", "plaintext": "pre"}
_ATTRIBUTES = frozenset(
    (
        *("abbr", "align", "alt", "bgcolor", "border", "cellpadding", "cellspacing", "checked"),
        *("class", "color", "cols", "colspan", "datetime", "dir", "disabled", "face", "for"),
        *("headers", "height", "hidden", "high", "id", "label", "lang", "low", "max", "min"),
        *("name", "noshade", "nowrap", "open", "optimum", "placeholder", "reversed", "role"),
        *("rows", "rowspan", "scope", "selected", "size", "span", "start", "title", "translate"),
        *("valign", "value", "width"),
    )
)
# As what an input is shown; those not listed are left out.
_INPUTS = {
    **dict.fromkeys(("", "text", "search", "email", "tel", "url", "password", "date"), "text"),
    **dict.fromkeys(("number", "time", "month", "week", "datetime-local"), "text"),
    **dict.fromkeys(("submit", "reset", "button"), "button"),
    **{each: each for each in ("checkbox", "radio", "range")},
}
_LIST_TYPES = frozenset(("1", "a", "A", "i", "I", "disc", "circle", "square"))
_NAME = re.compile(r"aria-[a-z]+")
_DATA_IMAGE = re.compile(r"data:image/[a-z0-9.+-]+[;,]", re.IGNORECASE)
# Where a page has the address of a picture that it loads late. Until then an empty one stands in,
# which would leave a hole of that size here; a longer one is a small picture itself.
_LATE = frozenset(
    ("data-src", "data-srcset", "data-lazy-src", "data-lazy-srcset", "data-original", "srcset")
)
_MOST_EMPTY = 300  # characters: an SVG of nothing but a size, a GIF of one dot
# A page that sets its body's margin itself lays itself out; bounded, for a sheet may be all "body".
_LAYS_OUT = re.compile(r"\bbody\b[^{}]{0,200}\{[^{}]{0,2000}?\bmargin\b")
# For a page whose style sheets were files of their own. `:where` counts for nothing: what styles
# the page has itself come before all of it.
_GENTLE = (
    ":where(body){max-width:44rem;margin:0 auto;padding:1.5rem 1rem;font:1rem/1.55 Georgia,serif;"
    "color:#1f1f1c;background:#fff;overflow-wrap:break-word}"
    ":where(h1,h2,h3){line-height:1.2}:where(nav,body>header,body>footer){font-size:.875rem;color:#5d5b54}"
    ":where(nav li){display:inline-block;margin-right:.75rem}"
    ":where(nav ul,nav ol){padding:0;margin:.25rem 0;list-style:none}"
    # Menus that unfold on a touch would be a page long; they can be scrolled.
    ":where(nav,body>header){max-height:8rem;overflow:auto}"
    ":where(blockquote){border-left:3px solid #dedbd1;margin-left:0;padding-left:1rem}"
    ":where(table){border-collapse:collapse}:where(td,th){padding:.2rem .6rem;text-align:left}"
    ":where(img){max-width:100%;height:auto}:where(figure){margin:1rem 0}"
)
# Links that do nothing look like links still; a picture that is not kept shows what it was of.
_ALWAYS = (
    ":where(a[data-address]){color:#0d5561;text-decoration:underline;text-decoration-style:dotted}"
    ":where(.kept-picture){font:italic .875rem/1.4 sans-serif;color:#5d5b54}"
)


def addresses_in(document: Document, *, most: int) -> set[str]:
    """Return the addresses that a page's links lead to."""
    found: set[str] = set()
    for link in document.tree.css("a[href]"):
        if address := document.resolve(link.attributes.get("href")):
            found.add(address)
        if len(found) >= most:
            break
    return found


def make_inert(document: Document, leads: Mapping[str, str]) -> str:
    """Return a page as HTML that runs nothing and asks nobody for anything.

    Args:
        document: The page, parsed whole.
        leads: For addresses of links, where a click is to lead instead; other links do nothing.
    """
    root, body = document.tree.root, document.tree.body
    opening = _tag("html", root, "") if root is not None else "<html>"
    title = document.tree.css_first("head title")
    parts = [
        f'<!DOCTYPE html>\n{opening}<head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title.text() if title is not None else '')}</title>",
        f"<style>{_GENTLE if _lacks_styles(document) else ''}{_ALWAYS}</style>",
    ]
    if (head := document.tree.head) is not None:
        parts += [_style(each) for each in head.css("style")]
    parts.append(f"</head>{_tag('body', body, '')}" if body is not None else "</head><body>")
    if body is not None:
        parts += _inside(body, document, leads)
    parts.append("</body></html>\n")
    return "".join(parts)


def _lacks_styles(document: Document) -> bool:
    tree = document.tree
    sheets = [sheet.text() or "" for sheet in tree.css("style")]
    is_elsewhere = tree.css_first("link[rel~=stylesheet i]") is not None
    return not sheets or (is_elsewhere and not any(map(_LAYS_OUT.search, sheets)))


def _inside(top: LexborNode, document: Document, leads: Mapping[str, str]) -> Iterator[str]:
    """Yield what an element holds; a loop, since pages nest deeper than Python calls."""
    to_do: list[LexborNode | str | None] = [top.first_child]
    while to_do:
        here = to_do.pop()
        if here is None:
            continue
        if isinstance(here, str):
            yield here
            continue
        to_do.append(here.next)
        if here.is_text_node:
            yield escape(here.text_content or "", quote=False)
            continue
        name = (here.tag or "").lower()
        name = _RENAMED.get(name, name)
        if name == "style":
            yield _style(here)
        elif name in _KEPT:
            yield _opening(name, here, document, leads)
            if name not in _VOID:
                to_do += (f"</{name}>", here.first_child)
        elif name not in _DROPPED:
            to_do.append(here.first_child)


def _opening(name: str, node: LexborNode, document: Document, leads: Mapping[str, str]) -> str:
    attributes = node.attributes
    if name == "a":
        return _tag(name, node, _leading(attributes.get("href"), document, leads))
    if name == "img":
        source = (attributes.get("src") or "").strip()
        is_empty = len(source) <= _MOST_EMPTY and not _LATE.isdisjoint(attributes)
        if _DATA_IMAGE.match(source) and not is_empty:
            return _tag(name, node, f' src="{escape(source)}"')
        words = (attributes.get("alt") or "").strip()
        return f'<span class="kept-picture">[{escape(words)}]</span>' if words else ""
    kind = (attributes.get("type") or "").strip()
    if name == "button":
        return _tag(name, node, ' type="button"')
    if name == "input":
        shown = _INPUTS.get(kind.lower())
        return _tag(name, node, f' type="{shown}"') if shown else ""
    if name in ("ol", "ul", "li") and kind in _LIST_TYPES:
        return _tag(name, node, f' type="{kind}"')
    return _tag(name, node, "")


def _leading(href: str | None, document: Document, leads: Mapping[str, str]) -> str:
    """Return where a link leads: into the room, to a place in its own page, or nowhere."""
    href = (href or "").strip()
    if href.startswith("#"):
        return f' href="{escape(href)}"'
    address = document.resolve(href)
    if address is None:
        return ""
    if address in leads:
        return f' href="{escape(leads[address])}" target="_top"'
    return f' data-address="{escape(address)}"'


def _tag(name: str, node: LexborNode, more: str) -> str:
    """Return an opening tag with what is listed of an element's attributes."""
    kept = []
    for attribute, value in node.attributes.items():
        if attribute == "style":
            kept.append(f' style="{escape(inert_css(value or ""))}"')
        elif attribute in _ATTRIBUTES or _NAME.fullmatch(attribute):
            kept.append(f' {attribute}="{escape(value or "")}"')
    return f"<{name}{''.join(kept)}{more}>"


def _style(node: LexborNode) -> str:
    kind = (node.attributes.get("type") or "text/css").strip().lower()
    if kind != "text/css":
        return ""
    media = escape(node.attributes.get("media") or "all")
    return f'<style media="{media}">{inert_css(node.text() or "")}</style>'
