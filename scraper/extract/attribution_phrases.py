"""How an attribution to another medium is worded, in English and Dutch, as data.

Each pattern matches a whole line. `outlet` is the place where the medium is named, with its date
and a closing "here" perhaps. They stand by how a line opens: with an invitation in English (READ)
or Dutch (LEES), else with the work or what was done with it (WORK). Some of each are so free that
they need a link in the line, others so narrow that they need none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from scraper.extract.phrases import WORKS_EN, WORKS_NL

_SIZE_EN = r"(?:(?:full|whole|entire|complete|original|rest of the|longer|first|second)\s+)*"
_SIZE_NL = r"(?:(?:hele|volledige|gehele|complete|originele|oorspronkelijke|lange)\s+)*"
_WHOSE_EN = r"(?:(?:the|this|his|her|their|our|an?|(?:[A-Z][\w’'-]+\s){0,3}[A-Z][\w-]+[’']s?)\s+)?"
_WHOSE_NL = r"(?:(?:het|de|dit|deze|zijn|haar|hun|een|ons|onze)\s+)?"
_EN = rf"{_WHOSE_EN}{_SIZE_EN}(?:{WORKS_EN})\b"
_NL = rf"{_WHOSE_NL}{_SIZE_NL}(?:{WORKS_NL})\b"
# A character inside a line: a full stop only where it ends an initial or a title.
CHAR = r"(?:[^.]|(?-i:(?<=\b[A-Z])|(?<=\b[Dd]r)|(?<=\b[Pp]rof)|(?<=\b[Dd]rs)|(?<=\b[Ii]r))\.)"
_WITH_EN = rf"(?:\s+(?:by|with|about|of|from)\s+{CHAR}{{1,80}}?)?"
_WITH_NL = rf"(?:\s+(?:met|van|over|door)\s+{CHAR}{{1,80}}?)?"
_OUTLET = r"(?P<outlet>\S.*?)"
_IN_EN = rf",?\s+(?:in|at|on|via|with)\s+{_OUTLET}"
_IN_NL = rf",?\s+(?:in|bij|op|via)\s+{_OUTLET}"
_HERE_EN = r"\s+(?:over\s+)?here"
_HERE_NL = r"\s+(?:via\s+deze\s+link|hier)"
_PLEASE = r"(?:you\s+can\s+)?(?:please\s+)?(?:click\s+here\s+to\s+)?"
_SEE_EN = r"(?:read|listen\s+(?:back\s+|here\s+)?to|(?:re-?)?watch|view|see|hear|find|check\s+out)"
_SEE_NL = (
    r"(?:lees|beluister|bekijk|zie|(?:be)?luister(?:\s+hier)?\s+naar|luister"
    r"|kijk(?:\s+hier)?\s+naar|kijk)"
)
_BACK_NL = r"(?:\s+(?:hier|verder|terug|na))*"
_DONE_EN = (
    r"(?:published|appeared|posted|featured|printed|aired|broadcast|ran|written)"
    r"(?:\s+(?:first|originally|earlier))?"
)
_BEFORE_EN = r"(?:(?:originally|first|previously|earlier|also)\s+)*"
_BEFORE_NL = r"(?:(?:eerder|eerst|als\s+eerste|oorspronkelijk|ook)\s+)*"
_DONE_NL = r"(?:verscheen|verschenen|gepubliceerd|geplaatst|uitgezonden)"
_MAY_EN = (
    r"(?:can|may)\s+(?:also\s+)?be\s+"
    r"(?:read|found|accessed|listened\s+to|heard|watched|viewed|seen)"
)
_READ_NL = (
    r"(?:lezen|teruglezen|luisteren|beluisteren|terugluisteren|kijken|bekijken|terugkijken|zien"
    r"|terugzien"
    r"|vinden|terugvinden|horen)"
)
_SOME_DAY_NL = r"(?:\s+op\s+(?:\w+dag\s+)?\d{1,2}\s+\w+(?:\s+\d{4})?)?"


class Patterns:
    """Patterns, compiled once the first line comes that may fit one of them.

    To compile all of this module takes 80 ms, and few sites need more than some.
    """

    def __init__(self, *texts: str) -> None:
        self._texts = texts

    def __iter__(self) -> Iterator[re.Pattern[str]]:
        return iter(self._compiled)

    @cached_property
    def _compiled(self) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(text, re.IGNORECASE) for text in self._texts)


def lines_of(*texts: str) -> Patterns:
    """Return patterns of whole lines, whatever marks stand at their ends."""
    return Patterns(*(rf"{text}\W*" for text in texts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Patterns of lines that open alike: any line's, those of lines with a link and without."""

    any: Patterns
    linked: Patterns
    unlinked: Patterns = Patterns()  # noqa: RUF009


# A label and, in the next paragraph, the bare address.
_ADDRESS = (
    rf"(?:read\s+(?:more|on)|lees\s+(?:meer|verder)|{_SEE_EN}\s+{_EN}|{_SEE_NL}\s+{_NL})"
    r"\s*:\s+(?:https?://|www\.)\S+"
)
# What is heard or seen is a person, and the medium follows at, on, bij or op: so narrow that a
# line of its own needs no link. A sentence with a full stop is prose.
_PERSON = r"(?-i:[A-ZÀ-Þ][^.\s]*\.?)(?:\s+[^.\s,]+\.?){0,5}?"
_NAMED = r"(?P<outlet>(?-i:[A-Z0-9À-Þ])[^.]*?(?:\.\w+)?)"

READ = Wording(
    any=lines_of(
        # Read more in X. Read on at X. Continue reading on X.
        rf"{_PLEASE}(?:read|see|find)(?:\s+here)?\s+(?:more|further|on){_IN_EN}",
        rf"{_PLEASE}continue\s+reading(?:\s+here)?{_IN_EN}",
        # Read the full story in X (here). Watch the interview with NAME on X.
        rf"{_PLEASE}{_SEE_EN}(?:\s+here)?\s+{_EN}{_WITH_EN}(?:\s+(?:back|here|in\s+full))*{_IN_EN}",
        # Listen back on X.
        rf"(?:listen|watch)\s+back{_IN_EN}",
    ),
    linked=lines_of(
        _ADDRESS,
        # Read more about ... in X.
        rf"{_PLEASE}(?:read|see|find)\s+(?:more|further|on)\s+about\s+{CHAR}{{1,60}}?{_IN_EN}",
        # Listen to NAME on X; watch NAME at X.
        rf"(?:{_PLEASE}(?:listen\s+(?:back\s+)?to|(?:re-?)?watch|hear|view)\s+{CHAR}{{1,140}}?)"
        rf"{_IN_EN}",
        rf"(?:listen|watch)(?:\s+here)?{_IN_EN}",
        # The medium is not named: only the link knows it.
        rf"{_PLEASE}{_SEE_EN}\s+{_EN}{_WITH_EN}(?:\s+(?:back|in\s+full))*{_HERE_EN}",
        rf"{_PLEASE}{_SEE_EN}\s+(?:the\s+)?(?:full|whole|entire|complete|original)\s+"
        rf"(?:{WORKS_EN})\b",
        rf"{_PLEASE}{_SEE_EN}\s+here\s+{_EN}{_WITH_EN}",
        rf"{_PLEASE}(?:read|listen|watch)(?:\s+(?:more|on|further|back|it))*{_HERE_EN}",
        r"click\s+here\s+(?:to|for)\s+(?:read\s+|listen\s+to\s+|watch\s+|view\s+)?"
        rf"{_EN}{_WITH_EN}",
    ),
    unlinked=Patterns(
        rf"(?:listen\s+(?:back\s+)?to|(?:re-?)?watch)\s+{_PERSON}\s+(?:at|on|via)\s+{_NAMED}",
        rf"(?:listen|watch)(?:\s+back)?\s+(?:at|on|via)\s+{_NAMED}",
    ),
)

LEES = Wording(
    any=lines_of(
        # Lees verder in X. Lees meer over ... bij X.
        rf"(?:lees|bekijk|kijk|luister|zie)(?:\s+hier)?\s+(?:meer|verder|door){_IN_NL}",
        # Lees (hier) het hele artikel (verder) in X. Beluister de aflevering (terug) bij X.
        rf"{_SEE_NL}(?:\s+hier)?\s+{_NL}{_WITH_NL}{_BACK_NL}{_IN_NL}",
        # Luister terug bij X.
        rf"(?:luister|kijk|bekijk)(?:\s+(?:hier|het))*\s+terug{_IN_NL}",
    ),
    linked=lines_of(
        _ADDRESS,
        # Lees meer over ... in X; luister (hier) naar NAAM (terug) bij X.
        rf"(?:lees|bekijk|zie)\s+(?:meer|verder)\s+over\s+{CHAR}{{1,60}}?{_IN_NL}",
        rf"(?:(?:be)?luister|(?:be)?kijk)(?:\s+hier)?\s+(?:naar\s+)?{CHAR}{{1,140}}?"
        rf"{_BACK_NL}{_IN_NL}",
        rf"(?:luister|kijk)(?:\s+hier)?{_IN_NL}",
        # The medium is not named: only the link knows it.
        rf"{_SEE_NL}\s+{_NL}{_WITH_NL}{_BACK_NL}{_HERE_NL}{_BACK_NL}",
        rf"{_SEE_NL}\s+hier\s+{_NL}{_WITH_NL}{_BACK_NL}",
        rf"{_SEE_NL}\s+(?:het\s+|de\s+)?(?:hele|volledige|gehele|complete|originele)\s+"
        rf"(?:{WORKS_NL})\b{_BACK_NL}",
        rf"(?:lees|luister|kijk|bekijk|beluister)(?:\s+(?:meer|verder|het|terug))*"
        rf"{_HERE_NL}{_BACK_NL}(?:\s+meer)?",
        rf"klik\s+hier\s+(?:om|voor)\s+{_NL}{_WITH_NL}(?:\s+te\s+{_READ_NL})?",
    ),
    unlinked=Patterns(
        rf"(?:be)?(?:luister|kijk)(?:\s+hier)?\s+(?:naar\s+)?{_PERSON}(?:\s+terug)?"
        rf"\s+(?:bij|op|via)\s+{_NAMED}",
        rf"(?:luister|kijk)(?:\s+terug)?\s+(?:bij|op|via)\s+{_NAMED}",
    ),
)

WORK = Wording(
    any=lines_of(
        # The full article can be read in X (here). The interview is available at X.
        rf"{_EN}{_WITH_EN}\s+{_MAY_EN}(?:\s+(?:back|here|in\s+full))*{_IN_EN}",
        rf"{_EN}{_WITH_EN}\s+is\s+(?:also\s+)?available(?:\s+here)?{_IN_EN}",
        # This article was originally published by X on DATE. First appeared in X. Published with X.
        rf"(?:{_EN}(?:\s+by\s+{CHAR}{{1,60}}?)?,?\s+)?(?:(?:which|that)\s+)?"
        rf"(?:was\s+|has\s+been\s+|is\s+)?"
        rf"{_BEFORE_EN}{_DONE_EN}\s+(?:by|in|on|at|with|for)\b:?\s+{_OUTLET}",
        # This article is republished from X under a licence. Reprinted with permission from X.
        rf"(?:{_EN}(?:\s+by\s+{CHAR}{{1,60}}?)?,?\s+)?(?:was\s+|has\s+been\s+|is\s+)?"
        r"(?:republished|reprinted|reposted|cross-?posted)(?:\s+here)?"
        rf"(?:\s+with\s+(?:\w+\s+)?permission)?\s+from\s+{_OUTLET}",
        # Het hele artikel is te lezen in X. Het gesprek is (hier) terug te luisteren bij X.
        rf"(?=.*\b(?:staat|{_READ_NL})\b){_NL}{_WITH_NL}\s+(?:is|staat|kun\s+(?:je|u)|kunt\s+u)"
        rf"(?:\s+(?:hier|ook|terug|te|{_READ_NL}))*{_IN_NL}(?:\s+(?:te\s+)?{_READ_NL})?",
        # Dit artikel verscheen (eerder) in X van DATUM. Oorspronkelijk gepubliceerd in X.
        rf"(?:{_NL}(?:\s+van\s+{CHAR}{{1,60}}?)?,?\s+)?{_BEFORE_NL}verscheen"
        rf"(?:\s+{_BEFORE_NL}|{_SOME_DAY_NL}\s+)"
        rf"{_BEFORE_NL}(?:in|bij|op|via)\b:?\s+{_OUTLET}",
        rf"(?:{_NL}(?:\s+van\s+{CHAR}{{1,60}}?)?,?\s+)?(?:(?:is|werd)\s+)?"
        rf"{_BEFORE_NL}{_DONE_NL}{_SOME_DAY_NL}"
        rf"(?:\s+(?:eerder|eerst|ook))?\s+(?:in|bij|op|door|via)\b:?\s+{_OUTLET}",
        rf"{_NL}(?:\s+van\s+{CHAR}{{1,60}}?)?\s+(?:is|werd)\s+"
        rf"{_BEFORE_NL}{_SOME_DAY_NL.lstrip()}\s*{_BEFORE_NL}"
        rf"(?:in|bij|op|door|via)\s+{_OUTLET}\s+{_DONE_NL}",
    ),
    linked=lines_of(
        # The medium is not named: only the link knows it.
        rf"{_EN}{_WITH_EN}\s+{_MAY_EN}(?:\s+(?:back|in\s+full))*{_HERE_EN}",
        rf"{_EN}{_WITH_EN}\s+is\s+(?:also\s+)?available{_HERE_EN}",
        rf"{_NL}{_WITH_NL}\s+(?:is|kun\s+(?:je|u)|kunt\s+u)"
        rf"(?:\s+(?:hier|ook|terug|te|{_READ_NL}))*",
    ),
)

# "Source: X, DATE" and its kin.
LABELLED = re.compile(
    r"(?:original(?:ly)?\s+|oorspronkelijke?\s+)?(?:source|bron|(?:original)?quelle|fuente|fonte|källa"
    r"|kilde|źródło|kaynak|джерело|источник)\s*[:|]\s*(?P<outlet>\S.*)",
    re.IGNORECASE,
)
LABELS = frozenset(
    (
        *("source", "bron", "quelle", "originalquelle", "fuente", "fonte", "källa", "kilde"),
        *("źródło", "kaynak", "джерело", "источник"),
    )
)
BARE_LABEL = re.compile(
    r"(?:(?:original\s+)?(?:source|bron)|read\s+(?:more|on)|lees\s+(?:meer|verder)"
    rf"|{_SEE_EN}\s+{_EN}|{_SEE_NL}\s+{_NL})\s*:?",
    re.IGNORECASE,
)

# One of these words is in every attribution: a cheap test before the patterns.
SIGNS = frozenset(
    (
        *("read", "reading", "listen", "listened", "watch", "watched", "rewatch", "view", "viewed"),
        *("see", "seen", "hear", "heard", "find", "found", "check", "accessed", "available"),
        *("published", "republished", "appeared", "posted", "featured", "printed", "aired"),
        *("reprinted", "reposted", "crossposted", "cross"),
        *("broadcast", "ran", "written", "source", "click", "klik", "bron", "lees", "bekijk"),
        *("kijk", "zie", "luister", "beluister", "staat", "lezen", "teruglezen", "luisteren"),
        *(
            "beluisteren",
            "terugluisteren",
            "kijken",
            "bekijken",
            "terugkijken",
            "zien",
            "terugzien",
        ),
        *("vinden", "terugvinden", "horen", "verscheen", "verschenen", "gepubliceerd"),
        *("geplaatst", "uitgezonden"),
    )
)
# And one of these in every sentence of prose that is an attribution, lower case.
PROSE_SIGNS = (
    " here", " hier", "this ", "dit ", "deze ", "read ", "lees ", "listen ", "luister", "watch ",
    "kijk ", "continue ", "bron:", "source:", "originally", "oorspronkelijk", "eerder versch",
    "first ", "click", "klik", "erschien", "veröffentlicht", " paru", "publié", "publicad",
    "publicó", "pubblicat",
)  # fmt: skip

# What it opens with, which tells the patterns to try; `re` is that of "re-watch". What opens with
# a determiner, a possessive or the work itself, names the work there.
_OPENERS = {
    READ: (
        *("you", "please", "click", "read", "see", "find", "continue", "listen", "watch", "re"),
        *("rewatch", "view", "hear", "check"),
    ),
    LEES: ("lees", "bekijk", "beluister", "luister", "kijk", "zie", "klik"),
    WORK: (
        *("source", "bron", "original", "originally", "oorspronkelijk", "oorspronkelijke"),
        *("which", "that", "was", "has", "is", "first", "previously", "earlier", "also"),
        *("published", "appeared", "posted", "featured", "printed", "aired", "broadcast", "ran"),
        *("republished", "reprinted", "reposted", "crossposted", "cross"),
        *("written", "werd", "eerder", "eerst", "als", "ook", "verscheen", "verschenen"),
        *("gepubliceerd", "geplaatst", "uitgezonden"),
    ),
}
OPENERS = {word: wording for wording, words in _OPENERS.items() for word in words}
NAMED_WORK = re.compile(rf"{_EN}|{_NL}", re.IGNORECASE)
WORKS = frozenset(
    (*re.findall(r"(?:^|\|)(\w+)", f"{WORKS_EN}|{WORKS_NL}"), "articles", "oped", "blogpost")
)
DETERMINERS = frozenset(
    (
        *("the", "this", "his", "her", "their", "our", "a", "an", "full", "whole", "entire"),
        *("complete", "original", "rest", "longer", "first", "second", "het", "de", "dit", "deze"),
        *("zijn", "haar", "hun", "een", "ons", "onze", "hele", "volledige", "gehele"),
        *("originele", "oorspronkelijke", "lange"),
    )
)

# A sentence inside prose is one only if it speaks of this very piece or opens as an invitation.
OPENINGS = (
    *("this", "dit", "deze", "read", "lees", "listen", "luister", "beluister", "watch", "bekijk"),
    *("kijk", "continue", "bron", "source", "klik", "click", "originally", "first published"),
    *("first appeared", "oorspronkelijk", "eerder verschenen", "dieser", "dieses", "diese"),
    *("zuerst erschienen", "cet", "cette", "este", "esta", "questo", "questa"),
    *("publicado originalmente", "publicada originalmente"),
)
_OPENING = "|".join(OPENINGS)
IN_PROSE = re.compile(rf"(?:{_OPENING})\b|.*\b(?:here|hier)\b", re.IGNORECASE)
# What of it stands behind the first words of a text: a cheap test before a text is parted into
# sentences. The characters stand first, as to look behind at every one of a text is dear.
HINT = re.compile(
    rf"[.!?…Hh](?:(?i:ere|ier)\b(?<!\w\w{{4}})"
    rf"|(?<=[.!?…])[”\"’')\]]*\s+(?i:{_OPENING})\b)"
)
