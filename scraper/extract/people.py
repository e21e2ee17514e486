"""The people of an article: its Experts block, role lines, biographies, mentions and bylines."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from scraper.document import Document
from scraper.extract.attribution import sentences
from scraper.extract.phrases import ROLE_ENDS, ROLE_WORDS
from scraper.extract.text import Block, class_words
from scraper.records import Expert

_TITLE = (
    r"(?:(?:[Dd]r|[Pp]rof|[Dd]rs|[Mm]r|[Ii]r|[Ii]ng|Mrs|Ms|Gen|Lt|Col|Maj|Cdr|Adm|Amb)\.(?:\s?[Ii]r\.)?\s?"
    r"|(?:Dr|Prof|Sir|General|Ambassador|Admiral|Generaal)\s)*"
)
_CAPITAL = r"[A-ZÀ-ÖØ-ÞĀ-ŽİŞĞĆČŠ]"
# Bounded: at each capital of a word without end a pattern would look through all of it.
_TOKEN = (
    rf"(?:{_CAPITAL}(?:[\w’'\-]{{0,40}}\w|\.)?(?:{_CAPITAL}\.)*|[’']t|d[’']{_CAPITAL}\w{{1,40}})"
)
_PARTICLE = (
    r"(?:van|von|de|der|den|des|du|di|da|dos|del|della|la|le|el|al|bin|ibn|ben|ten|ter|te|tot|zu|op"
    r"|in|[’']t|het|y)"
)
NAME = rf"{_TITLE}{_TOKEN}(?:\s(?:{_PARTICLE}\s){{0,3}}{_TOKEN}){{1,4}}"
_NAME_ONLY = re.compile(NAME)
_NAME_FIRST = re.compile(rf"({NAME})\s*(?:,|\s[–—|-]|\()\s*(\S.*)")
_TITLES = re.compile(_TITLE)
_IS_ROLE = re.compile(r"(?:is|are)\s(?:(?:an?|the|een|de)\s)?(.*)")
_ONE_MORE = rf"(?:,?\s(?:and|en|&)\s|,\s){NAME}"
_ROLE_LINE = re.compile(
    rf"(?P<names>{NAME}(?:{_ONE_MORE})*)(?:\s\([^)]{{1,40}}\))?,?\s(?:is|are|zijn|was|werkt\sals|works\sas),?\s"
    r"(?:(?:an?|the|een|de|het)\s)?(?P<role>\S.*)"
)
# "A is director of research and B is a strategic analyst at HCSS": a line of several roles.
_NEXT_ROLE = re.compile(rf",?\s(?:and|en|&|while|terwijl)\s(?={NAME}\s(?:is|are|zijn)\s)")
_RESPECTIVELY = re.compile(r"(?:respectievelijk|respectively),?\s", re.IGNORECASE)
# How a line begins that names someone: with a capital or a title, and with a second word that a
# name can go on with.
_NAMED_FIRST = re.compile(rf"\s*(?:{_CAPITAL}|[’'dpmi])\S*\s+(?:{_CAPITAL}|[’'d]|{_PARTICLE}\s)")
_NAMES = 200  # characters in which the names of a role line end
_ROLE_WORDS = (" is ", " are ", " are, ", " zijn ", " als ", " as ")
_WORD = re.compile(r"\w+")
_ROLES = frozenset((*ROLE_WORDS, *(f"{word}s" for word in ROLE_WORDS)))
_ROLE_ENDS = (*ROLE_ENDS, *(f"{end}s" for end in ROLE_ENDS))
_ROLE_NOUN = "|".join((*ROLE_WORDS, "data scientist", *(f"[a-zé]*{end}" for end in ROLE_ENDS)))
_SPLIT_NAMES = re.compile(r",?\s(?:and|en|&)\s|,\s")
_SOCIAL = re.compile(
    r"^(?:twitter|linkedin|e-?mail|mail|view profile|bekijk profiel|profile|profiel"
    r"|read more|lees meer|bio|cv|@\S+|x"
    r"|bluesky|website)(?:\s*[|/,]?\s*(?:twitter|linkedin|e-?mail|x|bluesky|website))*$",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"(?:(?:[A-Z][a-z]+\s)?[Bb]y|[Dd]oor|BY|DOOR|[Aa]ut(?:hor|eur)s?:|[Ww]ritten by|[Tt]ekst:)\s+"
    rf"(?P<names>{NAME}(?:{_ONE_MORE})*)\W*"
)
_EDITORS = frozenset(
    ("admin", "administrator", "editor", "redactie", "communications", "webmaster")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleLine:
    """People with the role a line gives them, and whether the line says nothing more."""

    experts: tuple[Expert, ...]
    is_whole: bool


def read_people_block(blocks: Sequence[Block], document: Document) -> tuple[Expert, ...]:
    """Return the people of an Experts or Authors block, in its order.

    A name is a heading, a link or an element called so; what follows it is a role if it is short,
    and a biography's first sentence otherwise.
    """
    people: list[Expert] = []
    places: dict[str, int] = {}
    is_marked = False  # names are headings, links or called so: then a plain line is none
    for block in blocks:
        named = _name_in(block, people, is_marked=is_marked)
        if named:
            name, role = named
            is_marked = is_marked or block.is_heading or bool(block.links) or _is_called_name(block)
            url = next(
                (u for link in block.links if (u := document.resolve(link.href)) and "@" not in u),
                None,
            )
            if name in places:
                known = people[places[name]]
                people[places[name]] = replace(known, url=known.url or url, role=known.role or role)
            else:
                places[name] = len(people)
                people.append(Expert(name=name, role=role, url=url))
        elif people and people[-1].role is None and not _SOCIAL.match(block.text):
            line = read_role_line(block.text, institutes=())
            if line:
                people[-1] = replace(people[-1], role=line.experts[0].role)
            elif len(block.text) <= 100 and not re.search(r"[.!?]\s", block.text):
                people[-1] = replace(people[-1], role=block.text.rstrip("."))
    return tuple(people)


def read_role_line(text: str, *, institutes: Iterable[str]) -> RoleLine | None:
    """Read "NAME is a ROLE at INSTITUTE", for one person or several.

    Args:
        text: A paragraph.
        institutes: Names of which the role must hold one; none given means any role will do.
    """
    match = _ROLE_LINE.match(text) if may_name(text) else None
    if match is None:
        return None
    role_text = match["role"]
    first = next(sentences(role_text)).rstrip()
    role = first.rstrip(".").strip()
    wanted = tuple(institutes)
    if wanted and not names_one(role, wanted):
        return None
    if not role or len(role) > 260:
        return None
    own, *others = _NEXT_ROLE.split(role)
    experts = _with_roles_of(match["names"], own)
    for other in filter(None, map(_ROLE_LINE.match, others)):
        experts += _with_roles_of(other["names"], other["role"])
    return RoleLine(experts=experts, is_whole=len(first) == len(role_text.rstrip()))


def _with_roles_of(names: str, role: str) -> tuple[Expert, ...]:
    """Return the people of a role line: all with its role, or each with one "respectively"."""
    people = [name.strip() for name in _SPLIT_NAMES.split(names) if name]
    shared = _RESPECTIVELY.sub("", role, count=1)
    roles = _SPLIT_NAMES.split(shared) if shared != role else []
    if len(roles) != len(people):
        roles = [role] * len(people)
    return tuple(Expert(name=name, role=each) for name, each in zip(people, roles, strict=True))


def begins_with_name(text: str) -> bool:
    """Whether a text may begin with a name: a cheap test, white space before it let pass."""
    return _NAMED_FIRST.match(text) is not None


def may_name(text: str) -> bool:
    """Whether a text may begin with names and a role: a cheap test before the pattern."""
    if _NAMED_FIRST.match(text) is None:
        return False
    start = text[:_NAMES]  # to look through a whole paragraph costs more
    return any(map(start.__contains__, _ROLE_WORDS))


def read_mentions(blocks: Sequence[Block], *, institutes: Sequence[str]) -> tuple[Expert, ...]:
    """Return people named in the text as "HCSS ROLE NAME" or "NAME, ROLE bij HCSS", in order."""
    if not institutes:
        return ()
    naming = [
        (number, block) for number, block in enumerate(blocks) if names_one(block.text, institutes)
    ]
    if not naming:
        return ()
    own = "|".join(re.escape(name) for name in institutes)
    noun = rf"(?:{_ROLE_NOUN})(?:en|s|rs)?"
    word = r"[a-zà-öø-ÿA-Z][\w’'\-]{0,40}"
    before = re.compile(
        rf"(?<!\w)(?P<role>(?:{own})(?:[’']s)?[\s-](?:{word}\s){{0,4}}?(?i:{noun}))\s(?P<name>{NAME})"
    )
    at = r"(?:bij|at|with|van|of|for|voor)(?:\s(?:the|het|de))?"
    after = re.compile(
        rf"(?P<name>{NAME}),\s(?:(?:is|was)\s)?(?:(?:an?|the|een|de)\s)?(?P<role>(?:{word}\s){{0,6}}?(?i:{noun})(?:\s(?:{word},?\s){{0,6}}?|\s)"
        rf"{at}\s(?:{own}))(?!\w)"
    )
    found: dict[str, tuple[int, Expert]] = {}
    for number, block in naming:
        matches = [*before.finditer(block.text), *after.finditer(block.text)]
        for match in sorted(matches, key=lambda each: each.start()):
            name = match["name"]
            found.setdefault(name, (number, Expert(name=name, role=match["role"])))
    return tuple(expert for _, expert in found.values())


def names_one(text: str, names: Iterable[str]) -> bool:
    """Whether a text holds one of these names as whole words, in any case."""
    low = text.casefold()
    for name in names:
        wanted = name.casefold()
        place = low.find(wanted)
        while place >= 0 and wanted:
            before, after = low[place - 1 : place], low[place + len(wanted) :][:1]
            if not before.isalnum() and not after.isalnum():
                return True
            place = low.find(wanted, place + 1)
    return False


def read_byline(text: str) -> tuple[str, ...]:
    """Return the names of a byline such as "By A and B (17-02-2017)", or an empty tuple."""
    match = _BYLINE.match(text)
    if not match:
        return ()
    return tuple(name for name in _SPLIT_NAMES.split(match["names"]) if name)


def is_name(text: str) -> bool:
    """Whether a text is a person's name and nothing else."""
    return len(text) <= 60 and bool(_NAME_ONLY.fullmatch(text)) and text.casefold() not in _EDITORS


def with_roles(people: Sequence[Expert], lines: Sequence[Expert]) -> tuple[Expert, ...]:
    """Give those without a role the one a role line states for the same name."""
    if not lines:
        return tuple(people)
    roles = {_bare(line.name): line.role for line in lines}
    return tuple(
        replace(person, role=person.role or roles.get(_bare(person.name))) for person in people
    )


def with_addresses(people: Sequence[Expert], others: Sequence[Expert]) -> tuple[Expert, ...]:
    """Give those without an address the one that others of the same name have."""
    known = {_bare(other.name): other.url for other in others}
    return tuple(
        replace(person, url=person.url or known.get(_bare(person.name))) for person in people
    )


def with_urls(
    people: Sequence[Expert], blocks: Iterable[Block], document: Document
) -> tuple[Expert, ...]:
    """Give those without an address the one that a link on their name leads to."""
    if all(person.url for person in people):
        return tuple(people)
    linked: dict[str, str] = {}
    for block in blocks:
        for link in block.links:
            url = document.resolve(link.href)
            if url:
                linked.setdefault(_bare(link.text), url)
    return tuple(
        replace(person, url=person.url or linked.get(_bare(person.name))) for person in people
    )


def _bare(name: str) -> str:
    return _TITLES.sub("", name, count=1).casefold().strip()


def _name_in(
    block: Block, people: Sequence[Expert], *, is_marked: bool
) -> tuple[str, str | None] | None:
    """Return the name a block gives, and the role it gives with it."""
    text = block.text
    if block.links and "@" not in block.links[0].href:
        first = block.links[0].text
        if (
            first
            and text.startswith(first)
            and _looks_like_name(first)
            and not _SOCIAL.match(first)
        ):
            return first, _rest_as_role(text[len(first) :])
    if not _looks_like_name(text):
        head = _NAME_FIRST.match(text) if begins_with_name(text) else None
        if head and (not people or people[-1].role is not None or block.tag == "li"):
            return head[1], _rest_as_role(head[2])
        return None
    if block.is_heading or block.tag == "li" or _is_called_name(block):
        return text, None
    is_next = not people or (people[-1].role is not None and not is_marked)
    return (text, None) if is_next else None


def _is_called_name(block: Block) -> bool:
    """Whether the class of an element or its parent says that it holds a name."""
    parent = block.node.parent
    near = class_words(block.node) | (class_words(parent) if parent is not None else set())
    return bool({"name", "naam", "title"} & near) and not {"job", "function", "role"} & near


def _rest_as_role(rest: str) -> str | None:
    bare = rest.strip(" ,–—|-:()").rstrip(".")
    if not bare:
        return None
    line = _IS_ROLE.match(bare)
    if line:
        return next(sentences(line[1])).rstrip(". ") or None
    return bare if len(bare) <= 120 else None


def _looks_like_name(text: str) -> bool:
    return is_name(text) and not is_role(text)


def is_role(text: str) -> bool:
    """Whether a text names a role, such as analyst or editor."""
    words = _WORD.findall(text.lower())
    return not _ROLES.isdisjoint(words) or any(word.endswith(_ROLE_ENDS) for word in words)
