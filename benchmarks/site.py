"""A generated news site on loopback for crawl benchmarks: N pages of about 80 KB, gzip, validators.

Run as a module it serves until it is stopped: `python -m benchmarks.site PAGES PORT`.
"""

import asyncio
import gzip
import hashlib
import random
import sys
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

SYLLABLES = ("ba", "de", "fi", "go", "lu", "mar", "nen", "por", "ris", "sto", "tan", "ver", "wil")
START = datetime(2021, 1, 4, 7, tzinfo=UTC)
PAGES_PER_SITEMAP = 500


def words(source: random.Random, count: int) -> str:
    """Return `count` invented words."""
    return " ".join(
        "".join(source.choices(SYLLABLES, k=source.choice((1, 2, 3)))) for _ in range(count)
    )


def render_page(number: int, base: str, chrome: str) -> tuple[str, str, datetime]:
    """Return (path, HTML, time of publication) of one article."""
    source = random.Random(number)
    published = START + timedelta(hours=5 * number)
    title = words(source, 7).capitalize()
    path = f"/news/{title.lower().replace(' ', '-')}-{number}/"
    body = "".join(f"<p>{words(source, 60).capitalize()}.</p>" for _ in range(9))
    cards = "".join(
        f'<article class="slide-entry"><h3><a href="/news/#{words(source, 1)}">{words(source, 6)}</a>'
        f"</h3><p>{words(source, 20)}</p></article>"
        for _ in range(12)
    )
    html = (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title} - Bench</title>'
        f'<link rel="canonical" href="{base}{path}"><meta property="og:type" content="article">'
        f'<meta property="article:published_time" content="{published.isoformat()}"></head>'
        f'<body class="single single-post"><header><nav><ul>{chrome}</ul></nav></header><main>'
        f'<article class="post"><h1 class="entry-title">{title}</h1>'
        f'<time datetime="{published.isoformat()}">{published:%d %B %Y}</time>'
        f'<div class="entry-content">{body}</div></article><section class="related">{cards}</section>'
        f"</main><footer><ul>{chrome}</ul></footer></body></html>"
    )
    return path, html, published


class Site:
    """The answers of the site, rendered once: path -> (headers, body)."""

    def __init__(self, pages: int, base: str) -> None:
        source = random.Random(0)
        chrome = "".join(
            f'<li class="menu-item menu-item-{i}"><a href="/topic/{i % 20}/"><span>{words(source, 3)}'
            f"</span></a></li>"
            for i in range(300)
        )
        self.answers: dict[str, tuple[str, bytes]] = {}
        entries = []
        for number in range(pages):
            path, html, published = render_page(number, base, chrome)
            entries.append((f"{base}{path}", published))
            self._put(path, html, "text/html; charset=utf-8", published)
        namespace = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        index = []
        for start in range(0, pages, PAGES_PER_SITEMAP):
            name = f"/post-sitemap{start // PAGES_PER_SITEMAP + 1}.xml"
            index.append(f"<sitemap><loc>{base}{name}</loc></sitemap>")
            rows = "".join(
                f"<url><loc>{url}</loc><lastmod>{at.isoformat()}</lastmod></url>"
                for url, at in entries[start : start + PAGES_PER_SITEMAP]
            )
            self._put(name, f"<urlset {namespace}>{rows}</urlset>", "application/xml", START)
        sitemaps = f"<sitemapindex {namespace}>{''.join(index)}</sitemapindex>"
        self._put("/sitemap_index.xml", sitemaps, "application/xml", START)
        robots = f"User-agent: *\nDisallow:\nSitemap: {base}/sitemap_index.xml\n"
        self._put("/robots.txt", robots, "text/plain", START)
        home = f'<html lang="en"><title>Bench</title><body class="home"><ul>{chrome}</ul></body></html>'
        self._put("/", home, "text/html; charset=utf-8", START)

    def _put(self, path: str, text: str, media_type: str, modified: datetime) -> None:
        body = gzip.compress(text.encode(), 5, mtime=0)
        tag = hashlib.sha256(body).hexdigest()[:16]
        headers = (
            f"Content-Type: {media_type}\r\nContent-Encoding: gzip\r\nContent-Length: {len(body)}\r\n"
            f'ETag: "{tag}"\r\nLast-Modified: {format_datetime(modified, usegmt=True)}\r\n'
        )
        self.answers[path] = (headers, body)

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection until the client closes it."""
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                path = head.split(b" ", 2)[1].decode("ascii", "replace")
                if found := self.answers.get(path):
                    writer.write(f"HTTP/1.1 200 OK\r\n{found[0]}\r\n".encode() + found[1])
                else:
                    writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


async def main(pages: int, port: int) -> None:
    """Serve until stopped; print one line when ready."""
    site = Site(pages, f"http://127.0.0.1:{port}")
    server = await asyncio.start_server(site.handle, "127.0.0.1", port)
    print("ready", flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
