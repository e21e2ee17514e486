"""The templates and what they are given: every HTML page of the demo site is written here."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from scraper.demosite.calendar import amsterdam, shown
from scraper.demosite.content import Content, Page, Person, StaticPage
from scraper.demosite.head import Head, article_head
from scraper.demosite.markup import plain
from scraper.demosite.pieces import pieces, role_line, source_lines

_VERSIONS = (4, 5, 6, 7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What the parts around the content need to know of a page."""

    body_class: str
    id: int = 0
    version: int = 7
    declared: str = "en-US"
    consent: str = "end"
    burger: bool = False
    labels: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A page as it stands in a list of entries; `page` is None where the entry is a file."""

    title: str
    url: str
    thumb: str
    category: str = ""
    excerpt: str = ""
    date: str = ""
    page: Page | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One page of an archive; `bar` is what the title bar says."""

    path: str
    bar: str
    number: int
    last: int
    entries: tuple[Entry, ...]
    archive: bool = True
    author: str = ""
    description: str = ""

    def href(self, number: int) -> str:
        """Give the path of another page of this archive."""
        return self.path if number == 1 else f"{self.path}page/{number}/"


def slugify(name: str) -> str:
    """Write a category or tag name as WordPress does in addresses."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower().translate(str.maketrans("éëïü", "eeiu"))).strip(
        "-"
    )


def category_path(name: str) -> str:
    """Give the path of a category's archive; reports have a listing of their own."""
    return {"Report": "/publications/", "News": "/news/"}.get(name, f"/category/{slugify(name)}/")


def tag_path(name: str) -> str:
    """Give the path of a tag's archive."""
    return f"/tag/{slugify(name)}/"


def cut(title: str) -> str:
    """Shorten a title as the theme does in previous/next: at a word, within 75 characters."""
    return title if len(title) <= 75 else title[:75].rsplit(" ", 1)[0] + "..."


class Renderer:
    """Write pages for one base URL; the parts that are the same on each are written once."""

    def __init__(self, content: Content, base_url: str) -> None:
        self._content = content
        self._base_url = base_url
        self._people = dict(content.people)
        self._by_path = {page.path: page for page in content.pages}
        self._environment = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
        )
        self._environment.globals.update(
            base=base_url,
            category_path=category_path,
            tag_path=tag_path,
            slugify=slugify,
            shown=shown,
            cut=cut,
        )
        once = partial(self.fill, menu=content.menu)
        self._environment.globals.update(
            header={v: Markup(once("header.html", version=v)) for v in _VERSIONS},  # noqa: S704
            burger=Markup(once("burger.html")),  # noqa: S704
            footer=Markup(once("footer.html")),  # noqa: S704
            consent=Markup(once("consent.html")),  # noqa: S704
        )

    def fill(self, template: str, **values: Any) -> str:
        """Fill a template."""
        return self._environment.get_template(template).render(**values)

    def address(self, target: str) -> str:
        """Make a site path absolute; `./path` stays relative to the site's root."""
        if target.startswith("./"):
            return target[1:]
        local = target.startswith("/") and not target.startswith("//")
        return self._base_url + target if local else target

    def entry(self, page: Page) -> Entry:
        """Show a page in a list."""
        excerpt = page.summary or next(
            (" ".join(plain(b.text)) for b in page.blocks if b.kind == "p"), ""
        )
        return Entry(
            title=page.title,
            url=self._base_url + page.path,
            thumb=page.image or f"2024/11/thumb-{page.id % 5}.png",
            category=page.categories[0] if page.categories else "",
            excerpt=excerpt,
            date=shown(page.day, "dmy" if page.date_form == "none" else page.date_form),
            page=page,
        )

    def article(self, page: Page, before: Page | None, after: Page | None) -> str:
        """Write an article page in the layout of its family."""
        post_type = "report" if page.kind == "report" else "post"
        frame = Frame(
            body_class=f"{post_type}-template-default single single-{post_type} "
            f"postid-{page.id} single-format-standard",
            id=page.id,
            version=page.version,
            declared=page.declared,
            consent=page.consent,
            burger=page.burger,
            labels=page.theme_labels,
        )
        body = pieces(page.blocks, self.address, entities=page.entities)
        # The builder's further sections stand behind the first with its columns.
        parted = next((n for n, piece in enumerate(body) if piece.kind == "reopen"), len(body))
        return self.fill(
            "builder.html" if page.family == "builder" else "loop.html",
            frame=frame,
            head=article_head(self._content, page, self._base_url),
            page=page,
            url=self._base_url + page.path,
            date=shown(page.day, page.date_form),
            local_time=amsterdam(page.published_at).isoformat(),
            author_name=self._content.authors[page.author],
            pieces=body[:parted] if page.family == "builder" else body,
            more_pieces=body[parted:] if page.family == "builder" else (),
            source_lines=source_lines(page, self.address),
            role_line=role_line(page, self._people, self._base_url),
            experts=[self._person(slug) for slug in page.experts or ()],
            related_news=self._related(page.related_news),
            related_content=self._related(page.related_content),
            also=self._related(page.also),
            before=before,
            after=after,
        )

    def _person(self, slug: str) -> dict[str, Any]:
        person = self._content.people[slug]
        return {
            "slug": slug,
            "name": person.name,
            "role": person.role,
            "block_role": person.block_role,
            "bio": person.bio,
            "portrait": f"2023/01/portrait-{slug}.png",
        }

    def _related(self, entries: Sequence[str] | None) -> list[Entry] | None:
        return None if entries is None else [self._related_entry(entry) for entry in entries]

    def _related_entry(self, entry: str) -> Entry:
        title, _, address = entry.rpartition(" | ")
        if not title:
            return self.entry(self._by_path[address])
        return Entry(title=title, url=self.address(address), thumb="2024/11/thumb-5.png")

    def listing(self, listing: Listing, categories: Iterable[str]) -> str:
        """Write one page of a category, tag, author or news archive."""
        head = Head(
            title=listing.bar if listing.number == 1 else f"{listing.bar} - Page {listing.number}",
            url=self._base_url + listing.href(listing.number),
            adjacent=tuple(
                (self._base_url + listing.href(n), rel)
                for n, rel in ((listing.number - 1, "prev"), (listing.number + 1, "next"))
                if 1 <= n <= listing.last
            ),
        )
        frame = Frame(body_class="archive category" if listing.archive else "blog")
        if listing.author:
            frame = Frame(body_class="archive author")
        return self.fill(
            "listing.html", frame=frame, head=head, list=listing, all_categories=categories
        )

    def expert(self, person: Person, listing: Listing) -> str:
        """Write an expert's profile with one page of the list of texts."""
        head = Head(title=person.name, url=f"{self._base_url}/expert/{person.slug}/")
        body_class = "expert-template-default single single-expert"
        frame = Frame(body_class=f"{body_class} postid-{sum(person.slug.encode())}")
        return self.fill(
            "expert.html", frame=frame, head=head, person=self._person(person.slug), list=listing
        )

    def static(
        self,
        page: StaticPage,
        *,
        path: str | None = None,
        people: Iterable[str] = (),
        groups: Iterable[tuple[str, Sequence[Page]]] = (),
    ) -> str:
        """Write a page that is no article; with team members or sliders under its text."""
        path = f"/{page.slug}/" if path is None else path
        home = " home" if path == "/" else ""
        return self.fill(
            "page.html",
            frame=Frame(body_class=f"page-template-default page page-id-{len(page.slug)}{home}"),
            head=Head(title=page.title, url=self._base_url + path),
            pieces=pieces(page.blocks, self.address),
            people=[self._person(slug) for slug in people],
            entries=[(title, [self.entry(p) for p in group]) for title, group in groups],
        )

    def missing(self, title: str) -> str:
        """Write the page for an address with nothing at it."""
        head = Head(title=title, url=self._base_url, kind="none", robots="noindex, follow")
        return self.fill("notfound.html", frame=Frame(body_class="error404"), head=head)
