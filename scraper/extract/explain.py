"""Why each field has its value: the places are sought anew, so that reading need not keep them.

The tree is taken apart while a page is read. Here the page is parsed once more, and the value is
found in the untouched tree by the rule that gave it.
"""

from collections.abc import Mapping
from typing import Any

from selectolax.lexbor import LexborNode

from scraper.document import Document, parse_document
from scraper.explanation import Candidate, Explanation, value_text
from scraper.extract.candidates import Candidates, Said, is_within
from scraper.extract.paths import css_path
from scraper.extract.sites import fold
from scraper.extract.standing import Standing, smallest_holder
from scraper.extract.text import describe
from scraper.records import Evidence, Extraction

_PLACELESS = frozenset(("kind", "lang"))  # summed up from many places
_LISTED = ("related_news", "related_content", "attachments")
_MOST = 8  # runners-up
_ENDS = 50  # items of a list that are sought, from either end: each is a search of the page
# Metas that a rule reads where its name says less.
_METAS_OF = {
    "meta description": ("description", "og:description"),
    "og:image": ("og:image", "og:image:url", "og:image:secure_url"),
}


def explain_extraction(document: Document, extraction: Extraction) -> Mapping[str, Explanation]:
    """Return the explanation of every field, in the order of the record.

    Args:
        document: The page; its tree may be consumed, its markup is parsed once more.
        extraction: What was read from it.
    """
    original = parse_document(document.markup.decode(), url=document.url, is_whole=True)
    page = _Page(original)
    article = extraction.article
    return {
        name: page.explain(name, getattr(article, name), extraction.evidence[name], extraction)
        for name in article.__dataclass_fields__
        if name in extraction.evidence
    }


class _Page:
    """The untouched page, searched for the places of values."""

    def __init__(self, document: Document) -> None:
        self._tree = document.tree
        self._standing = Standing(document)
        self._candidates = Candidates(document)
        self._headline: LexborNode | None = None

    def explain(
        self, field: str, value: Any, evidence: Evidence, extraction: Extraction
    ) -> Explanation:
        """Return the explanation of one field."""
        is_placed = bool(value) and field not in _PLACELESS and "address" not in evidence.rule
        stated = self._stated(field, value, evidence, extraction) if is_placed else None
        node = stated.node if stated else None
        if node is None and is_placed:
            node = self._shown(field, value, evidence)
        if node is None and is_placed:
            stated = self._equal(field, value)
            node = stated.node if stated else None
        if field == "title":
            self._headline = node
        rule = evidence.rule if value else "none"
        if stated and stated.path:
            is_of_data = rule == "byline"  # what the page's own data names is not sought again
            rule = f"{stated.rule if is_of_data else rule} {stated.path}"
        return Explanation(
            rule=rule,
            place=css_path(node, self._tree) if node is not None else None,
            runners_up=self._runners_up(field, node, stated, evidence),
        )

    def _runners_up(
        self, field: str, chosen: LexborNode | None, stated: Said | None, evidence: Evidence
    ) -> tuple[Candidate, ...]:
        """Return what else the page offers, and what the reader passed over."""
        found: dict[tuple[str, str], Candidate] = {}
        for said in self._candidates.of(field):
            if said.rule == evidence.rule == "day in the address":
                continue
            is_same = stated is None or (said.value, said.rule) == (stated.value, stated.rule)
            if is_same and is_within(said.node, chosen):
                continue
            if stated is not None and not stated.value and said.rule == stated.rule:
                continue  # an item of the list
            if (said.value, said.rule) not in found:
                place = css_path(said.node, self._tree) if said.node is not None else None
                rule = f"{said.rule} {said.path}".rstrip()
                found[said.value, said.rule] = Candidate(value=said.value, rule=rule, place=place)
        return tuple(found.values())[:_MOST]

    def _stated(
        self, field: str, value: Any, evidence: Evidence, extraction: Extraction
    ) -> Said | None:
        """Return where the page's own data gives a value, by the rule that read it there."""
        rule = evidence.rule
        if rule == "published_at":
            rule = extraction.evidence["published_at"].rule
        if rule == "article:tag":
            return self._all_of(field, "article:tag")
        offered = []
        if rule.startswith("JSON-LD ") or rule == "articleSection":
            offered = list(self._candidates.of_key(field, rule.removeprefix("JSON-LD ")))
            if not offered and field == "body":
                offered = list(self._candidates.of(field))
        elif rule == "byline" and field == "experts":
            offered = [said for said in self._candidates.of_key(field, "author") if said.path]
            wanted = fold(", ".join(person.name for person in value))
            return next((said for said in offered if fold(said.value) == wanted), None)
        elif rule == "title element":
            offered = [said for said in self._candidates.of(field) if said.rule == rule]
        elif rule == "link[rel=canonical]":
            nodes = self._tree.css("link[rel~='canonical' i]")
            return Said(value=value, rule=rule, node=nodes[0]) if nodes else None
        elif ":" in rule or rule.startswith("meta "):
            names = _METAS_OF.get(rule, (rule.removeprefix("meta "),))
            offered = [said for name in names for said in self._candidates.of_meta(field, name)]
        elif " $" in rule:
            name = rule.split(" ", 1)[0]
            nodes = [n for n in self._tree.css("script") if n.id == name or name in n.text()]
            return Said(value="", rule=rule, node=nodes[0]) if nodes else None
        if rule == "articleSection":
            offered += self._candidates.of_meta(field, "article:section")
        found = _nearest(offered, value)
        is_stated = rule.startswith(("JSON-LD ", "meta "))
        return self._equal(field, value) if found is None and is_stated else found

    def _all_of(self, field: str, meta: str) -> Said | None:
        """Return where the metas of one name stand that give a list: in one, else around all."""
        groups = [[each.node] for each in self._candidates.of_meta(field, meta) if each.node]
        node = groups[0][0] if len(groups) == 1 else smallest_holder(groups)
        return Said(value="", rule=f"meta {meta}", node=node)

    def _equal(self, field: str, value: Any) -> Said | None:
        """Return the candidate with exactly this value."""
        if field == "experts":
            value = tuple(person.name for person in value)
        wanted = fold(value_text(value))
        return next((s for s in self._candidates.of(field) if fold(s.value) == wanted), None)

    def _shown(self, field: str, value: Any, evidence: Evidence) -> LexborNode | None:
        """Return the element that shows a value."""
        rule, name = evidence.rule, evidence.place
        if field == "body":
            return self._standing.of_body(name, value) if name else None
        if field == "published":
            days = list(self._standing.of_day(value))
            named = [node for node in days if describe(node) == name] if name else days
            return self._standing.nearest(named or days, self._headline)
        if rule == "byline":
            return self._byline(field, value)
        if field in ("published_at", "updated_at"):
            return next((s.node for s in self._candidates.of(field) if s.value == value), None)
        if isinstance(value, str) and name:
            found = self._standing.of_name(name, lambda node: self._standing.holds(node, value))
            if found is not None:
                return found
        if field == "image":
            return next(iter(self._standing.of_picture(value)), None)
        within = None
        if rule.startswith("profile ") and isinstance(value, tuple):
            within = smallest_holder([[node] for node in self._tree.css(rule[len("profile ") :])])
        return smallest_holder(self._groups(field, value, within))

    def _byline(self, field: str, value: Any) -> LexborNode | None:
        """Return the element behind the headline that names people."""
        names = [each.name for each in value] if field == "experts" else list(value)
        shown = [said.node for said in self._candidates.of("authors") if said.node is not None]
        groups = []
        for name in names:
            nodes = list(self._standing.of_text(name))
            marked = [node for node in nodes if any(is_within(node, each) for each in shown)]
            nearest = self._standing.nearest(marked or nodes, self._headline)
            groups.append([nearest] if nearest is not None else [])
        return smallest_holder(groups)

    def _groups(self, field: str, value: Any, within: LexborNode | None) -> list[list[LexborNode]]:
        """Return the elements that show each item of a value; of a long list those at its ends."""
        standing = self._standing
        if isinstance(value, tuple) and len(value) > 2 * _ENDS:
            value = value[:_ENDS] + value[-_ENDS:]
        if field in _LISTED:
            return [standing.of_link(each.url) for each in value]
        if field == "embeds":
            return [standing.of_player(each.url) for each in value]
        if field == "experts":
            return [list(standing.of_text(each.name, within=within)) for each in value]
        if field == "source":
            return [list(standing.of_text(value.phrase))]
        texts = value if isinstance(value, tuple) else (value,)
        return [list(standing.of_text(text, within=within)) for text in texts]


def _nearest(offered: list[Said], value: Any) -> Said | None:
    """Return the statement that gives a value: the very one, else one that holds it, else any."""
    wanted = fold(value_text(value))
    for is_right in (
        lambda said: fold(said.value) == wanted,
        lambda said: wanted in fold(said.value) or fold(said.value) in wanted,
    ):
        found = next(filter(is_right, offered), None)
        if found is not None:
            return found
    return offered[0] if offered else None
