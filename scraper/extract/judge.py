"""The model of the body: trees judge each block by itself, and those in doubt by those around."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from scraper.extract.context import CONTEXT, measure_context
from scraper.extract.features import FEATURES, Measured
from scraper.extract.text import Block
from scraper.extract.trees import Forest, build_forest, load_model


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Trees over a block's features, and trees that see the first sums around it too.

    A block whose first sum is within `doubt` of 0 goes to the second ones.
    """

    first: Forest
    second: Forest
    doubt: int

    def in_doubt(self, scores: Sequence[int]) -> list[int]:
        """Return which blocks the second trees are to judge."""
        return [i for i, score in enumerate(scores) if -self.doubt < score < self.doubt]

    def accept(
        self, blocks: Sequence[Block], measured: Measured, *, is_told: bool = False
    ) -> list[bool]:
        """Say of each block whether it is text.

        Args:
            blocks: The blocks of a container.
            measured: What `measure` says of them.
            is_told: Whether the container is known to hold the text: what is in doubt is text then.
        """
        scores = self.first.totals(measured.rows)
        if is_told:
            return [score > -self.doubt for score in scores]
        verdicts = [score > 0 for score in scores]
        doubtful = self.in_doubt(scores)
        if doubtful:
            rows = measure_context(blocks, measured, scores, doubtful)
            lengths = [len(blocks[i].text) for i in doubtful]
            for i, verdict in zip(doubtful, self.second.accepts(rows, lengths), strict=True):
                verdicts[i] = verdict
        return verdicts


def build_model(model: dict[str, Any]) -> Model:
    """Make both forests of a model file callable; the limits are those of the second."""
    return Model(
        first=build_forest(model, FEATURES),
        second=build_forest(model | model["second"], CONTEXT),
        doubt=model["doubt"],
    )


@cache
def default_model() -> Model:
    """Return the packaged model, made callable once in a process."""
    return build_model(load_model())
