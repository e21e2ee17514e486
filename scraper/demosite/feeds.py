"""robots.txt, the sitemaps and the feeds of the demo site."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

from markupsafe import Markup

from scraper.demosite.content import Content, Page
from scraper.demosite.pieces import pieces
from scraper.demosite.render import Renderer, category_path, tag_path

POSTS_PER_SITEMAP = 40
ENTRIES_PER_FEED = 10
_FIRST_DAY = datetime(2021, 3, 1, 9, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class SitemapEntry:
    """One address of a sitemap."""

    path: str
    modified: datetime
    image: str = ""


def robots(base_url: str) -> str:
    """Write robots.txt: the usual WordPress rules, a closed corner, and where the sitemaps are."""
    return (
        "User-agent: *\n"
        "Disallow: /wp-admin/\n"
        "Disallow: /*?s=\n"
        "Disallow: /internal/\n"
        "Allow: /wp-admin/admin-ajax.php\n\n"
        f"Sitemap: {base_url}/sitemap_index.xml\n"
    )


def sitemaps(content: Content) -> dict[str, list[SitemapEntry]]:
    """List every sitemap by file name, with its entries; posts are spread over several files."""
    posts = [_entry(page) for page in content.pages if page.kind != "report"]
    reports = [_entry(page) for page in content.pages if page.kind == "report"]
    files = {
        f"post-sitemap{n // POSTS_PER_SITEMAP + 1 if n else ''}.xml": posts[
            n : n + POSTS_PER_SITEMAP
        ]
        for n in range(0, len(posts), POSTS_PER_SITEMAP)
    }
    paths = [f"/{static.slug}/" for static in content.statics]
    files["page-sitemap.xml"] = [SitemapEntry(path=p, modified=_FIRST_DAY) for p in ["/", *paths]]
    files["report-sitemap.xml"] = reports
    files["expert-sitemap.xml"] = [
        SitemapEntry(path=f"/expert/{slug}/", modified=_FIRST_DAY) for slug in content.people
    ]
    files["category-sitemap.xml"] = _archives(content.pages, "categories")
    files["post_tag-sitemap.xml"] = _archives(content.pages, "tags")
    return files


def _entry(page: Page) -> SitemapEntry:
    return SitemapEntry(path=page.path, modified=page.updated_at, image=page.image)


def _archives(pages: Sequence[Page], field: str) -> list[SitemapEntry]:
    path_of = category_path if field == "categories" else tag_path
    latest: dict[str, datetime] = {}
    for page in pages:
        for name in getattr(page, field):
            path = path_of(name)
            latest[path] = max(latest.get(path, page.updated_at), page.updated_at)
    return [SitemapEntry(path=path, modified=latest[path]) for path in sorted(latest)]


def sitemap_index(files: dict[str, list[SitemapEntry]], renderer: Renderer) -> str:
    """Write the index: each file with the time of its newest entry."""
    children = [(name, max(e.modified for e in entries)) for name, entries in files.items()]
    return renderer.fill("sitemap.xml", children=children, entries=[])


def sitemap(entries: Sequence[SitemapEntry], renderer: Renderer) -> str:
    """Write one sitemap."""
    return renderer.fill("sitemap.xml", children=[], entries=entries)


def feed(content: Content, renderer: Renderer, title: str, path: str, pages: Sequence[Page]) -> str:
    """Write an RSS 2.0 feed of these pages, newest first, full texts included."""
    entries = [
        {
            "title": page.title,
            "url": renderer.address(page.path),
            "page": page,
            "author": content.authors[page.author],
            "excerpt": Markup(renderer.entry(page).excerpt),  # noqa: S704
            "content": _text(page, renderer),
        }
        for page in pages
    ]
    newest = max((page.updated_at for page in pages), default=_FIRST_DAY)
    return renderer.fill(
        "feed.xml",
        title=title,
        address=renderer.address(path),
        built=newest,
        entries=entries,
        rfc822=format_datetime,
    )


def _text(page: Page, renderer: Renderer) -> Markup:
    return Markup("\n").join(
        Markup("<p>{}</p>").format(piece.html or Markup(" ").join(piece.many))
        for piece in pieces(page.blocks, renderer.address)
        if piece.html or piece.many
    )
