"""The order in which a page is read: head, frame, boxes, labels, links, text, people."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from selectolax.lexbor import LexborNode

from scraper.document import Document
from scraper.extract import experts, kind, labels, links, sites, titles
from scraper.extract.attribution import Attribution, Site, find_attribution, host_of, short_lines
from scraper.extract.authors import find_authors, read_bylines, stated_authors
from scraper.extract.blocks import links_of, type_blocks
from scraper.extract.body import Judged, after_title, find_container, judge_blocks, text_blocks
from scraper.extract.credit import IN_TEXT, credits_of_text
from scraper.extract.events import is_of_event
from scraper.extract.found import Found
from scraper.extract.frame import find_region, find_scope, strip_frame
from scraper.extract.furniture import find_furniture
from scraper.extract.head import read_head
from scraper.extract.language import read_language
from scraper.extract.nearby import count_entries, lines_after
from scraper.extract.prose import Prose, part_lines, read_paragraphs, read_prose
from scraper.extract.published import find_published, find_time
from scraper.extract.rows import is_list
from scraper.extract.sections import find_sections
from scraper.extract.stated import find_stated
from scraper.extract.text import Block, describe
from scraper.profile import SiteProfile
from scraper.records import Article, Evidence, Expert, Extraction

_LITTLE = 200  # characters shown, as of a sign that the text is being loaded
EXTRACTOR = "9"  # raise whenever a rule changes what comes out


class PageReader:
    """One page being read; `read` or `read_article` runs once and consumes the document.

    `fields` and `evidence` fill up as the stages run, each stage using what earlier ones found.
    """

    def __init__(self, document: Document, profile: SiteProfile) -> None:
        self.document = document
        self.profile = profile
        self.fields: dict[str, Any] = {"url": document.url}
        self.evidence: dict[str, Evidence] = {}
        self.behind: Sequence[Block] = ()
        self.is_stated = False  # whether only the page's data holds the text

    def read(self, *, typed: bool = False) -> Extraction:
        """Read the article with its evidence and links; its blocks with their kinds when asked."""
        article = self.read_article()
        return Extraction(
            article=article,
            profile=self.profile.name,
            extractor=EXTRACTOR,
            evidence=self.evidence,
            body_links=links_of(self.body, self.document),
            blocks=type_blocks(self.body, self.container, self.document) if typed else (),
        )

    def read_article(self) -> Article:
        """Read every field, the surest first."""
        self._read_head()
        self._read_boxes()
        self._read_labels()
        self._read_media()
        prose = self._read_text()
        self.body = prose.body
        self._read_people(prose)
        self._read_dates()
        self._read_kind()
        return Article(**self.fields)

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
        self.host = host_of(self.document.url) if "//" in self.document.url else ""
        self.sites = sites.site_names(self.head, self.host, self.profile)
        stated = titles.read_stated(self.head, self.sites)
        strip_frame(tree, self.profile, stated.bare)
        self.region = find_region(tree, self.profile)
        title, self.headline = titles.find_title(
            self.region, self.head, self.profile, stated, url=self.document.url
        )
        added = sites.site_in_title(self.head, title.value)
        if added and added not in self.sites:
            self.sites.append(added)
        self.institutes = (*self.profile.institutes, *self.sites[:4])
        self._put_found("title", title)
        self._put("canonical_url", self.head.canonical, "link[rel=canonical]")
        self._put("summary", self.head.meta("description", "og:description"), "meta description")

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
        self.experts = experts.read_boxed(boxes, self.region, self.document, self.profile)
        tags = [text for box in boxes if box.kind == "tags" for text in box.link_texts()]
        self.box_tags = tuple(dict.fromkeys(tags))
        for box in boxes:
            box.remove()

    def _read_labels(self) -> None:
        """Read section, tags, the day shown and the container of the text."""
        self._put_found(
            "section", labels.find_section(self.region, self.headline, self.head, self.profile)
        )
        self._put("tags", *labels.find_tags(self.region, self.head, self.profile, self.box_tags))
        time = find_time(self.head, self.region, self.headline, self.profile)
        self._put("published_at", *time)
        self.container, self.body_rule, self.shares = find_container(
            self.region, self.profile, self.headline
        )
        self.day = labels.find_visible_day(
            *(self.region, self.headline, self.profile, self.head, self.fields["title"] or ""),
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
        self._put("image", *links.read_image(self.head, scope, document))
        self._put("embeds", links.read_embeds(scope, document), "players of the article")
        self._put("attachments", links.read_attachments(scope, document), "links to PDFs")
        furniture = find_furniture(scope, self.profile)
        is_wider = scope.mem_id != self.container.mem_id
        self._put_found("photo_credit", furniture.credit(scope if is_wider else None))
        self.bylines = () if self.profile.author_is_editor else self._bylines(scope)
        self.buttons = furniture.button_blocks()
        furniture.remove()
        self.paragraphs = read_paragraphs(scope)

    def _bylines(self, scope: LexborNode) -> tuple[Expert, ...]:
        self.stated = stated_authors(self.head)
        return read_bylines(
            scope,
            self.container,
            self.document,
            region=self.region,
            headline=self.headline,
            head=self.head,
            stated=self.stated,
            title=self.fields["title"] or "",
        )

    def _read_text(self) -> Prose:
        """Read the blocks of the text; attribution, credit and role lines leave it."""
        blocks = after_title(self._text_blocks(), self.headline)
        own = frozenset(name.casefold() for name in (*self.sites, *self.profile.institutes))
        site = Site(document=self.document, host=self.host, own_names=own)
        blocks = part_lines(blocks, site, self.institutes)
        self.first_day = labels.first_day_line(blocks)
        credits, credit = credits_of_text(blocks, self.behind)
        if credit and (credit.rule == IN_TEXT or not self.fields["photo_credit"]):
            self._put_found("photo_credit", credit)
        attribution = self._attribution(blocks, site)
        if attribution:
            self._put("source", attribution.source, "attribution")
        else:
            self._put("source", None, "none")
        self.body_place: str | None = describe(self.container)
        prose = read_prose(
            blocks,
            attribution=attribution,
            credits=credits,
            title=self.fields["title"],
            institutes=self.institutes,
            names=tuple(person.name for person in (*self.bylines, *self.experts)),
            has_byline=bool(self.bylines),
        )
        size = sum(len(block.text) for block in prose.body)
        if size < _LITTLE:
            prose = replace(prose, body=self._read_stated(size) or prose.body)
        body = tuple(block.text for block in prose.body)
        self._put("body", body, self.body_rule, self.body_place if body else None)
        lang = read_language([*body, self.fields["title"] or ""], self.head.lang)
        self._put("lang", lang, "words of the text")
        return prose

    def _read_stated(self, shown: int) -> tuple[Block, ...]:
        """Return the blocks of a body that only the page's data holds; it shows so little."""
        markup, title = self.document.markup, self.fields["title"]
        stated = find_stated(markup, self.head, title, shown=shown)
        if stated is None:
            self.body_rule = self.body_rule if shown else "none"
            return ()
        self.body_rule, self.body_place, self.container = stated.rule, None, stated.container
        self.is_stated = True
        return stated.blocks

    def _text_blocks(self) -> list[Block]:
        """Return the blocks of the text: all a profile's selector gives, or those of the model."""
        if not self.profile.prune:
            return text_blocks(self.container, self.shares)
        judged = self._judge()
        self.behind = judged.behind
        return list(judged.blocks)

    def _judge(self) -> Judged:
        is_told = self.body_rule.startswith("profile ")
        return judge_blocks(self.container, self.headline, is_told=is_told)

    def _attribution(self, blocks: Sequence[Block], site: Site) -> Attribution | None:
        titles = f"{self.fields['title']} {self.fields['section']}".casefold()
        if "digest" in titles:  # a digest links to many media and quotes none
            return None
        # On a general page it stands at one of the ends; a long story is not searched all through.
        ends = [*blocks[:4], *blocks[4:][-8:], *self.behind]
        found = find_attribution(ends if self.profile.prune else blocks, site)
        if found is None and self.scope.mem_id != self.container.mem_id:
            found = find_attribution(short_lines(self.paragraphs, blocks), site)
        return found or find_attribution(self.buttons, site)

    def _read_people(self, prose: Prose) -> None:
        """Read the experts: their block, else role lines, else mentions; elsewhere the byline."""
        lines = prose.people
        if not self.experts and not lines:
            beside = self.paragraphs if self.profile.prune else read_paragraphs(self.region)
            lines = experts.read_biographies(beside, self.institutes)
        own = self.institutes if self.profile.author_is_editor else self.profile.institutes
        people, rule = experts.choose_experts(
            self.experts,
            self.bylines,
            lines,
            body=prose.body,
            region=self.region,
            document=self.document,
            institutes=own,
        )
        self._put("experts", people, rule)
        self._put("authors", (), "none")
        if not self.profile.author_is_editor:
            shown = [person.name for person in self.bylines or self.experts]
            self._put("authors", *find_authors(self.head, self.stated, shown))

    def _read_dates(self) -> None:
        shown = self.day
        if shown.value is None and self.first_day:
            shown = labels.day_of_first_line(self.first_day, self.head, self.host)
        published = find_published(
            shown,
            self.fields["published_at"],
            head=self.head,
            url=self.document.url,
            profile=self.profile,
            lang=self.fields["lang"],
        )
        self._put_found("published", published)
        updated = find_time(self.head, None, None, self.profile, modified=True)
        self._put("updated_at", *updated)

    def _read_kind(self) -> None:
        size = sum(map(len, self.fields["body"]))
        shown = self.headline.text().strip() if self.headline is not None else ""
        found, rule = kind.read_kind(
            self.shape,
            self.head,
            url=self.document.url,
            profile=self.profile,
            has_title=self.is_stated
            or (self.headline is not None and not kind.is_empty_day(shown, size)),
            day_rule=self.evidence["published"].rule if self.fields["published"] else None,
            text_length=size,
            linked_headings=0 if self.fields["published"] else count_entries(self.region),
            is_list=lambda: is_list(self.region, self.headline, size),
            is_signed=bool(self.fields["authors"]) or self.is_stated,
        )
        self._put("kind", found, rule)
        if kind.is_of_entries(found, self.evidence["published"].rule) or self._is_of_event():
            self._put("published", None, "none")

    def _is_of_event(self) -> bool:
        day = self.fields["published"]
        if day is None or self.evidence["published"].rule not in kind.SHOWN:
            return False
        lines = lines_after(self.region, self.headline, self.fields["title"] or "")
        return is_of_event(day, self.head, [*lines])
