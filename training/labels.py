"""Which blocks of a labelled page are true text, and how near an answer comes to the label."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

_TOKEN = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+"
)
_SIZE = 4
Grams = Counter[tuple[str, ...]]


def tokens(text: str) -> list[str]:
    """Return the words of a text, characters where a script has no spaces."""
    return _TOKEN.findall(text)


def grams(text: str) -> Grams:
    """Return the runs of four words of a text; a shorter text is one run."""
    words = tokens(text)
    return Counter(
        tuple(words[i : i + _SIZE]) for i in range(max(1, len(words) - _SIZE + 1)) if words
    )


def label_blocks(texts: Sequence[str], true: str) -> list[bool]:
    """Say of each text whether it belongs to the true body.

    Half of its runs of four words are in the body; a shorter one is a whole line of it or stands
    in it word for word.
    """
    known = grams(true)
    whole = {" ".join(tokens(line)) for line in true.splitlines()}
    joined = f" {' '.join(tokens(true))} "
    labels = []
    for text in texts:
        words = tokens(text)
        if len(words) >= _SIZE:
            own = [tuple(words[i : i + _SIZE]) for i in range(len(words) - _SIZE + 1)]
            labels.append(sum(gram in known for gram in own) * 2 >= len(own))
        else:
            line = " ".join(words)
            labels.append(
                bool(words) and (line in whole or (len(words) > 1 and f" {line} " in joined))
            )
    return labels


def precision_recall(true: str, answer: str) -> tuple[float | None, float]:
    """Return precision (None for an empty answer) and recall over runs of four words."""
    wanted, given = grams(true), grams(answer)
    hits = sum((wanted & given).values())
    return (hits / sum(given.values()) if given else None), hits / (sum(wanted.values()) or 1)


def pooled_f1(pairs: Iterable[tuple[float | None, float]]) -> float:
    """Return F1 of the mean precision, where there is one, and the mean recall."""
    pairs = list(pairs)
    precisions = [p for p, _ in pairs if p is not None]
    p = sum(precisions) / (len(precisions) or 1)
    r = sum(recall for _, recall in pairs) / (len(pairs) or 1)
    return 2 * p * r / (p + r) if p + r else 0.0
