"""How deep a page nests its elements at most, told from its bytes before any parser sees them."""

import re
from collections.abc import Iterator

# Where markup begins: a comment, CDATA, what is ignored up to ">", or a tag. The classes spell out
# the white space of the standard. Source: WHATWG HTML, "Tokenization".
_MARKUP = re.compile(
    rb"<(?:(!--)|(!\[CDATA\[)|([!?]|/[^a-zA-Z])|(/?)([a-zA-Z][^\t\n\f\r />]*+))", re.DOTALL
)
ATTRIBUTES = (
    rb"(?:[\t\n\f\r /]++|=?[^\t\n\f\r />=]++(?:[\t\n\f\r ]*+=[\t\n\f\r ]*+"
    rb"""(?:"[^"]*+"|'[^']*+'|(?=>)|[^\t\n\f\r >"'][^\t\n\f\r >]*+))?+|=)*+>"""
)
_ATTRIBUTES = re.compile(ATTRIBUTES)
_COMMENT_END = re.compile(rb"--!?>")
_SCRIPT_PART = re.compile(rb"<!--(-?>)?|(-->)|<(/?)script(?=[\t\n\f\r />])", re.IGNORECASE)
_SLASH = 47
_RAW_NAMES = frozenset(
    (
        *(b"script", b"style", b"textarea", b"title", b"noscript", b"iframe"),
        *(b"xmp", b"noembed", b"noframes"),
    )
)
_RAW_ENDS = {name: re.compile(rb"</%b(?=[\t\n\f\r />])" % name, re.I) for name in _RAW_NAMES}
# Not within a picture or a formula: void, or closed by the next of their kind.
_VOID_NAMES = frozenset(
    (
        *(b"area", b"base", b"br", b"col", b"embed", b"hr", b"img", b"input", b"link", b"meta"),
        *(b"source", b"track", b"wbr", b"param", b"option"),
    )
)
_FLAT_NAMES = frozenset(
    (b"p", b"li", b"dt", b"dd", b"tr", b"td", b"th", b"tbody", b"thead", b"tfoot")
)
# Closed though a paragraph or the like is open in them; any other element is not.
_CLOSING_ALL = frozenset(
    (
        *(b"div", b"section", b"article", b"main", b"aside", b"nav", b"header", b"footer", b"ul"),
        *(b"ol", b"dl", b"table", b"form", b"button", b"blockquote", b"figure", b"figcaption"),
        *(b"details", b"summary", b"center", b"fieldset", b"pre", b"address", b"select", b"dialog"),
    )
)
# Within the first nothing is flat; within any of these what is raw elsewhere may be markup.
_FOREIGN_NAMES = frozenset((b"svg", b"math"))
_OTHER_RULES = _FOREIGN_NAMES | _RAW_NAMES | {b"select", b"frameset"}
# What ends a picture or a formula that is not closed yet.
_BREAKERS = frozenset(
    (
        *(b"b", b"big", b"blockquote", b"body", b"br", b"center", b"code", b"dd", b"div", b"dl"),
        *(b"dt", b"em", b"embed", b"h1", b"h2", b"h3", b"h4", b"h5", b"h6", b"head", b"hr", b"i"),
        *(b"img", b"li", b"listing", b"menu", b"meta", b"nobr", b"ol", b"p", b"pre", b"ruby", b"s"),
        *(b"small", b"span", b"strong", b"strike", b"sub", b"sup", b"table", b"tt", b"u", b"ul"),
        *(b"var", b"font"),
    )
)
# What holds HTML in a picture or a formula; a mark for what is unclear is never closed.
_UNCLEAR = b"!"
_UNKNOWN = 1_000_000_000
_HOLDERS = frozenset(
    (
        *(b"foreignobject", b"desc", b"title", b"annotation-xml"),
        *(b"mi", b"mo", b"mn", b"ms", b"mtext", _UNCLEAR),
    )
)
_KEEPS_IN = _HOLDERS | _OTHER_RULES  # a closing tag of a picture reaches no further out


class _Open:
    """The elements that are open, the outermost first, and at which places those that keep in."""

    def __init__(self) -> None:
        self.names: list[bytes] = []
        self.keepers: list[int] = []

    def add(self, name: bytes) -> None:
        if name in _KEEPS_IN:
            self.keepers.append(len(self.names))
        self.names.append(name)

    def cut(self, place: int) -> None:
        """Close what is open from a place on."""
        del self.names[place:]
        while self.keepers and self.keepers[-1] >= place:
            self.keepers.pop()


def depths(markup: bytes) -> Iterator[int]:
    """Yield how many elements are open at most, after each tag of a page.

    A tag closes the innermost element or, where that has another name, none. So a page that closes
    its elements in the wrong order looks deeper by one for each such fault, but nothing a page
    hides its closing tags in makes it look much less deep than the parser makes it.
    """
    opened = _Open()
    flat = [b""]  # what is open right in each of these and in the page, of what nests in none
    foreign = special = end = 0
    while found := _MARKUP.search(markup, end):
        start, (comment, cdata, ignored, close, name) = found.end(), found.groups()
        name = name.lower() if name else b""
        is_raw = not close and not special and name in _RAW_NAMES
        if comment or cdata or ignored:
            end = _end_of_text(markup, found, is_cdata=bool(cdata and foreign))
        else:
            end = _end_of(_ATTRIBUTES.match(markup, start))
            end = _end_of_raw(markup, name, end) if is_raw and end else end
        if not end:  # the rest of the page is no markup, if that is sure
            if special:
                yield _UNKNOWN
            return
        if special:  # unless what is open is closed already: then this was no text
            for _ in range(markup.count(b"<", start, end)):
                opened.add(_UNCLEAR)
        if close:
            gone = _close(opened, flat, name)
            special -= gone in _OTHER_RULES
            foreign -= gone in _FOREIGN_NAMES
        elif name and not is_raw:
            is_single = markup[end - 2] == _SLASH and (foreign or name in _FOREIGN_NAMES)
            if foreign and name in _BREAKERS:
                opened.add(_UNCLEAR)
                opened.add(name)
            elif not foreign and name in _FLAT_NAMES:
                flat[-1] = name if flat[-1] in (b"", name) else _UNCLEAR
            elif not is_single and (foreign or name not in _VOID_NAMES):
                opened.add(name)
                special += name in _OTHER_RULES
                foreign += name in _FOREIGN_NAMES
        depth = len(opened.names)
        flat += [b""] * (depth + 1 - len(flat))
        yield depth


def _end_of(found: re.Match[bytes] | None) -> int:
    return found.end() if found else 0


def _end_of_text(markup: bytes, found: re.Match[bytes], *, is_cdata: bool) -> int:
    """Return where a comment or the like ends, 0 where it does not."""
    start = found.end()
    if found[1]:
        at_once = markup.startswith((b">", b"->"), start)
        return (
            markup.index(b">", start) + 1
            if at_once
            else _end_of(_COMMENT_END.search(markup, start))
        )
    if is_cdata:
        place = markup.find(b"]]>", start)
        return place + 3 if place >= 0 else 0
    return markup.find(b">", start - 1) + 1  # of "</>" it is in what was found


def _end_of_raw(markup: bytes, name: bytes, start: int) -> int:
    """Return where the closing tag of text that is no markup ends, 0 where there is none."""
    if name != b"script":
        found = _RAW_ENDS[name].search(markup, start)
        return _end_of(found and _ATTRIBUTES.match(markup, found.end()))
    is_escaped = is_double = False
    for found in _SCRIPT_PART.finditer(markup, start):
        at_once, escape_end, close = found.groups()
        if escape_end or at_once:
            is_escaped = is_double = False
        elif close is None:
            is_escaped = True
        elif not close:
            is_double = is_escaped
        elif not is_double:
            return _end_of(_ATTRIBUTES.match(markup, found.end()))
        else:
            is_double = False
    return 0


def _close(opened: _Open, flat: list[bytes], name: bytes) -> bytes | None:
    """Take out what a closing tag is sure to close, and return its name; None for nothing."""
    if flat[-1] == name:
        flat[-1] = b""
    place = len(opened.names) - 1
    if place >= 0 and opened.names[place] == name:
        if flat[-1] and name not in _CLOSING_ALL:
            return None
        flat.pop()
    elif name in _FOREIGN_NAMES and opened.keepers:  # closes the shapes left open in it
        place = opened.keepers[-1]
        if opened.names[place] != name:
            return None
        del flat[place + 1 :]
    else:
        return None
    opened.cut(place)
    return name
