"""The byline among the lines behind a headline: "By" and names, or a name beside the day."""

import re
from collections.abc import Sequence

from scraper.extract.dates import Order, find_days
from scraper.extract.names import byline_names, is_name_of_signs, is_person_like, split_names
from scraper.extract.people import is_name, is_role
from scraper.extract.told import day_of_line
from scraper.records import Expert

_BY_INSIDE = re.compile(r"\d\W{1,4}(?:by|door|von|par|por|di|af|av)\b", re.IGNORECASE)
_GOES_ON = re.compile(r"(?:,|&|(?:and|en|und|et|y|e|och|og)\b)", re.IGNORECASE)
_EDGES = " |·•–—-,"
_PARTED = re.compile(r"\s[|·•–—/-]\s|\s?[|·•]\s?")  # what stands between a name and a day
# What labels beside a day are made of, and what names of places begin with; no names of people.
_LABEL_WORDS = frozenset(
    (
        *("policy", "brief", "briefing", "press", "release", "releases", "paper", "papers"),
        *("report", "reports", "commentary", "analysis", "opinion", "research", "event", "events"),
        *("blog", "series", "publication", "publications", "interview", "insight", "insights"),
        *("statement", "states", "kingdom", "nations", "union", "europe", "asia", "africa"),
        *("america", "security", "climate", "change", "economy", "energy", "technology"),
        *("politics", "affairs", "media", "international", "foreign", "public", "health"),
        *("education", "business", "culture", "centre", "center", "programme", "program"),
        *("department", "magazine", "journal", "review", "pressemitteilung", "politik"),
        *("wirtschaft", "persbericht", "nieuws", "actualités"),
    )
)
_PLACE_WORDS = frozenset(
    (
        *("new", "united", "saudi", "south", "north", "east", "west", "middle", "latin", "central"),
        *("san", "los", "las", "hong", "tel", "sri", "costa", "buenos", "den", "global", "working"),
        *("the", "nueva", "nuevo"),
    )
)
_LONGEST = 160  # characters of a line with a name and a day
_FRONT = 20  # characters before a day that "Posted on" and its like have
_PARTS = 4  # of a line with a name, a day, a section and minutes
_FEW = 12  # lines in which a name may stand by itself
_LINES = 20  # in which further names may


def people_of_lines(lines: Sequence[str]) -> tuple[Expert, ...]:
    """Return the people of a "By" among the lines behind the headline, or of a name by a day."""
    for index, line in enumerate(lines):
        names = byline_names(line)
        if names is None and _BY_INSIDE.search(line):
            names = byline_names(_undated(line))
        if names is None:
            continue
        if not names:
            names = split_names(_behind(lines[index + 1 :]))
        people = [name for name in names if is_person_like(name) or is_name_of_signs(name)]
        if people:
            return tuple(Expert(name=name) for name in people)
    for index, line in enumerate(lines[:_FEW]):
        if index and lines[index - 1].endswith(":"):  # of a place, or whom to ask
            continue
        if _is_sole_name(line.strip(_EDGES)):
            near = lines[max(0, index - 2) : index + 3]
            if any(day_of_line(each, Order.DAY_FIRST) for each in near):
                return tuple(Expert(name=name) for name in _names_around(lines, index))
        elif named := _named_beside_day(line):
            return tuple(Expert(name=each) for each in named)
    return ()


def _names_around(lines: Sequence[str], index: int) -> list[str]:
    """Return the name in a line and those above and below it, each perhaps with its role."""
    found = [index]
    for step in (-1, 1):
        place = index
        while 0 <= place + step < min(len(lines), _LINES):
            place += step
            line = lines[place].strip(_EDGES)
            if _is_sole_name(line):
                found.append(place)
            elif not (line == "" or _GOES_ON.fullmatch(line) or is_role(line)):
                break
    names = [lines[place].strip(_EDGES) for place in sorted(found)]
    return list(dict.fromkeys(names))


def _named_beside_day(line: str) -> tuple[str, ...]:
    """Return the people of a line that is names and a day: "Ada Ebb — 4 March • 5 min read"."""
    if len(line) > _LONGEST or not any(map(str.isdigit, line)):
        return ()
    parts = [part.strip(_EDGES) for part in _PARTED.split(line)]
    if not 2 <= len(parts) <= _PARTS or not any(find_days(part) for part in parts):
        return ()
    for part in parts:
        names = () if any(map(str.isdigit, part)) else split_names(part)
        if names and all(map(_is_sole_name, names)):
            return names
    return ()


def _is_sole_name(text: str) -> bool:
    """Whether a text beside a day is a person's name, and no label, topic or place."""
    if not (is_name(text) and is_person_like(text)):
        return False
    words = text.lower().split()
    return words[0] not in _PLACE_WORDS and _LABEL_WORDS.isdisjoint(words)


def _behind(lines: Sequence[str]) -> str:
    """Return the line behind a "By" alone, with those that add a name by an "and" or a comma."""
    count = 1
    while count < min(len(lines), _FEW) and (more := _GOES_ON.match(lines[count])):
        size = 1 if more.end() < len(lines[count]) else 2  # the name may be a line of its own
        added = " ".join(lines[count : count + size])[more.end() :]
        if not any(map(is_person_like, split_names(added))):
            break
        count += size
    return " ".join(lines[:count])


def _undated(line: str) -> str:
    """Return a line without the day it begins with: "Posted on 4 March 2024 by Ada Ebb"."""
    days = find_days(line)
    return line[days[0][2] :].lstrip(" ,|·•–—-") if days and days[0][1] <= _FRONT else line
