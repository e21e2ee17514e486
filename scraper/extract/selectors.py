"""A profile's selectors, asked of a page: most fit nothing there, and one look tells so."""

import re
from functools import lru_cache

from selectolax.lexbor import LexborNode

_CHAIN = re.compile(r"([\w.#-]+(?: [\w.#-]+)*) [\w.#-]+")


def fitting(region: LexborNode, selectors: tuple[str, ...]) -> tuple[str, ...]:
    """Return the selectors, or none of them where no element of a region fits any."""
    if not selectors or region.css_first(_holders(selectors)) is None:
        return ()
    return selectors


@lru_cache(maxsize=256)
def _holders(selectors: tuple[str, ...]) -> str:
    """Return a selector of what the elements meant stand in, where theirs says so.

    To find ".tags a" the parser climbs from every link of the page, to find ".tags" from none.
    """
    chains = [(_CHAIN.fullmatch(selector), selector) for selector in selectors]
    holders = [chain[1] if chain else selector for chain, selector in chains]
    return ", ".join(each for each in holders if not any(_implies(each, o) for o in holders))


def _implies(selector: str, other: str) -> bool:
    """Whether what fits a selector fits the other too: ".meta .day" and "p.day" imply ".day"."""
    return selector != other and other[:1] == "." and selector.endswith(other)
