"""Author strings: the names in what a meta, a JSON-LD field or a byline says of its authors."""

import re

from scraper.extract.months import MONTHS
from scraper.extract.people import is_role
from scraper.extract.text import clean

_BY = (
    r"(?:(?:words|text|story|written|reviewed|posted|published|article|created|reported|fotos?"
    r"|submitted|interview|(?:an?\s+)?(?:report|paper|study|essay)s?)\s+)?by"
    r"|door|von|vom|par|por|di|av|af|przez|autor(?:in|es|a)?|auteurs?|authors?|autore|tekst|texte?"
    r"|(?:geschreven|samengesteld|ingediend|interview)\s+door"
    r"|das\s+(?:gespräch|interview)\s+führten?"
    r"|(?:verfasst|geschrieben|eingereicht|ein\s+(?:gast)?(?:beitrag|kommentar|artikel|essay))\s+von"
    r"|(?:rédigé|écrit|soumis|propos\s+recueillis|entretien\s+réalisé)\s+par"
    r"|(?:escrito|enviado|entrevista\s+realizada)\s+por|(?:scritto|inviato|intervista\s+a\s+cura)\s+d[ai]"
    r"|texto|testo|автор|بقلم|كتب|作者|written|redaktion(?=\s*:)|yazan|skrevet av"
)
_PREFIX = re.compile(rf"^(?:(?:{_BY})(?:\s*[:：]\s*|\s+(?=\S))|By(?=(?-i:[A-Z])))", re.IGNORECASE)
_BYLINE = re.compile(
    rf"(?:{_BY})(?:\s*:?\s+|\s*：\s*)(?P<names>\S.*)|(?:{_BY})\s*[:：]?$", re.IGNORECASE
)
# How the words before a name begin: a cheap test before the patterns.
_FRONTS = frozenset(
    (
        *("by", "do", "vo", "pa", "po", "di", "av", "af", "pr", "au", "te", "ав", "wr", "re", "ya"),
        *("a ", "an", "da", "en", "in", "so", "su"),
        *("sk", "wo", "st", "pu", "ar", "cr", "fo", "ge", "sa", "ve", "ei", "ré", "éc", "es", "sc"),
        *("بق", "كت", "作者"),
    )
)
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,400}>")  # some systems state the name as they show it
_PLAIN = re.compile(r"[^\W\d_][^\W\d_’'.-]+ [^\W\d_][^\W\d_’'-]+")
_NOISE = re.compile(r"\S+@\S+\.\w+|(?<!\w)@\w+|https?://\S+|\([^)]*\)|（[^）]*）|\[[^\]]*\]")
# Behind the names: ". Photos: Bo Ek", who gave something else.
_OTHER_CREDIT = re.compile(r"[.,;|–-]\s+[^\W\d_]+(?:\s[^\W\d_]+){0,2}\s?:.*$")
_TAIL = re.compile(r"\s+[|·•–—►»-]+\s+.*$|\s*[|·•►»].*$")
_DATED = re.compile(
    r"[\s,]+(?:on\s|am\s|le\s|op\s|el\s)?\d.*$|\s+(?:published|updated|on)\b.*$"
    r"|\sin\s(?!['’]t\b).*$",  # a section
    re.IGNORECASE,
)
_AND = re.compile(
    r"\s*(?:;|&|\band\b|\bund\b|\bet\b|\ben\b|\by\b|\boch\b|\bog\b|\bve\b|\bwith\b|\bmit\b)\s*"
)
_CREDENTIAL = re.compile(
    r"[A-Z][A-Za-z]{0,3}[A-Z®.]{0,4}|(?:Ph\.?D|M\.?D|MBA|Esq|Jr|Sr)\.?", re.ASCII
)
_NO_NAMES = frozenset(
    [
        "admin",
        "guest user",
        "guest author",
        "administrator",
        "webmaster",
        "editor",
        "author",
        "by",
        "share",
        "follow",
        "more",
        "posted",
        "unknown",
        "none",
        "null",
        "anonymous",
        "home",
        "about",
        "default",
    ]
)
_NO_WORDS = frozenset(
    [
        "about",
        "author",
        "all",
        "posts",
        "articles",
        "view",
        "profile",
        "comment",
        "comments",
        "leave",
        "follow",
        "read",
        "share",
        "alle",
        "beiträge",
        "artikel",
        "kommentar",
        "zur",
        "über",
        "tous",
        "more",
        "previous",
        "next",
        "news",
        "posted",
        "archiv",
        "podcast",
        "podcasts",
        "spotify",
        "institute",
        "university",
        "foundation",
        "anzeigen",
        "→",
    ]
)

_PARTICLES = frozenset(("van", "von", "de", "der", "den", "du", "da", "di", "del", "ten", "ter"))
_ACRONYM = 3  # letters; fewer are somebody's initials
_LONGEST = 5_000
_SIGNS = re.compile(r"[\u4e00-\u9fff]{2,4}")


def split_names(text: str, *, sites: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return the names of an author string, in order and without what is said beside them.

    Args:
        text: Such as `By Ann Lee and Bo Ek, The Herald | ann@herald.example`.
        sites: Names of the site in lower case; behind a name they say where its bearer works.
    """
    if len(text) > _LONGEST:  # no byline, and the expressions below are slow on it
        return ()
    if _PLAIN.fullmatch(text) and (
        text[:2].lower() not in _FRONTS or not _PREFIX.match(text)
    ):  # nearly every one
        return (text,) if text.lower() not in _NO_NAMES else ()
    text = _MARKUP.sub(" ", text)
    if text.lstrip().startswith(","):  # the name itself was left out
        return ()
    bare = _NOISE.sub(" ", clean(text))
    bare = _PREFIX.sub("", clean(bare))
    bare = _undated(_TAIL.sub("", _OTHER_CREDIT.sub("", bare)))
    names: dict[str, None] = {}
    for group in _AND.split(bare):
        parts = [part.strip(" .,:/-–—|") for part in group.split(",")]
        if len(parts) == 2 and _is_inverted(*parts):
            names.setdefault(f"{parts[1]} {parts[0]}")  # the family name first
            continue
        for part in parts:
            if part and not (names and _is_beside(part, sites)):
                names.setdefault(part)
    return tuple(name for name in names if _is_nameable(name))


def _undated(text: str) -> str:
    """Return a byline without the day at its end, in figures or with a month before them."""
    bare = _DATED.sub("", text)
    if bare != text:
        front, _, last = bare.rpartition(" ")
        bare = front if last.strip(".,").lower() in MONTHS else bare
    return bare


def byline_names(line: str) -> tuple[str, ...] | None:
    """Return the names behind the "By" of a line; empty for a "By" alone, None for no byline."""
    if len(line) > 160:
        return None
    bare = line.lstrip(" -–—•|·")
    match = _BYLINE.match(bare) if bare[:2].lower() in _FRONTS else None  # few lines are
    if match is None:
        return None
    return split_names(match["names"]) if match["names"] else ()


def is_called(name: str) -> bool:
    """Whether no word of a name is one of a page's own links and labels."""
    return _NO_WORDS.isdisjoint(name.lower().split())


def is_person_like(name: str) -> bool:
    """Whether a name has the shape of a person's: two to five words, the outer ones capital."""
    words = name.split()
    if not 2 <= len(words) <= 5 or len(name) > 50 or any(map(str.isdigit, name)) or is_role(name):
        return False
    if not is_called(name):
        return False
    return all(word[:1].isupper() or not word[:1].isascii() for word in (words[0], words[-1]))


def is_name_of_signs(name: str) -> bool:
    """Whether a name can be one in Chinese signs: behind a "By" alone, as labels are as short."""
    return _SIGNS.fullmatch(name) is not None


def is_single_name(name: str) -> bool:
    """Whether a name is one word that can be a writer's: a first name or a pen name."""
    return (
        bool(re.fullmatch(r"[^\W_][\w.\-]{2,24}", name))
        and not name.isdigit()
        and name.lower() not in _NO_NAMES
    )


def _is_inverted(family: str, given: str) -> bool:
    """Whether two parts of one name stand the other way round: "Ek, Bo", "Jong, Michiel de"."""
    first, last = family.split(), given.split()
    is_short = given.isalpha() and given.isupper() and not family.isupper()
    if is_short and len(given) >= _ACRONYM:  # "Reuters, AFP"
        return False
    if len(first) == 1 and len(last) > 1:
        return last[-1] in _PARTICLES or all(len(word.rstrip(".")) == 1 for word in last[1:])
    return len(last) == 1 and (len(first) == 1 or bool(first and first[0] in _PARTICLES))


def _is_beside(part: str, sites: frozenset[str]) -> bool:
    """Whether a part behind a name is a degree, a role or the outlet instead of a further name."""
    return (
        part.lower() in sites
        or bool(_CREDENTIAL.fullmatch(part))
        or is_role(part)
        or part.lower().startswith(("the ", "for ", "special ", "staff", "usa "))
        or part.lower().endswith((" staff", " writer", " news", " times", " today", " post"))
    )


def _is_nameable(name: str) -> bool:
    low = name.lower()
    return (
        1 < len(name) <= 80
        and low not in _NO_NAMES
        and not low.startswith(("http", "www."))
        and any(map(str.isalpha, name))
    )
