"""A small invented news site, as scripted answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tests.support import Reply, Request

_STORY = "The council met on Monday and spoke at length about the dikes along the river. " * 6
_XML = {"Content-Type": "application/xml"}


def article(path: str, *, links: Iterable[str] = (), head: str = "", text: str = _STORY) -> str:
    """Return a WordPress post with a date, some text and links below it."""
    title = path.strip("/").rpartition("/")[2].replace("-", " ").capitalize()
    below = "".join(f'<a href="{link}">x</a>' for link in links)
    return f"""<!doctype html><html lang="en"><head><title>{title}</title>{head}
<meta property="og:type" content="article"><meta property="og:title" content="{title}">
<meta property="article:published_time" content="2026-01-05T10:00:00+00:00"></head>
<body class="single single-post postid-1"><main><article class="post hentry">
<h1 class="entry-title">{title}</h1><time datetime="2026-01-05T10:00:00+00:00">Jan 5, 2026</time>
<div class="entry-content"><p>{text}</p><p>{text}</p></div></article></main>{below}</body></html>"""


def listing(entries: Iterable[str], *, next_page: str | None = None, more: str = "") -> str:
    """Return a list page with a card for each entry."""
    cards = "".join(
        f'<article class="post hentry"><h2 class="entry-title"><a href="{entry}">{entry}</a></h2>'
        f"<div class='entry-summary'><p>In short.</p></div></article>"
        for entry in entries
    )
    following = f'<a class="next page-numbers" href="{next_page}">Next</a>' if next_page else ""
    return f"""<!doctype html><html lang="en"><head><title>News</title></head>
<body class="home blog"><main>{cards}<nav class="pagination">{following}</nav></main>{more}
</body></html>"""


def page(text: str, *, links: Iterable[str] = ()) -> str:
    """Return a static page."""
    below = "".join(f'<a href="{link}">x</a>' for link in links)
    return f"""<!doctype html><html lang="en"><head><title>{text}</title></head>
<body class="page"><h1>{text}</h1><p>Words.</p>{below}</body></html>"""


def sitemap(entries: Mapping[str, str | None], *, is_index: bool = False) -> str:
    """Return a sitemap of addresses with their last change."""
    outer, inner = ("sitemapindex", "sitemap") if is_index else ("urlset", "url")
    rows = "".join(
        f"<{inner}><loc>{url}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</{inner}>"
        for url, day in entries.items()
    )
    return f'<?xml version="1.0"?><{outer} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</{outer}>'


@dataclass(kw_only=True)
class Site:
    """Pages by path, each with an ETag and 304 for it; `{base}` in them stands for the origin."""

    pages: dict[str, str] = field(default_factory=dict)
    replies: dict[str, Reply] = field(default_factory=dict)

    def answer(self, request: Request) -> Reply | None:
        reply = self.replies.get(request.target)
        if reply is not None:
            return reply
        text = self.pages.get(request.target)
        if text is None:
            return None
        body = text.replace("{base}", f"http://{request.headers['host']}").encode()
        etag = f'"{hash(body):x}"'
        if request.headers.get("if-none-match") == etag:
            return Reply(status=304)
        headers = {"ETag": etag}
        if body.startswith(b"<?xml"):
            headers |= _XML
        if request.target == "/robots.txt":
            headers["Content-Type"] = "text/plain"
        return Reply(body=body, headers=headers)
