"""Which spellings of a name are one: of a person, and of a medium. `docs/names.md` tells the rules.

Pure. What no rule can know, such as initials, is for the table `aliases`.
"""

import unicodedata

# Letters that Unicode does not take apart into a letter and an accent.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
)
_APART = str.maketrans(dict.fromkeys("-‐‑‒–—/_·.,", " "))  # hyphens of all kinds
_MARKS = str.maketrans("", "", "'’‘`´\"“”()")  # apostrophes and quotes of all kinds
# Academic and legal titles and forms of address in English, Dutch, German and French. Where fewer
# than two words would be left they belong to the name; what is a name itself ("Ma") is not here.
TITLES_BEFORE = frozenset(
    (
        *("prof", "professor", "em", "emeritus", "dr", "drs", "doctor", "dott", "dipl", "mag"),
        *("ir", "ing", "mr", "mrs", "ms", "miss", "mx", "sir", "dame", "lord", "lady"),
        *("jhr", "jkvr", "dhr", "mevr", "mw", "herr", "frau", "mme", "mlle"),
    )
)
TITLES_AFTER = frozenset(
    ("phd", "mphil", "dphil", "msc", "bsc", "llm", "llb", "mba", "mpa", "mpp", "esq")
)
_FEWEST_WORDS = 2
_ARTICLES = frozenset({"the"})


def person_key(name: str) -> str:
    """Return what spellings of one person's name share.

    Case, accents, white space, hyphens, dots and titles before and after the name do not count.
    """
    words = fold_words(name)
    first, last = 0, len(words)
    while last - first > _FEWEST_WORDS and words[first] in TITLES_BEFORE:
        first += 1
    while last - first > _FEWEST_WORDS and words[last - 1] in TITLES_AFTER:
        last -= 1
    return " ".join(words[first:last]) or _plain(name)


def outlet_key(name: str) -> str:
    """Return what spellings of one medium's name share.

    Case, accents, white space, hyphens, dots and "The" in front do not count.
    """
    words = fold_words(name)
    if len(words) > 1 and words[0] in _ARTICLES:
        words = words[1:]
    return " ".join(words) or _plain(name)


def fold_words(name: str) -> list[str]:
    """Return the words of a name without case, accents, hyphens, dots and apostrophes."""
    # Folded after it is taken apart: a capital with an accent folds to what a small one is.
    folded = unicodedata.normalize("NFKD", name).casefold()
    bare = "".join(mark for mark in folded if not unicodedata.combining(mark))
    return bare.translate(_LETTERS).translate(_MARKS).translate(_APART).split()


def _plain(name: str) -> str:
    """Return the key of a name that is all signs."""
    return " ".join(unicodedata.normalize("NFC", name).split()).casefold()
