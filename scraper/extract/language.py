"""The language of the text itself. What the page declares is a hint: Dutch posts say en-US."""

from collections.abc import Iterable

from scraper.extract.phrases import LANGUAGE_WORDS

_READ = 150  # words of the text that are looked at
_CHARACTERS = 4000  # of one text: more than so many words have
_ENOUGH = 3  # words of one language more than of the other
_CLEAR = 15  # words more, after which no further text is looked at
_SCALE = 1_000  # more than words are read: one sum counts the words of both languages
_WEIGHTS = {
    word: (word in LANGUAGE_WORDS["nl"]) * _SCALE + (word in LANGUAGE_WORDS["en"])
    for word in LANGUAGE_WORDS["nl"] | LANGUAGE_WORDS["en"]
}


def read_language(texts: Iterable[str], declared: str | None) -> str | None:
    """Return `nl` or `en` by the words of the text, else the primary declared language."""
    said = (declared or "").replace("_", "-").split("-", 1)[0].lower() or None
    is_other = said not in LANGUAGE_WORDS and said is not None
    count = total = margin = 0
    best = "nl"
    for text in texts:
        words = text[:_CHARACTERS].lower().split(maxsplit=_READ - count)[: _READ - count]
        count += len(words)
        total += sum(filter(None, map(_WEIGHTS.get, words)))
        dutch, english = divmod(total, _SCALE)
        best, margin = ("en" if english > dutch else "nl"), abs(english - dutch)
        if count == _READ or (margin >= _CLEAR and not is_other):
            break
    if is_other:
        # German or French share small words with both: ask for a clear sign.
        return best if margin > 0.25 * count > 0 else said
    if margin >= _ENOUGH or (margin > 0 and count < 25):
        return best
    return said or (best if margin else None)
