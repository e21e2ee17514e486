"""What differs between two readings, word by word: by field, and by paragraph in the text.

`compare` gives it as values, for whoever shows it; `describe_difference` writes it for a terminal.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from archive.describe import CAUSES, counted
from archive.errors import NoSuchArticle
from archive.reading import ArchivedArticle
from archive.revisions import STABLE
from scraper.records import Article, Embed, Expert, Source, TitledLink
from scraper.render import plain_text

# Comparing words takes their square at worst; a longer stretch of changed paragraphs is shown as
# one whole put in place of another. 2,000 words all different take 0.1 s.
MOST_WORDS = 2_000
# Single words that two texts share by chance, between changes on both sides, only chop the change.
_FEWEST_KEPT = 2
_BREAK = "\n\n"
_WORDS = re.compile(r"\n\n|\S+")
_RED, _GREEN, _BOLD, _PLAIN = "\x1b[31m", "\x1b[32m", "\x1b[1m", "\x1b[0m"

# What stands in a text and what in another: equal parts have both the same.
_Words = tuple[Sequence[str], Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Words in a row: what went and what came in their place; of kept ones both are the same.

    Words have single spaces between them, paragraphs a blank line.
    """

    gone: str
    came: str
    is_kept: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Paragraphs in a row, of the one reading and the other; what differs is cut into parts."""

    old: tuple[str, ...]
    new: tuple[str, ...]
    is_kept: bool
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldDifference:
    """A field that two readings have otherwise."""

    name: str
    stretches: tuple[Stretch, ...]


def compare(before: Article, after: Article) -> Iterator[FieldDifference]:
    """Yield the fields that make `after` another reading than `before`, in the record's order."""
    for name in STABLE:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield FieldDifference(name=name, stretches=_stretches(texts_of(old), texts_of(new)))


def describe_difference(article: ArchivedArticle, number: int, *, colour: bool) -> str:
    """Return a reading against the one before it, ending in a newline.

    What went is in red and what came in green, or `[-so-]` and `{+so+}` without colour.

    Raises:
        NoSuchArticle: There is no reading before this one.
    """
    if number < 2:
        raise NoSuchArticle(f"reading {number} of article {article.id} is the first")
    before, after = article.revisions[number - 2], article.revisions[number - 1]
    head = f"reading {number - 1} ({before.seen_at}) to {number} ({after.seen_at})"
    lines = [f"{plain_text(article.url)}  (article {article.id})"]
    lines.append(head + CAUSES.get(after.cause, ""))
    if article.gone_at:
        lines.append(f"gone since {article.gone_at}")
    mark = _coloured if colour else _plain
    for field in compare(before.reading, after.reading):
        lines += ["", f"{_BOLD}{field.name}{_PLAIN}" if colour else field.name]
        lines += _lines(field.stretches, mark)
    return "\n".join(lines) + "\n"


def _lines(stretches: Iterable[Stretch], mark: Callable[[str, str], str]) -> Iterator[str]:
    """Yield the paragraphs that differ, marked, and a line for each run of those that do not."""
    for stretch in stretches:
        if stretch.is_kept:
            yield f"  ({counted(len(stretch.old), 'paragraph')} as before)"
        else:
            text = _marked(stretch.parts, mark)
            yield "  " + text.replace("\n", "\n  ").replace("\n  \n", "\n\n")


def mark_words(old: str, new: str, mark: Callable[[str, str], str]) -> str:
    """Return the new text with what went and what came marked, word by word."""
    return _marked(compare_words(old, new), mark)


def compare_words(old: str, new: str) -> tuple[Part, ...]:
    """Cut two texts where they begin and end to differ."""
    return tuple(
        Part(gone=_joined(gone), came=_joined(came), is_kept=gone is came)
        for gone, came in _cut(_WORDS.findall(old), _WORDS.findall(new))
    )


def _marked(parts: Iterable[Part], mark: Callable[[str, str], str]) -> str:
    return _joined(part.gone if part.is_kept else mark(part.gone, part.came) for part in parts)


def _stretches(old: Sequence[str], new: Sequence[str]) -> tuple[Stretch, ...]:
    """Cut two texts into paragraphs as before and paragraphs that differ, by words."""
    opcodes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    found: list[Stretch] = []
    for tag, i1, i2, j1, j2 in opcodes:
        gone, came = tuple(old[i1:i2]), tuple(new[j1:j2])
        if tag == "equal":
            found.append(Stretch(old=gone, new=came, is_kept=True))
        else:
            parts = compare_words(_BREAK.join(gone), _BREAK.join(came))
            found.append(Stretch(old=gone, new=came, is_kept=False, parts=parts))
    return tuple(found)


def _cut(old: Sequence[str], new: Sequence[str]) -> list[_Words]:
    """Cut two rows of words where they begin and end to differ; equal parts are one object."""
    if len(old) > MOST_WORDS or len(new) > MOST_WORDS:
        return [(old, new)]
    opcodes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    parts: list[_Words] = []
    for place, (tag, i1, i2, j1, j2) in enumerate(opcodes):
        gone = old[i1:i2]
        is_inside = 0 < place < len(opcodes) - 1
        if tag == "equal" and not (is_inside and i2 - i1 < _FEWEST_KEPT and _chops(opcodes, place)):
            parts.append((gone, gone))
        elif parts and parts[-1][0] is not parts[-1][1]:
            parts[-1] = ([*parts[-1][0], *gone], [*parts[-1][1], *new[j1:j2]])
        else:
            parts.append((gone, new[j1:j2]))
    return parts


def _chops(opcodes: Sequence[tuple[str, int, int, int, int]], place: int) -> bool:
    return opcodes[place - 1][0] == opcodes[place + 1][0] == "replace"


def _plain(gone: str, came: str) -> str:
    return (f"[-{gone}-]" if gone else "") + (f"{{+{came}+}}" if came else "")


def _coloured(gone: str, came: str) -> str:
    return (f"{_RED}{gone}{_PLAIN}" if gone else "") + (f"{_GREEN}{came}{_PLAIN}" if came else "")


def _joined(words: Iterable[str]) -> str:
    return " ".join(words).replace(f" {_BREAK} ", _BREAK)


def texts_of(value: object) -> list[str]:
    """Return the value of a field as paragraphs or as entries, without controls."""
    values = value if isinstance(value, tuple) else () if value is None else (value,)
    return [plain_text(_text(each)) for each in values]


def _text(value: object) -> str:
    match value:
        case Source():
            parts: tuple[str | None, ...] = (value.phrase, value.url, value.date)
        case Expert():
            parts = (value.name, value.role, value.url)
        case TitledLink():
            parts = (value.title, value.url)
        case Embed():
            parts = (value.url,)
        case _:
            parts = (str(value),)
    return " | ".join(part for part in parts if part)
