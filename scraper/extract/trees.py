"""The model that says which blocks are text: small trees over the features, read from a file."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from itertools import count
from typing import Any

Tree = list[Any] | int  # [feature, threshold, tree if at most that, tree if more] or a leaf
Names = tuple["str | Names", ...]  # of features, in the shape of a row
Row = tuple["float | Row", ...]

_STEP = 5  # trees after which a block that is sure needs no more of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Forest:
    """Trees whose leaves add up; a sum above `limit` is text, above `short_limit` a short block."""

    names: Names
    totals: Callable[[Iterable[Row]], list[int]]
    limit: int
    short_limit: int
    short_length: int

    def accepts(self, rows: Sequence[Row], lengths: Iterable[float]) -> list[bool]:
        """Say of blocks with these features and lengths whether they are text."""
        return [
            total > (self.short_limit if length < self.short_length else self.limit)
            for total, length in zip(self.totals(rows), lengths, strict=True)
        ]


def flat(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a row, or names in the shape of one, without its inner tuples."""
    return tuple(
        each for part in row for each in (flat(part) if isinstance(part, tuple) else (part,))
    )


def build_forest(model: dict[str, Any], shape: Names) -> Forest:
    """Make the trees of a model file callable for rows of a shape.

    Raises:
        ValueError: The model was made of other features.
    """
    if tuple(model["features"]) != flat(shape):
        raise ValueError("the model was made of other features")
    return Forest(
        names=shape,
        totals=_compiled(model, shape),
        limit=model["limit"],
        short_limit=model["short_limit"],
        short_length=model["short_length"],
    )


def load_model() -> dict[str, Any]:
    """Read the model that comes with the package; its keys are described in docs/body-model.md."""
    text = (resources.files("scraper.extract") / "model.json").read_text(encoding="utf-8")
    model: dict[str, Any] = json.loads(text)
    return model


def _compiled(model: dict[str, Any], shape: Names) -> Callable[[Iterable[Row]], list[int]]:
    """Return one function over all trees: conditions in source are ten times a walk over lists."""
    trees, sure = model["trees"], int(model["sure"])
    used = {feature for tree in trees for feature in _features_of(tree)}
    numbers = count()
    lines = ["def totals(rows):", " sums = []", f" for {_target(shape, numbers, used)} in rows:"]
    lines.append(f"  s = {int(model['base'])}")
    for number, tree in enumerate(trees):
        if number and number % _STEP == 0:
            lines += [f"  if s > {sure} or s < -{sure}:", "   sums.append(s)", "   continue"]
        lines.append(f"  s += {_source(tree)}")
    lines += ["  sums.append(s)", " return sums"]
    scope: dict[str, Any] = {}
    # Only numbers of our own file reach the source: _source formats ints and floats alone.
    exec("\n".join(lines), {"__builtins__": {}}, scope)  # noqa: S102
    totals: Callable[[Iterable[Row]], list[int]] = scope["totals"]
    return totals


def _target(shape: Names, numbers: Iterator[int], used: set[int]) -> str:
    """Return what a row of a shape is unpacked to; `_` is what no tree asks for."""
    parts = []
    for part in shape:
        if isinstance(part, tuple):
            parts.append(_target(part, numbers, used))
        else:
            number = next(numbers)
            parts.append(f"f{number}" if number in used else "_")
    return f"({', '.join(parts)},)"


def _source(tree: Tree) -> str:
    if not isinstance(tree, list):
        return str(int(tree))
    feature, threshold, low, high = tree
    # Two integers, or two floats, are compared three times as fast as one of each.
    limit = threshold if isinstance(threshold, int) else float(threshold)
    test = f"f{int(feature)} <= {limit!r}"
    return f"({_source(low)} if {test} else {_source(high)})"


def _features_of(tree: Tree) -> set[int]:
    if not isinstance(tree, list):
        return set()
    return {tree[0]} | _features_of(tree[2]) | _features_of(tree[3])
