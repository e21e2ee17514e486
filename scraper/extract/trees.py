"""The model that says which blocks are text: small trees over the features, read from a file."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

Tree = list[Any] | int  # [feature, threshold, tree if at most that, tree if more] or a leaf
Row = Sequence[float]

_STEP = 5  # trees after which a block that is sure needs no more of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Forest:
    """Trees whose leaves add up; a sum above `limit` is text, above `short_limit` a short block."""

    names: tuple[str, ...]
    total: Callable[[Row], int]
    limit: int
    short_limit: int
    short_length: int

    def accepts(self, row: Row) -> bool:
        """Whether the block these features were measured of is text."""
        limit = self.short_limit if row[0] < self.short_length else self.limit
        return self.total(row) > limit


def build_forest(model: dict[str, Any]) -> Forest:
    """Make the trees of a model file callable."""
    return Forest(
        names=tuple(model["features"]),
        total=_compiled(model),
        limit=model["limit"],
        short_limit=model["short_limit"],
        short_length=model["short_length"],
    )


def load_model() -> dict[str, Any]:
    """Read the model that comes with the package; its keys are described in docs/body-model.md."""
    text = (resources.files("scraper.extract") / "model.json").read_text(encoding="utf-8")
    model: dict[str, Any] = json.loads(text)
    return model


def _compiled(model: dict[str, Any]) -> Callable[[Row], int]:
    """Return one function over all trees: conditions in source are ten times a walk over lists."""
    trees, width, sure = model["trees"], len(model["features"]), int(model["sure"])
    used = {feature for tree in trees for feature in _features_of(tree)}
    names = ", ".join(f"f{number}" if number in used else "_" for number in range(width))
    lines = ["def total(row):", f" {names}, = row"]
    lines.append(f" s = {int(model['base'])}")
    for number, tree in enumerate(trees):
        if number and number % _STEP == 0:
            lines.append(f" if s > {sure} or s < -{sure}: return s")
        lines.append(f" s += {_source(tree)}")
    lines.append(" return s")
    scope: dict[str, Any] = {}
    # Only numbers of our own file reach the source: _source formats ints and floats alone.
    exec("\n".join(lines), {"__builtins__": {}}, scope)  # noqa: S102
    total: Callable[[Row], int] = scope["total"]
    return total


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
