"""The demo site itself: a path goes in, a response comes out; the same bytes each time."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any
from urllib.parse import parse_qs

from scraper.demosite import assets, feeds
from scraper.demosite.answer import Answer, Response, finish
from scraper.demosite.archives import Archive, archives, latest, named
from scraper.demosite.content import Content, Page
from scraper.demosite.loading import DATA, load
from scraper.demosite.markup import links
from scraper.demosite.render import Listing, Renderer
from scraper.demosite.truth import truth

EDITED_AT = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)

ENTRIES_PER_PAGE = 8
_START = datetime(2021, 3, 1, 9, tzinfo=UTC)
_UPLOADS = "/wp-content/uploads/"


class DemoSite:
    """A small invented institute's site under one base URL.

    `edition` 2 is the site some time later: three articles edited, two new, one gone (410) and one
    moved (301), all dated `edited_at` (aware; to the second).
    """

    def __init__(self, base_url: str, *, edition: int = 1, edited_at: datetime = EDITED_AT) -> None:
        self.base_url = base_url.rstrip("/")
        self._content: Content = load(edition, edited_at)
        self._renderer = Renderer(self._content, self.base_url)
        self._sitemaps = feeds.sitemaps(self._content)
        pages = self._content.pages
        self._archives = {archive.path: archive for archive in archives(self._content)}
        self._categories = sorted({name for page in pages for name in page.categories})
        self._numbers = {page.id: page.path for page in pages}
        self._uploads = frozenset(_uploads(pages))
        self._routes: dict[str, Callable[[], Answer]] = {}
        self._add_articles(pages)
        self._add_fixed()

    @property
    def article_urls(self) -> tuple[str, ...]:
        """List the addresses of all article pages, newest first."""
        return tuple(self.base_url + page.path for page in self._content.pages)

    def truth(self) -> list[dict[str, Any]]:
        """Tell what a perfect extractor returns for each article page, newest first."""
        return [truth(self._content, page, self.base_url) for page in self._content.pages]

    def respond(self, path_and_query: str, headers: Mapping[str, str] | None = None) -> Response:
        """Answer a GET: status, headers, body. Header names are matched in any case."""
        asked = {name.lower(): value for name, value in (headers or {}).items()}
        path, _, query = path_and_query.partition("?")
        answer = self._answer(path or "/", parse_qs(query, keep_blank_values=True))
        return finish(answer, asked)

    def _answer(self, path: str, query: Mapping[str, Sequence[str]]) -> Answer:
        if "p" in query and path == "/":
            target = self._numbers.get(_number(query["p"][0]))
            return self._redirect(target) if target else self._missing()
        if "s" in query:
            found = self._renderer.missing("Search results")
            return Answer(body=found.encode(), headers={"X-Robots-Tag": "noindex"})
        if path in self._content.gone:
            return self._missing(410)
        if path in self._content.moved:
            return self._redirect(self._content.moved[path])
        if path.startswith("/wp-content/"):
            return self._file(path)
        if path.startswith("/wp-json/"):
            return Answer(
                body=b'{"code":"rest_not_logged_in","data":{"status":401}}',
                content_type="application/json; charset=UTF-8",
                status=401,
            )
        return self._page(path, query)

    def _page(self, path: str, query: Mapping[str, Sequence[str]]) -> Answer:
        slug = path.removeprefix("/expert/").removesuffix("/")
        if path == f"/expert/{slug}/" and slug in self._content.people:
            return self._expert(slug, _number(query.get("avia-element-paging", ["1"])[0]))
        if path == "/feed/":
            return self._feed(path, "ZISS", self._content.pages, query)
        if route := self._routes.get(path):
            return route()
        base, _, tail = path.partition("page/")
        if archive := self._archives.get(base):
            return self._listing(archive, _number(tail.rstrip("/")) if tail else 1)
        if path.endswith("/feed/") and (archive := self._archives.get(path[:-5])):
            return self._feed(path, f"{archive.bar} – ZISS", archive.pages, query)
        if not path.endswith("/") and self._exists(path + "/"):
            return self._redirect(path + "/")
        return self._missing()

    def _exists(self, path: str) -> bool:
        known = path in self._routes or path in self._archives or path == "/feed/"
        return known or path.removeprefix("/expert/").rstrip("/") in self._content.people

    def _add_articles(self, pages: Sequence[Page]) -> None:
        newest_first = [None, *pages, None]
        for after, page, before in zip(newest_first, pages, newest_first[2:], strict=False):
            self._routes[page.path] = self._article(page, before, after)

    def _article(self, page: Page, before: Page | None, after: Page | None) -> Callable[[], Answer]:
        def answer() -> Answer:
            link = (
                f'<{self.base_url}/wp-json/>; rel="https://api.w.org/", '
                f"<{self.base_url}/?p={page.id}>; rel=shortlink"
            )
            return Answer(
                body=self._renderer.article(page, before, after).encode(),
                modified_at=page.updated_at,
                headers={"Link": link},
            )

        return answer

    def _add_fixed(self) -> None:
        content, renderer = self._content, self._renderer

        def text(body: Callable[[], str], kind: str = "text/html") -> Callable[[], Answer]:
            return lambda: Answer(body=body().encode(), content_type=f"{kind}; charset=UTF-8")

        for static in content.statics:
            self._routes[f"/{static.slug}/"] = text(partial(renderer.static, static))
        xml = "text/xml"
        for name, entries in self._sitemaps.items():
            self._routes[f"/{name}"] = text(partial(feeds.sitemap, entries, renderer), xml)
        self._routes |= {
            "/": text(self._home),
            "/our-people/": text(self._people),
            "/robots.txt": text(partial(feeds.robots, self.base_url), "text/plain"),
            "/sitemap_index.xml": text(partial(feeds.sitemap_index, self._sitemaps, renderer), xml),
            "/comments/feed/": text(
                partial(feeds.feed, content, renderer, "Comments", "/comments/feed/", ()),
                "application/rss+xml",
            ),
        }

    def _home(self) -> str:
        pages = self._content.pages
        about = next(p for p in self._content.statics if p.slug == "about-ziss")
        reports = [page for page in pages if page.kind == "report"]
        groups = [("Latest", pages[:6]), ("Publications", reports[:3])]
        return self._renderer.static(about, path="/", groups=groups)

    def _people(self) -> str:
        page = next(p for p in self._content.statics if p.slug == "our-people")
        return self._renderer.static(page, people=self._content.people)

    def _expert(self, slug: str, number: int) -> Answer:
        person = self._content.people[slug]
        pages = tuple(page for page in self._content.pages if slug in named(page))
        archive = Archive(path=f"/expert/{slug}/", bar=person.name, pages=pages)
        listing = self._slice(archive, number)
        if listing is None:
            return self._missing()
        return Answer(
            body=self._renderer.expert(person, listing).encode(), modified_at=latest(pages)
        )

    def _listing(self, archive: Archive, number: int) -> Answer:
        listing = self._slice(archive, number)
        if listing is None:
            return self._missing()
        body = self._renderer.listing(listing, self._categories)
        return Answer(body=body.encode(), modified_at=latest(archive.pages))

    def _slice(self, archive: Archive, number: int) -> Listing | None:
        last = max(1, -(-len(archive.pages) // ENTRIES_PER_PAGE))
        if not 1 <= number <= last:
            return None
        start = (number - 1) * ENTRIES_PER_PAGE
        shown = archive.pages[start : start + ENTRIES_PER_PAGE]
        return Listing(
            path=archive.path,
            bar=archive.bar,
            number=number,
            last=last,
            entries=tuple(self._renderer.entry(page) for page in shown),
            author=archive.author,
            description=archive.description,
        )

    def _feed(
        self, path: str, title: str, pages: Sequence[Page], query: Mapping[str, Sequence[str]]
    ) -> Answer:
        number = _number(query.get("paged", ["1"])[0])
        start = (number - 1) * feeds.ENTRIES_PER_FEED
        shown = pages[start : start + feeds.ENTRIES_PER_FEED] if number > 0 else ()
        if not shown:
            return self._missing()
        body = feeds.feed(self._content, self._renderer, title, path, shown)
        return Answer(
            body=body.encode(),
            content_type="application/rss+xml; charset=UTF-8",
            modified_at=latest(pages),
        )

    def _file(self, path: str) -> Answer:
        if path.endswith("/site.css"):
            return Answer(
                body=(DATA / "site.css").read_bytes(), content_type="text/css", modified_at=_START
            )
        if path.endswith("/logo-ziss.svg"):
            return Answer(body=assets.LOGO.encode(), content_type="image/svg+xml")
        if path.endswith(".png"):
            return Answer(body=assets.png(path), content_type="image/png", modified_at=_START)
        if path in self._uploads:
            name = path.rpartition("/")[2]
            return Answer(body=assets.pdf(name), content_type="application/pdf", modified_at=_START)
        return self._missing()

    def _redirect(self, target: str) -> Answer:
        return Answer(body=b"", status=301, headers={"Location": self.base_url + target})

    def _missing(self, status: int = 404) -> Answer:
        title = "Gone" if status == 410 else "Not found"
        return Answer(body=self._renderer.missing(title).encode(), status=status)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0


def _uploads(pages: Iterable[Page]) -> Iterable[str]:
    for page in pages:
        yield from (_UPLOADS + file.path for file in page.files)
        for entry in (page.related_news or ()) + (page.related_content or ()) + page.also:
            yield entry.rpartition(" | ")[2]
        for block in page.blocks:
            yield from (address for _, address in links(block.text))
