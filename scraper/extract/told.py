"""The day that lines and sentences tell: a label's, or that of words about publication."""

import re
from collections.abc import Iterator
from itertools import islice, pairwise

from scraper.extract import dates
from scraper.extract.dates import Order
from scraper.extract.phrases import OTHER_DAYS

LONGEST = 160  # characters of a line that can be a label
LABEL = 40  # characters before a day that can be its label
_REST = 45  # characters a line may hold beside its day
_MACHINE = re.compile(r"\d{4}-\d\d-\d\dT\d")  # hidden, in common themes that of a change
_SIGN = re.compile(r"[\u3040-\u9fff\uac00-\ud7af]")
_MORE = 4  # letters more that a sign is worth, being nearly a word
UPDATED = re.compile(
    r"\b(?:up-?dated?|modif\w*|revised|edited|(?:last|medically)\s(?:reviewed|changed)|reviewed\son"
    r"|accessed|expires?|bijgewerkt|gewijzigd|aangepast|bewerkt|herzien|laatste wijziging"
    r"|(?:ge)?actuali[sz]\w*|(?:z)?aktuali[sz]\w*|atuali[sz]\w*|geändert|(?:über|be)arbeitet|stand"
    r"|letzte[rn]? (?:änderung|bearbeitung)|änderungsdatum|mise?s? à jour|révisé\w*|aggiorna\w*"
    r"|revisad[oa]|revist[oa] (?:em|a)|alterad[oa]|ultima revisione|modyfik\w*|edytowan\w*"
    r"|(?:ostatni\w*|data) (?:zmian|edycj)\w*|uppdater\w*|ändra[dt]\w*|redigera[dt]\w*"
    r"|opdater\w*|ændret|redigeret|oppdater\w*|endr(?:et|a)|güncelle\w*|değiştiril\w*"
    r"|обнов\w*|изменен\w*|отредактиров\w*|оновлен\w*|змінен\w*|відредагов\w*"
    r"|změněno|upraven\w*|módosít\w*|frissít\w*|päivitet\w*|muokat\w*"
    r"|ažuriran\w*|uuendatud|atnaujint\w*|ενημερώθηκε|ενημέρωση|עודכן|تحديث)\b|更新|修正|수정|업데이트",
    re.IGNORECASE,
)
_OF_OTHER = re.compile(
    rf"\b(?:{'|'.join(OTHER_DAYS)})\W{{0,3}}"
    r"(?:(?:on|in|the|am|den|dem|zum|op|le|el|il|em|by|до|с|з|на|på)\W{1,2})?$"
    r"|(?<![\d:.])\d{1,2}\.?\s?(?:[-–—]|to)\s?$",  # the first of some days
    re.IGNORECASE,
)
_FIRST_YEAR = "1991"  # of pages: an older day that a line shows without a label is of its subject
_CLOCK = re.compile(
    r"\b\d{1,2}[:.h]\d{2}(?::\d{2})?\b|\b\d+\s?min\w*\b|\b(?:[ap]\.?m\.?|uhr|uur|GMT|UTC|[CE]E?[SD]?T)\b",
    re.IGNORECASE,
)
_LABELS = re.compile(
    r"\b(?:publish|published|publication|posted|date|first|last|on|at|in|by|from|read|reading|time"
    r"|story|this|is|gepubliceerd|geplaatst|datum|op|om|door|veröffentlicht|erschienen|erstellt|vom"
    r"|am|um|von|publié|le|par|à|publicado|el|por|pubblicato|il|di|em|opublikowano|publicerad"
    r"|publisert|udgivet)\b",
    re.IGNORECASE,
)
# What a line begins with that gives the day of publication, lower case, by language. Without
# "erschienen in" and its kin: the day of a printed edition is another.
_TELLING = tuple(
    word
    for words in (
        "published, posted, written by, publication date",
        "veröffentlicht, erschienen am, erschienen:, erscheinungsdatum",
        "gepubliceerd, geplaatst op, publicatiedatum",
        "publié, mis en ligne, date de publication",
        "publicado, fecha de publicación, data de publicação",
        "pubblicato, data di pubblicazione",
        "opublikowan, data publikacji",
        "publicerad, publiceringsdatum",
        "udgivet, publiceret, publisert",
        "опубликовано, дата публикации, опубліковано, дата публікації, публикувано",
        "publikován, zveřejněn, publikovan, zverejnen, objavljeno",
        "publicat la, data publicării, közzétéve, julkaistu, avaldatud, paskelbta",
        "δημοσιεύθηκε, δημοσιεύτηκε, ημερομηνία δημοσίευσης",
        "yayın tarihi, yayınlanma",
        "掲載日, 公開日, 公表日, 投稿日, 发布时间, 发布日期, 发表于, 입력, 등록일, 게시일",
    )
    for word in words.split(", ")
)
_IN_FRONT = ("first ", "originally ", "article ", "artikel ", "zuerst ", "erstmals ")
_STARTS = frozenset(word[:3] for word in (*_TELLING, *_IN_FRONT))
_IN_SENTENCES = ("published", "posted", "written", "veröffentlicht", "geschrieben")
_OF_THE_PAGE = re.compile(
    r"\b(?:article|post|entry|story|page|piece|column|essay|blog)\s(?:was|is)\s"
    r"(?:(?:first|originally)\s)?(?:published|posted|written)\b(.*)"
    r"|\b(?:beitrag|artikel|eintrag|text|seite)\swurde\b(.*)"
)
_NAMED = re.compile(r"[^\W\d_]{3,}")
_FEW_WORDS = 2  # words of a line with its day and a full stop: "Von Anna Ebb, 12. März 2021."
_LINES = 3  # a label, a day and its clock may each be an element
_BEFORE, _AFTER = 130, 150  # characters around the word that can be its sentence
_SENTENCE = 60  # characters; shorter lines are labels
_DATELINE = 60  # characters before the day
_PLACE = re.compile(
    r"[^\W\d_a-zß-ÿ][^\W\d_]*(?:[ ,/.’'-]+(?:(?:of|de|den|la|am|le)\s)?"
    r"[^\W\d_a-zß-ÿ][^\W\d_]*){0,4}"
)
_ARTICLE = re.compile(r"(?<=[,\s])(?:le|den|il|el|am|on|op)\s$")
_DASH = re.compile(r"\)?[\s,]*[–—:|-]\s|\)\s")
_FEW = 60  # places looked at for a word
_EDGES = " \t\r\f|·•-–"


def is_of_other(before: str) -> bool:
    """Whether what stands right before a day says that it is none of publication."""
    return bool(UPDATED.search(before) or _OF_OTHER.search(before))


def day_of_line(line: str, order: Order) -> str | None:
    """Return the day of a line that says little else; of a line with an update too, the first."""
    if len(line) > LONGEST or not any(map(str.isdigit, line)):
        return None
    days = dates.find_days(line, order=order, short_years=True)
    if not days:
        return None
    day, start, end = days[0]
    if UPDATED.search(line[:start]):
        return _day_told_next(line, days)
    if _OF_OTHER.search(line[:start]):
        return None
    rest = line[:start] + " " + line[end:]
    updated = UPDATED.search(rest)
    if updated:
        rest = rest[: updated.start()]
    elif any(other != day for other, _, _ in days[1:]):
        return None  # from one day to another
    rest = _LABELS.sub("", _CLOCK.sub("", rest))
    if line.endswith(".") and len(_NAMED.findall(rest)) > _FEW_WORDS:
        return None  # a sentence: of a caption, mostly
    signs = len(_SIGN.findall(rest))
    return day if sum(map(str.isalnum, rest)) + signs * _MORE <= _REST else None


def _day_told_next(line: str, days: list[tuple[str, int, int]]) -> str | None:
    """Return the day of publication that a line tells behind that of a change."""
    for (_, _, before), (day, start, _) in pairwise(days):
        if line[before:start].lower().lstrip(f"{_EDGES}.,;/(").startswith(_TELLING):
            return day
    return None


def day_of_lines(lines: list[str], order: Order) -> str | None:
    """Return the first day of lines in order of place that can be a label, or None."""
    hidden: str | None = None
    others: set[str] = set()
    for index, line in enumerate(lines):
        day = day_of_line(line, order)
        if day is None and len(line) < 30 and any(map(str.isdigit, line)):
            day = day_of_line(" ".join(lines[index : index + 3]), order)  # a span for each part
        label = lines[index - 1] if day and index else ""
        if day is None or day in others or day < _FIRST_YEAR:
            continue
        if len(label) < LABEL and _OF_OTHER.search(label):
            others.add(day)  # it may follow once more, for machines
            continue
        if len(label) < LABEL and UPDATED.search(label):
            continue
        if not _MACHINE.match(line):
            return day
        hidden = hidden or day
    return hidden


def day_of_dateline(line: str, order: Order) -> str | None:
    """Return the day a press release begins with: "Rotterdam, 4 March 2024 – The institute"."""
    if (
        len(line) < _SENTENCE
        or not line[:1].isupper()
        or not any(map(str.isdigit, line[:_DATELINE]))
    ):
        return None
    for day, start, end in dates.find_days(line[: _DATELINE + 20], order=order)[:1]:
        place = _ARTICLE.sub("", line[:start]).rstrip(" ,(/–—-")
        if start <= _DATELINE and _PLACE.fullmatch(place) and _DASH.match(line, end):
            return day
    return None


def is_placed_day(line: str) -> bool:
    """Whether a line is a place and a day, as above a letter: "The Hague, 8 June 2021"."""
    if len(line) > _DATELINE or not any(map(str.isdigit, line[-4:])):
        return False
    for _, start, end in dates.find_days(line)[:1]:
        place = _ARTICLE.sub("", line[:start]).rstrip()
        return end == len(line) and place[-1:] == "," and bool(_PLACE.fullmatch(place[:-1]))
    return False


def day_of_sentence(text: str, order: Order) -> str | None:
    """Return the day of the first sentence that says when this page was published.

    Args:
        text: The text of a page, with a line for each text node.
        order: How a numeric date that has two readings is read.
    """
    for word in _IN_SENTENCES:
        for start in islice(_places(text, word), _FEW):
            around = text[max(0, start - _BEFORE) : start + _AFTER].lower()
            found = _OF_THE_PAGE.search(" ".join(around.split()))
            day = dates.first_day(found[1] or found[2], order=order) if found else None
            if day:
                return day
    return None


def day_of_label(text: str, order: Order) -> str | None:
    """Return the day of the lines that begin with a word of publication, where all agree.

    `text` is as for `day_of_sentence`.
    """
    lines = [line for each in text.lower().split("\n") if (line := each.strip(_EDGES))]
    places = (index for index, line in enumerate(lines) if line[:3] in _STARTS)
    days: set[str] = set()
    for index in islice((each for each in places if _is_telling(lines[each])), _FEW):
        told = (" ".join(lines[index : index + count]) for count in range(1, _LINES + 1))
        days.update(day for each in told if (day := day_of_line(each, order)))
    return days.pop() if len(days) == 1 else None


def _is_telling(line: str) -> bool:
    front = next((len(word) for word in _IN_FRONT if line.startswith(word)), 0)
    return line.startswith(_TELLING, front)


def _places(text: str, word: str) -> Iterator[int]:
    start = text.find(word)
    while start >= 0:
        yield start
        start = text.find(word, start + 1)
