"""The language of the text itself. What the page declares is a hint: Dutch posts say en-US."""

from collections.abc import Iterable

from scraper.extract.phrases import LANGUAGE_WORDS

_READ = 150  # words of the text that are looked at
_CHARACTERS = 4000  # of one text: more than so many words have
_ENOUGH = 3  # words of one language more than of the other


def read_language(texts: Iterable[str], declared: str | None) -> str | None:
    """Return `nl` or `en` by the words of the text, else the primary declared language."""
    said = (declared or "").replace("_", "-").split("-", 1)[0].lower() or None
    words: list[str] = []
    for text in texts:
        words += text[:_CHARACTERS].lower().split(maxsplit=_READ)[:_READ]
        if len(words) >= _READ:
            break
    del words[_READ:]
    counts = {name: sum(map(known.__contains__, words)) for name, known in LANGUAGE_WORDS.items()}
    best, other = sorted(counts, key=lambda name: counts[name], reverse=True)
    margin = counts[best] - counts[other]
    if said not in LANGUAGE_WORDS and said is not None:
        # German or French share small words with both: ask for a clear sign.
        return best if margin > 0.25 * len(words) > 0 else said
    if margin >= _ENOUGH or (margin > 0 and len(words) < 25):
        return best
    return said or (best if margin else None)
