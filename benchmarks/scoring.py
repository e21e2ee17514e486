"""How right one reading is: body, title, day, authors, and what leaked into the body. Pure.

The body is scored as in the public article-extraction-benchmark: words in runs of four.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean
from typing import Any

# A character of a script without spaces is a word.
_WORD = re.compile(r"[぀-ヿ㐀-鿿가-힯]|(?:(?![぀-ヿ㐀-鿿가-힯])\w)+")
_RUN = 4
_DAY = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
_BETWEEN_NAMES = re.compile(r"[,;/&\n]|\b(?:and|und|en|et|y)\b(?=\s)")
_BEFORE_NAMES = re.compile(r"^(?:(?:written )?by|von|par|door|por|di|text)\b:?\s+", re.IGNORECASE)

# Chrome in the body, by kind: phrases that a story has no reason to hold, in English, Dutch, German
# and French; those that a sentence may hold count only as a whole line.
_ANYWHERE = {
    "consent": r"we (?:and our partners )?use cookies|(?:accept|manage) (?:all )?cookies"
    r"|cookie (?:settings|preferences|policy)|maakt gebruik van cookies|nous utilisons des cookies"
    r"|verwendet cookies|we value your privacy|please enable javascript",
    "share": r"share (?:this|on|via) (?:article|post|story|page|facebook|twitter|linkedin|whatsapp)"
    r"|opens in (?:a )?new window|follow us on|auf facebook teilen|partager sur|deel dit artikel",
    "related": r"related (?:articles|posts|stories|content|news|topics)"
    r"|you (?:may|might) also (?:like|be interested)|das könnte sie auch interessieren",
    "subscribe": r"sign up (?:for|to) (?:our|the) [\w ]{0,25}newsletter|subscribe to our"
    r"|(?:enter )?your email address|already a subscriber|inscrivez-vous à|schrijf je in voor",
    "frame": r"skip to (?:main )?content|all rights reserved|terms of (?:use|service)|© ?\d{4}"
    r"|alle rechten voorbehouden|alle rechte vorbehalten|tous droits réservés",
}
_LINES = {
    "share": r"(?:tweet|share|delen|teilen|partager|pin it|copy link|whatsapp)",
    "related": r"(?:read (?:more|next|also)|see also|more from|lees ook|mehr zum thema|lire aussi"
    r"|most read|trending|recommended(?: for you)?|gerelateerd)\b.{0,40}",
    "subscribe": r"(?:subscribe|sign up|log ?in|register|abonneren|abonnieren)",
    "frame": r"(?:advertisement|advertentie|anzeige|publicité|leave a (?:comment|reply)|comments"
    r"|previous (?:post|article)|next (?:post|article)|back to top)",
}
LEAKS = {
    kind: re.compile(
        rf"{_ANYWHERE[kind]}|^\W*{_LINES.get(kind, '(?!)')}\W*$", re.IGNORECASE | re.MULTILINE
    )
    for kind in _ANYWHERE
}


@dataclass(frozen=True, slots=True)
class Score:
    """One page's score; None where there is nothing to compare with, or nothing was given."""

    precision: float | None
    recall: float | None
    title: bool | None
    day: bool | None
    authors: bool | None
    leaks: tuple[str, ...] | None


def score_page(truth: dict[str, Any], reading: dict[str, Any]) -> Score:
    """Compare a reading with what a page's label says. An empty reading is wrong, not left out."""
    body, true_body = reading.get("body") or "", truth.get("body") or ""
    precision, recall = body_shares(true_body, body) if true_body else (None, None)
    true_day = None if truth.get("date_suspect") else day_of(truth.get("date"))
    people = names_of(truth.get("authors"))
    return Score(
        precision=precision,
        recall=recall,
        title=fold(truth["title"]) == fold(reading.get("title")) if truth.get("title") else None,
        day=day_of(reading.get("date")) == true_day if true_day else None,
        authors=names_of(reading.get("authors")) == people if people else None,
        leaks=find_leaks(body, true_body) if true_body else None,
    )


def body_shares(truth: str, body: str) -> tuple[float | None, float]:
    """Return precision (None where nothing was given) and recall of the runs of four words."""
    true, given = _runs(truth), _runs(body)
    hits = sum((true & given).values())
    precision = hits / total if (total := sum(given.values())) else None
    return precision, hits / total if (total := sum(true.values())) else 0.0


def _runs(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    if not words:
        return Counter()
    return Counter(tuple(words[i : i + _RUN]) for i in range(max(1, len(words) - _RUN + 1)))


def find_leaks(body: str, kept: str) -> tuple[str, ...]:
    """Return the kinds of chrome in a body, but for phrases its label holds too."""
    true = fold(kept)
    body = re.sub(r"\s*\n\s*", "\n", body)
    return tuple(
        kind
        for kind, phrases in LEAKS.items()
        if any(fold(found[0]) not in true for found in phrases.finditer(body))
    )


def fold(text: Any) -> str:
    """Return a text for comparing: no accents, case or punctuation, single spaces."""
    plain = unicodedata.normalize("NFKD", str(text or "")).casefold()
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(re.sub(r"[\W_]+", " ", plain).split())


def day_of(text: Any) -> date | None:
    """Return the first year-month-day of a text or a date as a day."""
    found = _DAY.search(str(text or ""))
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def names_of(value: str | Iterable[str] | None) -> frozenset[str]:
    """Return the single names of an author field, folded; the order says nothing."""
    texts = [value] if isinstance(value, str) else value or []
    parts = (part.strip() for text in texts for part in _BETWEEN_NAMES.split(text or ""))
    return frozenset(name for part in parts if (name := fold(_BEFORE_NAMES.sub("", part))))


def mean(values: Sequence[float | None]) -> float | None:
    """Return the mean of what is not None, or None."""
    known = [value for value in values if value is not None]
    return fmean(known) if known else None


def f1_of(scores: Sequence[Score]) -> tuple[float | None, float | None, float | None]:
    """Return F1, precision, recall of a set: the harmonic mean of the means, not a mean of F1."""
    precision = mean([score.precision for score in scores])
    recall = mean([score.recall for score in scores])
    if not precision or not recall:
        return None, precision, recall
    return 2 * precision * recall / (precision + recall), precision, recall
