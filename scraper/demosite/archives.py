"""The lists of the demo site: all news, publications, categories, tags and authors."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from scraper.demosite.content import Content, Page
from scraper.demosite.render import category_path, tag_path

_START = datetime(2021, 3, 1, 9, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """One list, newest first, before it is cut into pages; `bar` is its title."""

    path: str
    bar: str
    pages: tuple[Page, ...]
    author: str = ""
    description: str = ""


def archives(content: Content) -> Iterable[Archive]:
    """List every archive of the site."""
    reports = tuple(page for page in content.pages if page.kind == "report")
    posts = tuple(page for page in content.pages if page.kind != "report")
    yield Archive(path="/news/", bar="News", pages=posts)
    yield Archive(path="/publications/", bar="Publications", pages=reports)
    for category in sorted({name for page in posts for name in page.categories}):
        chosen = tuple(page for page in posts if category in page.categories)
        if (path := category_path(category)) not in ("/news/", "/publications/"):
            text = f"Everything the institute filed under {category}, newest first."
            bar = f"Archive for category: {category}"
            yield Archive(path=path, bar=bar, pages=chosen, description=text)
    for tag in sorted({name for page in content.pages for name in page.tags}):
        chosen = tuple(page for page in content.pages if tag in page.tags)
        yield Archive(path=tag_path(tag), bar=f"Tag Archive for: {tag}", pages=chosen)
    for slug, name in content.authors.items():
        chosen = tuple(page for page in posts if page.author == slug)
        path = f"/news/author/{slug}/"
        yield Archive(path=path, bar=f"Archive for: {name}", pages=chosen, author=name)


def named(page: Page) -> tuple[str, ...]:
    """List the people a page names, by slug."""
    line, mention = page.role_line, page.mention
    return (page.experts or ()) + (line.who if line else ()) + ((mention.who,) if mention else ())


def latest(pages: Iterable[Page]) -> datetime:
    """Give the time of the last change to any of these pages."""
    return max((page.updated_at for page in pages), default=_START)
