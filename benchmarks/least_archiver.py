"""The least an archiver can do: `least_archiver.py SEED FILE.db CONCURRENCY`.

It asks for the pages of the sitemap with the transport of `scrape`, parses each once, reads four
fields by their selectors and keeps them with the page, packed by zstd at level 6, in SQLite. No
robots.txt, no frontier, no links, no full text, no evidence, no second run.
"""

import asyncio
import re
import sqlite3
import sys

import httpx
import zstandard
from httpx_aiohttp import AiohttpTransport
from selectolax.lexbor import LexborHTMLParser

BATCH = 100
ENTRY = re.compile(r"<loc>([^<]+)</loc>")


async def main(seed: str, path: str, concurrency: int) -> None:
    """Archive every page that the sitemaps of a site name."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("CREATE TABLE articles (url TEXT PRIMARY KEY, title, day, body, page BLOB)")
    pack = zstandard.ZstdCompressor(level=6).compress
    rows = []

    def flush() -> None:
        with connection:
            connection.executemany("INSERT INTO articles VALUES (?, ?, ?, ?, ?)", rows)
        rows.clear()

    async def work(urls) -> None:
        for url in urls:
            page = (await client.get(url)).content
            rows.append((url, *fields_of(page), pack(page)))
            if len(rows) >= BATCH:
                flush()

    async with httpx.AsyncClient(transport=AiohttpTransport(), timeout=30) as client:
        index = (await client.get(f"{seed}sitemap_index.xml")).text
        maps = [(await client.get(url)).text for url in ENTRY.findall(index)]
        urls = iter([url for text in maps for url in ENTRY.findall(text)])
        await asyncio.gather(*(work(urls) for _ in range(concurrency)))
    flush()


def fields_of(page: bytes) -> tuple[str | None, str | None, str]:
    """Return title, day and text by the site's own selectors."""
    tree = LexborHTMLParser(page)
    title, time = tree.css_first("h1.entry-title"), tree.css_first("time")
    body = "\n\n".join(node.text(strip=True) for node in tree.css(".entry-content p"))
    day = time.attributes.get("datetime") if time else None
    return title.text(strip=True) if title else None, day, body


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
