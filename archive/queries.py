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

_PARTS = re.compile(
    r"""(?P<bracket>[()])
    | (?:-?\s*(?P<column>title|summary|body)\s*:\s*)?
      (?: "(?P<phrase>[^"]*)(?:"|$) | (?P<word>[^\s()"]+) )(?P<prefix>\*?)""",
    re.VERBOSE | re.IGNORECASE,
)
_LETTER = re.compile(r"\w")
# More than words, phrases, brackets, columns, and a star right behind what it belongs to.
_SIGNS = re.compile(r"[{}^+,-]|\bNEAR\b|(?<!\w)\*|\*(?=[\w*:])|:\s*[(]")


def plain(text: str) -> str:
    """Return text that SQLite takes as an argument."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")


def nearest(text: str) -> str:
    """Return the valid query nearest to one that is none.

    Quotes and brackets are closed, operators with nothing to join are left out, and a word with
    other signs in it (`climate-change`, `F-16`, `what:ever`) is a phrase of its parts.
    """
    out: list[str] = []
    depth = 0
    for part in list(_PARTS.finditer(text))[:MAX_TERMS]:
        if part["bracket"] == "(":
            out.append("(")
            depth += 1
        elif part["bracket"]:
            if depth:
                _drop_operators(out)
                depth -= 1
                _close(out)
        elif part["word"] in OPERATORS and not part["column"]:
            _drop_operators(out)
            if out and out[-1] != "(":
                out.append(part["word"])
        elif term := _term(part):
            # Two terms side by side are joined by AND, but FTS5 wants it said beside brackets.
            if out and out[-1] == ")":
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


def _term(part: "re.Match[str]") -> str:
    text, star = part["phrase"], part["prefix"]
    if text is None:
        text = part["word"]
        star = "*" if text.endswith("*") else ""
        text = text.rstrip("*")
    if not _LETTER.search(text):
        return ""
    column = f"{part['column'].lower()} : " if part["column"] else ""
    bare = text.isalnum() and text.isascii() and text not in OPERATORS and part["word"]
    return column + (text if bare else f'"{text}"'.replace('""', '"')) + star


def _drop_operators(out: list[str]) -> None:
    while out and out[-1] in OPERATORS:
        out.pop()


def _close(out: list[str]) -> None:
    if out and out[-1] == "(":
        out.pop()
        _drop_operators(out)
    else:
        out.append(")")


def _joined(out: list[str]) -> str:
    parts: list[str] = []
    for part in out:
        if part == "(" and parts and parts[-1] not in (*OPERATORS, "("):
            parts.append("AND")
        parts.append(part)
    return " ".join(parts).replace("( ", "(").replace(" )", ")").replace(" : ", ":")
