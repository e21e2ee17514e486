"""Articles without end for measuring search: invented words with the statistics of real text.

Of 295 news pages in ten languages (352,000 words) the share of the k-th commonest word is near
(k + 2.7) ** -1.04, and an article has 800 words in the middle, a third of them less than 500.
Sentences come from a pool, so that phrases come back as they do in news.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

VOCABULARY = 200_000
EXPONENT, OFFSET = 1.04, 2.7
MIDDLE_WORDS, SPREAD = 800, 0.7
SENTENCE_WORDS = 20
POOL_SENTENCES = 150_000
SECTIONS = ("News", "Columns", "Reports", "Events", "Podcasts")
_ONSETS = [
    "b",
    "c",
    "d",
    "f",
    "g",
    "h",
    "j",
    "k",
    "l",
    "m",
    "n",
    "p",
    "r",
    "s",
    "t",
    "v",
    "w",
    "z",
    "br",
    "ch",
    "cl",
    "dr",
    "fr",
    "gr",
    "kl",
    "pl",
    "pr",
    "sch",
    "sl",
    "sp",
    "st",
    "str",
    "tr",
]
_VOWELS = ["a", "e", "i", "o", "u", "aa", "ee", "ie", "oe", "ou", "é", "ai"]
_ENDS = ["", "", "n", "r", "s", "t", "l", "nd", "rk", "ng"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeArticle:
    """What search needs of an article."""

    title: str
    summary: str
    body: str
    section: str
    lang: str
    published: str


def vocabulary(seed: int = 1) -> list[str]:
    """Return invented words, the short ones first: common words are short in every language."""
    source = random.Random(seed)
    words: dict[str, None] = {}
    while len(words) < VOCABULARY:
        syllables = 1 + min(4, len(words) // 400 and source.choice((1, 1, 2, 2, 3)))
        word = "".join(
            source.choice(_ONSETS) + source.choice(_VOWELS) + source.choice(_ENDS)
            for _ in range(syllables)
        )
        words[word] = None
    return list(words)


def sentences(words: list[str], seed: int = 2) -> list[str]:
    """Return the pool."""
    source = random.Random(seed)
    weights = [(rank + OFFSET) ** -EXPONENT for rank in range(1, len(words) + 1)]
    total, cumulative = 0.0, []
    for weight in weights:
        total += weight
        cumulative.append(total)
    drawn = source.choices(words, cum_weights=cumulative, k=POOL_SENTENCES * SENTENCE_WORDS)
    return [
        " ".join(drawn[at : at + SENTENCE_WORDS]).capitalize() + "."
        for at in range(0, len(drawn), SENTENCE_WORDS)
    ]


def articles(
    pool: list[str], count: int, seed: int = 3, middle_words: int = MIDDLE_WORDS
) -> Iterator[MadeArticle]:
    """Yield so many articles, in the order of their days, as a crawl that goes on finds them."""
    source = random.Random(seed)
    for number in range(count):
        length = round(source.lognormvariate(0, SPREAD) * middle_words / SENTENCE_WORDS) + 1
        body = source.choices(pool, k=min(length, 500))
        day = number * 9000 // count
        yield MadeArticle(
            title=" ".join(source.choice(pool).split()[: source.randint(5, 10)]),
            summary=source.choice(pool),
            body="\n\n".join(" ".join(body[at : at + 4]) for at in range(0, len(body), 4)),
            section=source.choice(SECTIONS),
            lang=source.choice(("en", "en", "nl")),
            published=f"{2000 + day // 360:04d}-{day % 360 // 30 + 1:02d}-{day % 30 + 1:02d}",
        )
