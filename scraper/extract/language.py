"""The language of the text itself. What the page declares is a hint: Dutch posts say en-US."""

import re
from collections.abc import Iterable

from scraper.extract.language_words import LANGUAGE_WORDS, SAME_LANGUAGE, SCRIPTS

_READ = 150  # words of the text that are looked at
_OF_ONE = 50  # words of one text
_CHARACTERS = 800  # more than so many words have
_ENOUGH = 3  # words of one language more than of another
_SHORT = 25  # words; where there are fewer, one more decides between Dutch and English
_CLEAR = 15  # words more, after which no further text is looked at
_SHARE = 0.06  # of all words, by which a language must lead a declared Dutch or English
_SHARE_OTHER = 0.25  # the same where no default was declared; relatives share small words
_SOME_WORDS, _USUAL = 40, 0.3  # of so many words, this share is of a list in most of its texts
_BITS = 8  # of a count: more than words are read, so that one sum counts for all languages
_COUNT = (1 << _BITS) - 1
_SHIFTS = {language: place * _BITS for place, language in enumerate(LANGUAGE_WORDS)}
_NO_COUNT = len(_SHIFTS) * _BITS
_SEEDS = frozenset(("nl", "en"))  # of institutes whose pages say the one and are in the other
_WEIGHTS = {
    word: sum((word in LANGUAGE_WORDS[each]) << shift for each, shift in _SHIFTS.items())
    for word in frozenset().union(*LANGUAGE_WORDS.values())
}
_SCRIPTS = {language: re.compile(f"[{signs}]") for language, signs in SCRIPTS.items()}
_SIGN = re.compile(f"[{''.join(SCRIPTS.values())}]")
_LETTER = re.compile(r"[^\W\d_]")
_SAMPLE = 400  # characters whose script is looked at
_MOST, _SOME = 0.5, 0.1  # shares of its letters; of kana, as Chinese signs stand between them


def read_language(texts: Iterable[str], declared: str | None) -> str | None:
    """Return the language a text is in by its words or signs, else the primary declared one."""
    said = (declared or "").replace("_", "-").split("-", 1)[0].lower() or None
    shift = _SHIFTS.get(said or "", _NO_COUNT)
    count = total = 0
    sample = ""
    for text in texts:
        most = min(_OF_ONE, _READ - count)
        words = text[:_CHARACTERS].lower().split(maxsplit=most)[:most]
        count += len(words)
        total += sum(filter(None, map(_WEIGHTS.get, words)))
        sample += text[: _SAMPLE - len(sample)]
        if count < _SOME_WORDS:
            continue
        if (total >> shift & _COUNT) >= _USUAL * count:
            return said
        if count == _READ or (said in _SEEDS and _is_clear(total)):
            break
    if not sample.isascii() and _SIGN.search(sample) and (shown := _of_script(sample)):
        is_written_so = shown == "zh" and said not in LANGUAGE_WORDS
        return said if said and is_written_so else shown
    best, lead = _best(total, SAME_LANGUAGE.get(said or "", said))
    return best if lead >= _needed(best, said, count) else said


def _best(total: int, said: str | None) -> tuple[str, int]:
    """Return the language of most words, and by how many it leads the declared or second one."""
    counts = _counts(total)
    best = max(counts, key=counts.__getitem__)
    second = max(number for each, number in counts.items() if each != best)
    return best, counts[best] - counts.get(said or "", second)


def _needed(best: str, said: str | None, count: int) -> float:
    """Return how many words more speak for a language though another one, or none, is declared."""
    if best in _SEEDS and (said is None or said in _SEEDS) and count < _SHORT:
        return 1
    if said is None or {best, said} <= _SEEDS:
        return _ENOUGH
    share = _SHARE if said in _SEEDS else _SHARE_OTHER
    return max(_ENOUGH, share * count)


def _is_clear(total: int) -> bool:
    """Whether one language has so many words more than any other that no more need be read."""
    first, second = sorted(_counts(total).values(), reverse=True)[:2]
    return first - second >= _CLEAR


def _counts(total: int) -> dict[str, int]:
    return {each: total >> shift & _COUNT for each, shift in _SHIFTS.items()}


def _of_script(sample: str) -> str | None:
    """Return the language whose signs are most of the letters of a text."""
    letters = "".join(_LETTER.findall(sample))
    for language, signs in _SCRIPTS.items():
        share = len(signs.findall(letters)) / len(letters) if letters else 0
        if share > (_SOME if language == "ja" else _MOST):
            return language
    return None
