"""Whether the day shown at a headline is that of an event, and not of its announcement."""

import re
from collections.abc import Sequence

from scraper.extract import dates
from scraper.extract.head import Head, types_of

# From one hour to another, as an event lasts.
_HOURS = re.compile(
    r"(?<!\d)\d{1,2}(?:[:.]\d\d|\s?h\s?(?:\d\d)?|\s?[ap]\.?m\.?)\s?(?:[-–—]|to|till|bis|tot|à)\s?"
    r"\d{1,2}(?:[:.]\d\d|\s?h|\s?[ap]\.?m)(?!\.?\d)",
    re.IGNORECASE,
)
# What stands before its hour and its place, lower case, by language.
_LABELS = frozenset(
    word
    for words in (
        "time, location, venue, where, place, tijd, locatie, plaats, waar, uhrzeit, zeit, ort, wo",
        "heure, horaire, lieu, où, hora, horario, lugar, dónde, orario, ora, luogo, dove, local",
        "horário, onde, godzina, miejsce, gdzie, tid, plats, sted, hvor, var, saat, yer, nerede",
        "время, место, где, час, місце, де, čas, místo, kde, aika, paikka, ώρα, τόπος",
    )
    for word in words.split(", ")
)
_SECTIONS = frozenset(("local", "time"))  # of news, too, without a colon
_NEXT = 4  # lines behind its day in which they may stand
_LONGEST = 60  # characters of such a line
_EDGES = " \t|·•-–"


def is_of_event(day: str, head: Head, lines: Sequence[str]) -> bool:
    """Whether the page's data begin an event on a day, or the first line with it tells of one.

    Args:
        day: `YYYY-MM-DD`, as it was found in a line of the page.
        head: The page's own data.
        lines: The lines behind the headline, nearest first.
    """
    starts = [
        node.get("startDate")
        for node in (head.article, head.page, *head.nodes)
        if any(kind.endswith("Event") for kind in types_of(node))
    ]
    if any(isinstance(start, str) and start.startswith(day) for start in starts):
        return True
    for index, line in enumerate(lines):
        if any(found == day for found, _, _ in dates.find_days(line)):
            is_timed = _HOURS.search(line) is not None
            return is_timed or any(map(_tells, lines[index + 1 : index + 1 + _NEXT]))
    return False


def _tells(line: str) -> bool:
    """Whether a line gives hours, or begins with a label such as "Venue:"."""
    if len(line) > _LONGEST:
        return False
    before, colon, _ = line.partition(":")
    label = before.strip(_EDGES).lower()
    is_label = label in _LABELS and (colon != "" or label not in _SECTIONS)
    return is_label or _HOURS.search(line) is not None
