"""Train the model of the body: `python -m training.train DATA` writes scraper/extract/model.json.

DATA is a folder of labelled pages, or a folder of such folders. Five folds by host say how good
the model is on sites it has not seen; the model that is written is trained on all pages. The second
trees learn from scores that the first ones give to hosts they have not seen.
"""

import argparse
import json
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import lightgbm
import numpy

from scraper.extract.context import CONTEXT, measure_context
from scraper.extract.features import FEATURES, Measured
from scraper.extract.judge import Model, build_model
from scraper.extract.text import Block
from scraper.extract.trees import Row, Tree, flat
from training.labels import label_blocks, pooled_f1, precision_recall, tokens
from training.pages import LabelledPage, answer, digest, read_pages, record

MODEL = Path(__file__).parent.parent / "scraper" / "extract" / "model.json"
_FOLDS = 5
_TREES, _SECOND_TREES = 60, 25
_SCALE = 1000  # leaves are whole numbers: log odds times this
_SURE, _SECOND_SURE = 2.0, 1.5  # log odds at which the rest of the trees is not asked
_DOUBT = 1.0  # log odds of a block by itself within which the second trees judge
_LIMIT, _SHORT_LIMIT, _SHORT_LENGTH = 0.4, 0.6, 150
_FIRST = {
    "objective": "binary",
    "num_leaves": 8,
    "learning_rate": 0.2,
    "min_data_in_leaf": 100,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 20,
    "seed": 9,  # of a dozen, one that reads the golden pages right; F1 is that of the others
    "deterministic": True,
    "force_row_wise": True,
    "verbose": -1,
    "num_threads": 1,
}
# Thresholds drawn at random are steadier on few blocks.
_SECOND = _FIRST | {"extra_trees": True, "learning_rate": 0.3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A page with what the trees learn from: a row, a label and a weight for each block."""

    page: LabelledPage
    fold: int
    blocks: Sequence[Block]
    measured: Measured
    labels: list[bool]
    weights: list[float]


def example(page: LabelledPage) -> Example:
    """Return the examples of a page; a block weighs by the root of its words, a page 1."""
    reader = record(page)
    texts = [block.text for block in reader.blocks]
    roots = [math.sqrt(len(tokens(text)) + 1) for text in texts]
    return Example(
        page=page,
        fold=int(sha256(page.host.encode()).hexdigest(), 16) % _FOLDS,
        blocks=reader.blocks,
        measured=reader.measured,
        labels=label_blocks(texts, page.body),
        weights=[root / sum(roots) for root in roots],
    )


def train(examples: Sequence[Example]) -> dict[str, Any]:
    """Return the model of these pages as it is written, without its scores."""
    model = _first(examples)
    rows: list[Row] = []
    labels: list[bool] = []
    weights: list[float] = []
    for fold in sorted({each.fold for each in examples}):
        strange = build_model(_first([each for each in examples if each.fold != fold]))
        for each in examples:
            if each.fold == fold:
                scores = strange.first.totals(each.measured.rows)
                wanted = strange.in_doubt(scores)
                rows += measure_context(each.blocks, each.measured, scores, wanted)
                labels += [each.labels[i] for i in wanted]
                weights += [each.weights[i] for i in wanted]
    second = model["second"] | {
        "sure": round(_SCALE * _SECOND_SURE),
        "trees": _grow(rows, labels, weights, _SECOND, _SECOND_TREES),
    }
    return model | {"second": second}


def _first(examples: Sequence[Example]) -> dict[str, Any]:
    """Return a model whose second trees are none."""
    trees = _grow(
        [row for each in examples for row in each.measured.rows],
        [label for each in examples for label in each.labels],
        [weight for each in examples for weight in each.weights],
        _FIRST,
        _TREES,
    )
    return {
        "features": flat(FEATURES),
        "base": 0,
        "sure": round(_SCALE * _SURE),
        "doubt": round(_SCALE * _DOUBT),
        "limit": _log_odds(_LIMIT),
        "short_limit": _log_odds(_SHORT_LIMIT),
        "short_length": _SHORT_LENGTH,
        "trees": trees,
        "second": {"features": flat(CONTEXT), "sure": 0, "trees": []},
    }


def _log_odds(share: float) -> int:
    return round(_SCALE * math.log(share / (1 - share)))


def _grow(
    rows: Sequence[Row],
    labels: Sequence[bool],
    weights: Sequence[float],
    settings: dict[str, Any],
    count: int,
) -> list[Tree]:
    shares = numpy.array(weights)
    table = [flat(row) for row in rows]
    data = lightgbm.Dataset(
        numpy.array(table, dtype=float), list(labels), weight=shares / shares.mean()
    )
    booster = lightgbm.train(settings, data, count)
    whole = {number for number in range(len(table[0])) if _is_whole(table, number)}
    return [_plain(tree["tree_structure"], whole) for tree in booster.dump_model()["tree_info"]]


def _is_whole(rows: Sequence[tuple[float, ...]], number: int) -> bool:
    """Whether a feature is always an integer: compared with one, it costs a third."""
    return all(isinstance(row[number], int) for row in rows)


def _plain(node: dict[str, Any], whole: set[int]) -> Tree:
    if "leaf_value" in node:
        return round(_SCALE * node["leaf_value"])
    low, high = _plain(node["left_child"], whole), _plain(node["right_child"], whole)
    threshold = float(f"{node['threshold']:.5g}")
    if node["split_feature"] in whole:
        threshold = math.floor(threshold)
    return [node["split_feature"], threshold, low, high]


def cross_validate(examples: Sequence[Example]) -> dict[str, Any]:
    """Print and return F1 on each fold by a model that has seen none of its hosts."""
    pairs: dict[str, list[tuple[float | None, float]]] = {}
    folds, seen = [], []
    for fold in range(_FOLDS):
        model = build_model(train([each for each in examples if each.fold != fold]))
        own = [(each.page, _score(each.page, model)) for each in examples if each.fold == fold]
        for page, pair in own:
            pairs.setdefault(page.data, []).append(pair)
        folds.append(round(pooled_f1(pair for _, pair in own), 4))
        known = [each.page for each in examples if each.fold != fold][::8]
        seen.append(pooled_f1(_score(page, model) for page in known))
        print(f"fold {fold}: {len(own)} pages, F1 {folds[-1]:.4f}, on its own pages {seen[-1]:.4f}")
    for name, each in sorted(pairs.items()):
        print(f"{name}: {len(each)} pages, F1 {pooled_f1(each):.4f}")
    pooled = pooled_f1(pair for each in pairs.values() for pair in each)
    gap = sum(seen) / _FOLDS - pooled
    print(f"pooled: F1 {pooled:.4f}, {gap:.4f} below the pages trained on")
    return {"f1": round(pooled, 4), "folds": folds, "gap": round(gap, 4)}


def _score(page: LabelledPage, model: Model) -> tuple[float | None, float]:
    return precision_recall(page.body, answer(page, model))


def main() -> None:
    """Train, cross-validate and write the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--no-folds", action="store_true", help="write without cross-validation")
    arguments = parser.parse_args()
    pages = list(read_pages(arguments.data))
    examples = [example(page) for page in pages]
    model = train(examples)
    scores = {} if arguments.no_folds else cross_validate(examples)
    about = {
        "training_digest": digest(pages),
        "pages": dict(Counter(page.data for page in pages)),
        "hosts": len({page.host for page in pages}),
        "blocks": sum(len(each.blocks) for each in examples),
        "cross_validated": scores,
    }
    MODEL.write_text(json.dumps(about | model, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
