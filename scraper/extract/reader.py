"""The order in which a page is read: head, frame, boxes, labels, links, text, people."""

from collections.abc import Sequence
from typing import Any

from scraper.document import Document
from scraper.extract import kind, labels, links, people, titles
from scraper.extract.attribution import Attribution, Site, find_attribution, host_of
from scraper.extract.authors import find_authors, read_bylines
from scraper.extract.body import (
    Judged,
    after_title,
    densest,
    find_container,
    hints_of,
    judge_blocks,
    text_blocks,
)
from scraper.extract.credit import credit_of_line
from scraper.extract.dates import first_day, order_of
from scraper.extract.found import Found
from scraper.extract.frame import find_region, find_scope, strip_frame
from scraper.extract.furniture import find_furniture
from scraper.extract.head import plain, read_head
from scraper.extract.language import read_language
from scraper.extract.prose import Prose, part_lines, read_prose
from scraper.extract.published import find_published, find_time
from scraper.extract.sections import Section, find_sections
from scraper.extract.text import Block, describe, node_text, read_blocks
from scraper.profile import SiteProfile
from scraper.records import Article, Evidence, Expert, Extraction, TitledLink

EXTRACTOR = "1"  # raise whenever a rule changes what comes out


class PageReader:
    """One page being read; `read` runs once and consumes the document.

    `fields` and `evidence` fill up as the stages run, each stage using what earlier ones found.
    """

    def __init__(self, document: Document, profile: SiteProfile) -> None:
        self.document = document
        self.profile = profile
        self.fields: dict[str, Any] = {"url": document.url}
        self.evidence: dict[str, Evidence] = {}
        self.behind: Sequence[Block] = ()

    def read(self) -> Extraction:
        """Read every field, the surest first."""
        self._read_head()
        self._read_boxes()
        self._read_labels()
        self._read_media()
        prose = self._read_text()
        self._read_people(prose)
        self._read_dates()
        self._read_kind()
        return Extraction(
            article=Article(**self.fields),
            profile=self.profile.name,
            extractor=EXTRACTOR,
            evidence=self.evidence,
            body_links=self._links_of(prose.body),
        )

    def _put(self, field: str, value: Any, rule: str, place: str | None = None) -> None:
        self.fields[field] = value
        self.evidence[field] = Evidence(rule=rule, place=place)

    def _put_found(self, field: str, found: Found) -> None:
        self.fields[field] = found.value
        self.evidence[field] = Evidence(
            rule=found.rule, place=found.place, runners_up=found.runners_up
        )

    def _read_head(self) -> None:
        """Read metas and JSON-LD, then take the frame of the page away and find the headline."""
        tree = self.document.tree
        self.head = read_head(self.document)
        self.shape = kind.read_shape(tree, self.head)
        strip_frame(tree, self.profile)
        self.region = find_region(tree, self.profile)
        self.host = host_of(self.document.url) if "//" in self.document.url else ""
        self.sites = titles.site_names(self.head, self.host, self.profile)
        title, self.headline = titles.find_title(
            self.region, self.head, self.profile, self.sites, url=self.document.url
        )
        added = titles.site_in_title(self.head, title.value)
        if added and added not in self.sites:
            self.sites.append(added)
        self.institutes = (*self.profile.institutes, *self.sites[:4])
        self._put_found("title", title)
        self._put("canonical_url", self.head.canonical, "link[rel=canonical]")
        summary = self.head.meta("description", "og:description")
        self._put("summary", summary, "meta description")

    def _read_boxes(self) -> None:
        """Read what stands under headings of its own, and take it out."""
        boxes = find_sections(self.region)
        for field in ("related_news", "related_content"):
            nodes = [node for box in boxes if box.kind == field for node in box.nodes]
            entries = links.read_related(nodes, self.document)
            rule = "box under its heading"
            if not entries and field == "related_content" and self.profile.related_content:
                selector = ", ".join(self.profile.related_content)
                entries = links.read_related(self.region.css(selector), self.document)
                rule = f"profile {selector}"
            self._put(field, entries, rule if entries else "none")
        self.experts = self._people_of(boxes)
        self.tag_nodes = [node for box in boxes if box.kind == "tags" for node in box.nodes]
        self.box_tags = tuple(
            dict.fromkeys(
                text
                for node in self.tag_nodes
                for link in ([node] if node.tag == "a" else node.css("a"))
                if (text := node_text(link))
            )
        )
        for box in boxes:
            box.remove()

    def _people_of(self, boxes: Sequence[Section]) -> tuple[Expert, ...]:
        nodes = [node for box in boxes if box.kind == "people" for node in box.nodes]
        if not nodes and self.profile.experts:
            nodes = self.region.css(", ".join(self.profile.experts))
        blocks = [block for node in nodes for block in read_blocks(node)]
        return people.read_people_block(blocks, self.document)

    def _read_labels(self) -> None:
        """Read section, tags, the day shown and the container of the text."""
        self._put_found(
            "section", labels.find_section(self.region, self.headline, self.head, self.profile)
        )
        tags, rule = labels.find_tags(self.region, self.head, self.profile, self.box_tags)
        self._put("tags", tags, rule)
        published_at, rule = find_time(self.head, self.region, self.headline, self.profile)
        self._put("published_at", published_at, rule)
        self.container, self.body_rule, self.shares = find_container(self.region, self.profile)
        self.day = labels.find_visible_day(
            self.region,
            self.headline,
            self.profile,
            self.head,
            self.fields["title"] or "",
            host=self.host,
        )
        if self.profile.remove_after:
            for node in self.region.css(", ".join(self.profile.remove_after)):
                if node.css_first("h1") is None:
                    node.decompose()

    def _read_media(self) -> None:
        """Read players, files, the picture and its credit, and take captions out."""
        scope = self.scope = find_scope(self.region, self.headline, self.container, self.profile)
        document = self.document
        image, rule = links.read_image(self.head, scope, document)
        self._put("image", image, rule)
        self._put("embeds", links.read_embeds(scope, document), "players of the article")
        self._put("attachments", links.read_attachments(scope, document), "links to PDFs")
        self._put("photo_credit", None, "none")
        furniture = find_furniture(scope, self.profile)
        if shown := furniture.credit():
            self._put("photo_credit", shown[0], "caption", shown[1])
        if not self.fields["photo_credit"] and scope.mem_id != self.container.mem_id:
            lines = [credit_of_line(node_text(node)) for node in scope.css("p")[:12]]
            credit = next(filter(None, lines), None)
            self._put("photo_credit", credit, "line beside the text" if credit else "none")
        self.bylines = (
            ()
            if self.profile.author_is_editor
            else read_bylines(
                scope,
                self.container,
                document,
                region=self.region,
                headline=self.headline,
                head=self.head,
                title=self.fields["title"] or "",
            )
        )
        self.buttons = furniture.button_blocks()
        furniture.remove()

    def _read_text(self) -> Prose:
        """Read the blocks of the text; attribution, credit and role lines leave it."""
        blocks = after_title(self._text_blocks(), self.headline)
        own = frozenset(name.casefold() for name in (*self.sites, *self.profile.institutes))
        site = Site(document=self.document, host=self.host, own_names=own)
        blocks = part_lines(blocks, site, self.institutes)
        self.first_days = [b.text for b in blocks[:3] if labels.is_day_line(b.text)]
        for block in blocks:
            credit = credit_of_line(block.text)
            if credit:
                self._put("photo_credit", credit, "line of the text", describe(block.node))
        attribution = self._attribution(blocks, site)
        self._put(
            "source",
            attribution.source if attribution else None,
            "attribution" if attribution else "none",
        )
        prose = read_prose(
            blocks,
            attribution=attribution,
            title=self.fields["title"],
            institutes=self.institutes,
            names=tuple(person.name for person in (*self.bylines, *self.experts)),
            has_byline=bool(self.bylines),
        )
        body = tuple(block.text for block in prose.body)
        self._put("body", body, self.body_rule, describe(self.container))
        stated = self.head.article.get("articleBody") if not body else None
        if isinstance(stated, str):
            body = tuple(line for part in stated.splitlines() if (line := plain(part)))
            self._put("body", body, "JSON-LD articleBody" if body else "none")
        texts = [*body, self.fields["title"] or ""]
        lang = read_language(texts, self.head.lang)
        self._put("lang", lang, "words of the text", self.head.lang)
        return prose

    def _text_blocks(self) -> list[Block]:
        """Return the blocks of the text: by the profile's selector, else by the model."""
        if self.body_rule.startswith("profile ") or not self.profile.prune:
            blocks = text_blocks(self.container, shares=self.shares, prune=self.profile.prune)
            if blocks or not self.profile.prune:
                return blocks
            # A theme's class on an element without text: the page is read as any other.
            self.container, self.body_rule, self.shares = densest(self.region)
        judged = self._judge()
        self.behind = judged.behind
        return list(judged.blocks)

    def _judge(self) -> Judged:
        hints = hints_of(self.head, self.fields["title"], self.headline)
        return judge_blocks(self.container, hints)

    def _attribution(self, blocks: Sequence[Block], site: Site) -> Attribution | None:
        titles = f"{self.fields['title']} {self.fields['section']}".casefold()
        if "digest" in titles:  # a digest links to many media and quotes none
            return None
        # On a general page it stands at one of the ends; a long story is not searched all through.
        ends = [*blocks[:4], *blocks[4:][-8:], *self.behind]
        near = ends if self.profile.prune else blocks
        found = find_attribution(near, site)
        if found is None and self.scope.mem_id != self.container.mem_id:
            found = find_attribution(self._lines_outside(blocks), site)
        if found is None and self.buttons:
            found = find_attribution(self.buttons, site)
        return found

    def _read_people(self, prose: Prose) -> None:
        """Read the experts: their block, else role lines, else mentions; elsewhere the byline."""
        lines = prose.people
        rule = "block"
        experts = self.experts
        if not experts and not lines:
            lines = self._biographies()
        if experts:
            experts = people.with_roles(experts, lines)
            experts = people.with_addresses(experts, self.bylines)
        elif self.bylines:
            experts, rule = people.with_roles(self.bylines, lines), "byline"
        elif lines:
            experts, rule = (
                people.with_urls(lines, read_blocks(self.region), self.document),
                "role line",
            )
        else:
            own = self.institutes if self.profile.author_is_editor else self.profile.institutes
            mentions = people.read_mentions(prose.body, institutes=own)
            experts, rule = people.with_urls(mentions, prose.body, self.document), "mention"
        self._put("experts", experts, rule if experts else "none")
        authors, rule = (
            ((), "none")
            if self.profile.author_is_editor
            else find_authors(self.head, [person.name for person in self.bylines or self.experts])
        )
        self._put("authors", authors, rule)

    def _biographies(self) -> tuple[Expert, ...]:
        """Return who is introduced outside the text, in a biography beside or below it."""
        found: dict[str, Expert] = {}
        where = self.scope if self.profile.prune else self.region
        for node in where.css("p") if self.institutes else ():
            text = node.text()
            if any(name in text for name in self.institutes):
                line = people.read_role_line(node_text(node), institutes=self.institutes)
                for person in line.experts if line else ():
                    found.setdefault(person.name, person)
        return tuple(found.values())

    def _lines_outside(self, blocks: Sequence[Block]) -> list[Block]:
        """Return the short paragraphs of the article that stand beside its text."""
        inside = {block.node.mem_id for block in blocks}
        nodes = [node for node in self.scope.css("p") if node.mem_id not in inside]
        return [line for node in nodes if len(node.text()) < 300 for line in read_blocks(node)]

    def _read_dates(self) -> None:
        shown = self.day
        if shown.value is None and self.first_days:
            order = order_of(self.head.meta("og:locale") or self.head.lang, self.host)
            day = first_day(self.first_days[0], order=order)
            shown = Found(value=day, rule="first line of the text")
        published = find_published(
            shown,
            self.fields["published_at"],
            head=self.head,
            url=self.document.url,
            profile=self.profile,
            lang=self.fields["lang"],
        )
        self._put_found("published", published)
        updated, rule = find_time(self.head, None, None, self.profile, modified=True)
        self._put("updated_at", updated, rule)

    def _read_kind(self) -> None:
        found, rule = kind.read_kind(
            self.shape,
            self.head,
            url=self.document.url,
            profile=self.profile,
            has_title=self.headline is not None,
            day_rule=self.evidence["published"].rule if self.fields["published"] else None,
            text_length=sum(map(len, self.fields["body"])),
        )
        self._put("kind", found, rule)

    def _links_of(self, blocks: Sequence[Block]) -> tuple[TitledLink, ...]:
        found = []
        for block in blocks:
            for link in block.links:
                url = self.document.resolve(link.href)
                if url:
                    found.append(TitledLink(title=link.text, url=url))
        return tuple(found)
