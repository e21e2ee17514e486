"""What a person typed, as a query that FTS5 takes: the nearest one where it is not one already.

FTS5's language: words, "a phrase", pre*, title:word, AND OR NOT, NEAR(a b, 5), brackets.
Source: sqlite.org/fts5.html, 3.
"""

import re
from collections.abc import Callable

COLUMNS = ("title", "summary", "body")
OPERATORS = ("AND", "OR", "NOT")
# FTS5 refuses expressions nested deeper than 256; nobody types a query of this many parts.
MAX_TERMS = 60

_COLUMN = r"(?:(?P<not>-)\s*)?(?P<column>title|summary|body)\s*:\s*"
_TERM = r'(?: "(?P<phrase>[^"]*)(?:"|$) | (?P<word>[^\s()"]+) )(?P<prefix>\*?)'
_PARTS = re.compile(rf"(?P<bracket>[()]) | (?:{_COLUMN})? {_TERM}", re.VERBOSE | re.IGNORECASE)
# What only `nearest` takes apart: a NEAR of several, and a column of what is in brackets.
_LOOSE = re.compile(
    rf"""(?:{_COLUMN})? (?:
        (?-i:\bNEAR)\s*\((?P<near>(?:"[^"]*"|[^"()])*)\)? | (?P<bracket>[(]) | {_TERM}
    ) | (?P<close>[)])""",
    re.VERBOSE | re.IGNORECASE,
)
# One term of `a NEAR b`, and all of it: other search engines place it so.
_PLACED = r'(?!(?:AND|OR|NOT|NEAR)\b)(?:"[^"]*"\*?|[^\s()":]+)'
_BETWEEN = re.compile(
    rf'(?<![^\s(:]){_PLACED}(?P<more>(?:\s+NEAR(?:/\d+)?\s+{_PLACED})+)|"[^"]*(?:"|$)'
)
_PLACES = re.compile(rf"NEAR(?:/(\d+))?(?=\s)|({_PLACED})")
# A NEAR of a valid query: its terms are in the first group.
_GROUP = re.compile(r"\bNEAR\s*\(([^()]*?)(?:,\s*\d+\s*)?\)")
# As word processors and telephones write them.
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»", '"'))
_LETTER = re.compile(r"\w")
# `-word`, as search engines leave a word out; not `-title:word`, which FTS5 knows.
_UNWANTED = re.compile(r"-\w+\*?$")
# More than words, phrases, brackets, columns, and a star right behind what it belongs to.
_SIGNS = re.compile(r"[{}^+,-]|\bNEAR\b|(?<!\w)\*|\*(?=[\w*:])|:\s*[(]")


def plain(text: str) -> str:
    """Return text that SQLite takes as an argument, quotes straight, without soft hyphens."""
    text = text.replace("\0", " ").replace("\xad", "").translate(_QUOTES)
    return text.encode("utf-8", "replace").decode("utf-8")


def readings(text: str) -> list[str]:
    """Return what a plain text may ask, the nearest first; FTS5 takes one of them at least."""
    asked = _BETWEEN.sub(_near_between, text)
    return [one for one in dict.fromkeys((asked, nearest(asked), words(text))) if one.strip()]


def nearest(text: str) -> str:
    """Return the valid query nearest to one that is none.

    Quotes and brackets are closed, operators with nothing to join are left out, and a word with
    other signs in it (`climate-change`, `F-16`, `what:ever`) is a phrase of its parts. Behind
    another word `-ship` leaves ships out.
    """
    out: list[str] = []
    depth = 0
    for part in list(_LOOSE.finditer(text))[:MAX_TERMS]:
        if part["bracket"]:
            out.append(_of_column(part) + "(")
            depth += 1
        elif part["close"]:
            if depth:
                _drop_operators(out)
                depth -= 1
                _close(out)
        elif part["word"] in OPERATORS and not part["column"]:
            _drop_operators(out)
            if out and not out[-1].endswith("("):
                out.append(part["word"])
        elif term := _term(part):
            is_beside = bool(out) and out[-1] not in OPERATORS and not out[-1].endswith("(")
            # Two terms side by side are joined by AND, but FTS5 wants it said beside brackets, and
            # behind a word left out it would join them first.
            if is_beside and _UNWANTED.match(part[0]):
                term = f"NOT {term.replace('-', '', 1)}"
            elif is_beside and (out[-1] == ")" or out[-1].startswith("NOT ")):
                out.append("AND")
            out.append(term)
    _drop_operators(out)
    for _ in range(depth):
        _drop_operators(out)
        _close(out)
    _drop_operators(out)
    return _joined(out)


def words(text: str) -> str:
    """Return a query in which every word is a string of its own: no syntax is left."""
    parts = text.replace('"', " ").split()[:MAX_TERMS]
    return " ".join(f'"{word}"' for word in parts) or '""'


def terms(query: str) -> list[str]:
    """Return the words and phrases of a valid query, each a query of its own."""
    query = _GROUP.sub(r"(\1)", query)
    parts = (part for part in _PARTS.finditer(query) if not part["bracket"])
    return [
        term
        for part in parts
        if part["column"] or part["word"] not in OPERATORS
        if (term := _term(part))
    ]


def phrases(query: str) -> list[list[str]]:
    """Return the words of each phrase of a valid query, every word a query of its own."""
    found = [part["phrase"] or part["word"] or "" for part in _PARTS.finditer(query)]
    unquoted = re.sub(r'"[^"]*"', "", query)
    found += re.findall(r"NEAR\s*\(([^)]*)\)", query)
    if "+" in unquoted:  # one + two is a phrase too
        found.append(query.replace(" AND ", " "))
    words = ([f'"{word}"' for word in re.findall(r"\w+", text)] for text in found)
    return [few for few in words if len(few) > 1]


def with_words(query: str, words_for: Callable[[str], list[str]]) -> str:
    """Return a valid query with `begin*` spelt out as `("beginner" OR "beginning")`.

    What stands for itself stays: a beginning without words, one inside a phrase, and a query
    with signs of FTS5 that `terms` does not read.
    """
    if _SIGNS.search(re.sub(r'"[^"]*"', "q", query)):
        return query
    out: list[str] = []
    run: list[str] = []  # terms side by side: FTS5 joins those first, brackets need an AND said

    def close() -> None:
        if run:
            spelt = len(run) > 1 and any(term.endswith(")") for term in run)
            out.append(f"({' AND '.join(run)})" if spelt else " ".join(run))
            run.clear()

    for part in _PARTS.finditer(query):
        if part["bracket"] or (part["word"] in OPERATORS and not part["column"]):
            close()
            out.append(part[0])
            continue
        begin = _beginning(part)
        found = words_for(begin) if begin else []
        column = f"{part['column']} : " if part["column"] else ""
        run.append(f"{column}({' OR '.join(found)})" if found else part[0])
    close()
    return " ".join(out)


def wanted(query: str) -> str:
    """Return the part of a valid query before its NOT, the whole where it has other operators.

    Every article that answers the whole has it, and FTS5 finds one of those without the walk to
    the first article that lacks what is not wanted.
    """
    parts = re.split(r"\sNOT\s", query)
    simple = all(is_plain(part) and part.count('"') % 2 == 0 for part in parts)
    return parts[0] if simple else query


def _beginning(part: "re.Match[str]") -> str:
    if part["phrase"] is not None:
        return part["phrase"] if part["prefix"] else ""
    return part["word"][:-1] if part["word"].endswith("*") else ""


def is_plain(query: str) -> bool:
    """Return whether a valid query is words and phrases alone, all of them wanted."""
    unquoted = re.sub(r'"[^"]*"', "", query)
    return not re.search(r"[(){}:^+-]|\b(AND|OR|NOT|NEAR)\b", unquoted)


def _near_between(found: "re.Match[str]") -> str:
    """Return `a NEAR b` or `a NEAR/5 b` as FTS5 has it, and a phrase as it is."""
    if not found["more"]:
        return found[0]
    places = _PLACES.findall(found[0])
    terms = " ".join(term for _, term in places if term)
    distances = [int(distance) for distance, _ in places if distance]
    return _near(f"{terms}, {max(distances)}" if distances else terms) or found[0]


def _near(inside: str) -> str:
    """Return a NEAR of the terms in its brackets, or the only one there is."""
    inside, distance, _ = re.split(r",\s*(\d+)\s*$|$", inside, maxsplit=1)
    parts = _PARTS.finditer(inside.replace(",", " "))
    terms = [term for part in parts if part["word"] not in OPERATORS and (term := _string(part))]
    if len(terms) < 2:
        return "".join(terms)
    return f"NEAR({' '.join(terms)}{f', {distance}' if distance else ''})"


def _term(part: "re.Match[str]") -> str:
    near = part.groupdict().get("near")
    text = _string(part) if near is None else _near(near)
    return _of_column(part) + text if text else ""


def _of_column(part: "re.Match[str]") -> str:
    if not part["column"]:
        return ""
    return f"{'- ' if part['not'] else ''}{part['column'].lower()} : "


def _string(part: "re.Match[str]") -> str:
    """Return a word or phrase as FTS5 takes it; "" where it has no letters."""
    text, star = part["phrase"], part["prefix"]
    if text is None:
        text = part["word"] or ""
        star = "*" if text.endswith("*") else ""
        text = text.rstrip("*")
    if not _LETTER.search(text):
        return ""
    bare = text.isalnum() and text.isascii() and text not in OPERATORS and part["word"]
    return (text if bare else f'"{text}"'.replace('""', '"')) + star


def _drop_operators(out: list[str]) -> None:
    while out and out[-1] in OPERATORS:
        out.pop()


def _close(out: list[str]) -> None:
    if out and out[-1].endswith("("):
        out.pop()
        _drop_operators(out)
    else:
        out.append(")")


def _joined(out: list[str]) -> str:
    parts: list[str] = []
    for part in out:
        begun = not parts or parts[-1] in OPERATORS or parts[-1].endswith("(")
        if part.endswith("(") and not begun:
            parts.append("AND")
        parts.append(part)
    return " ".join(parts).replace("( ", "(").replace(" )", ")").replace(" : ", ":")
