"""Who counts as an expert of a page, of all the people it names."""

from collections.abc import Iterable, Sequence

from selectolax.lexbor import LexborNode

from scraper.document import Document
from scraper.extract import people
from scraper.extract.sections import Section
from scraper.extract.text import Block, node_text
from scraper.extract.walk import read_blocks
from scraper.profile import SiteProfile
from scraper.records import Expert


def read_boxed(
    boxes: Sequence[Section], region: LexborNode, document: Document, profile: SiteProfile
) -> tuple[Expert, ...]:
    """Return the people of the box that is made for them: under its heading, else the profile's."""
    nodes = [node for box in boxes if box.kind == "people" for node in box.nodes]
    if not nodes and profile.experts:
        nodes = region.css(", ".join(profile.experts))
    blocks = [block for node in nodes for block in read_blocks(node)]
    return people.read_people_block(blocks, document)


def choose_experts(
    boxed: Sequence[Expert],
    bylines: Sequence[Expert],
    lines: Sequence[Expert],
    *,
    body: Sequence[Block],
    region: LexborNode,
    document: Document,
    institutes: Sequence[str],
) -> tuple[tuple[Expert, ...], str]:
    """Return the experts of a page and the rule: their box, the byline, role lines, mentions.

    Args:
        boxed: The people of the box that is made for them.
        bylines: The people of the byline.
        lines: Who role lines and biographies introduce.
        body: The text, for mentions and addresses.
        region: Where links on a name may stand.
        document: Resolves addresses.
        institutes: Names one of which a mention holds.
    """
    if boxed:
        experts = people.with_roles(boxed, lines)
        return people.with_addresses(experts, bylines), "block"
    if bylines:
        return people.with_roles(bylines, lines), "byline"
    if lines:
        return people.with_urls(lines, read_blocks(region), document), "role line"
    mentions = people.read_mentions(body, institutes=institutes)
    experts = people.with_urls(mentions, body, document)
    return experts, "mention" if experts else "none"


def read_biographies(
    paragraphs: Iterable[tuple[LexborNode, str]], institutes: Sequence[str]
) -> tuple[Expert, ...]:
    """Return who is introduced outside the text, in a biography beside or below it.

    Args:
        paragraphs: Elements with their text as it stands.
        institutes: Names one of which a biography holds.
    """
    found: dict[str, Expert] = {}
    for node, text in paragraphs if institutes else ():
        if people.begins_with_name(text) and any(map(text.__contains__, institutes)):
            line = people.read_role_line(node_text(node), institutes=institutes)
            for person in line.experts if line else ():
                found.setdefault(person.name, person)
    return tuple(found.values())
