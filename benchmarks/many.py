"""What a page costs as one crawl has more hosts: `python -m benchmarks.many [--pages 3000] [--long]`.

The same number of short articles (with --long of 70 KB, with a menu of the host) is spread over 1,
10, 100 and 300 hosts (addresses of 127.1.0.0/16) and crawled with one request at a time a host; CPU
is that of the crawl alone.
"""

import argparse
import asyncio
import ipaddress
import multiprocessing
import random
import resource
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from benchmarks.crawl import measure
from benchmarks.site import words

_FIRST = ipaddress.ip_address("127.1.0.1")
_PORT = 8952


def long_page(base: str, number: int) -> str:
    """Return one article of about 70 KB: with a menu of the host and a column of cards."""
    menu, cards = random.Random(base), random.Random(~number)
    items = "".join(
        f'<li class="menu-item menu-item-{n}"><a href="{base}/{words(menu, 1)}/">{words(menu, 3)}</a></li>'
        for n in range(500)
    )
    column = "".join(f'<div class="card"><p>{words(cards, 30)}</p></div>' for _ in range(60))
    return (
        page(base, number)
        .replace("<main>", f"<ul>{items}</ul><main>")
        .replace("</main>", f"</main><aside>{column}</aside>")
    )


def page(base: str, number: int) -> str:
    """Return one article of about 6 KB; the same number gives the same words on every host."""
    source = random.Random(number)
    body = "".join(f"<p>{words(source, 60).capitalize()}.</p>" for _ in range(9))
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>{words(source, 6)}</title></head>'
        f'<body class="single single-post"><nav><a href="{base}/">Home</a></nav><main>'
        f'<article class="post"><h1 class="entry-title">Title {number} {words(source, 5)}</h1>'
        f'<time datetime="2026-01-0{number % 9 + 1}T08:00:00Z">January 2026</time>'
        f'<div class="entry-content">{body}</div></article></main></body></html>'
    )


def answer(host: str, path: str, pages: int, is_long: bool) -> tuple[str, str] | None:
    base = f"http://{host}"
    if path == "/robots.txt":
        return "text/plain", f"User-agent: *\nDisallow:\nSitemap: {base}/sitemap.xml\n"
    if path == "/sitemap.xml":
        rows = "".join(f"<url><loc>{base}/news/{number}/</loc></url>" for number in range(pages))
        return "application/xml", (
            f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'
        )
    if path == "/":
        return "text/html", f'<title>Home</title><body class="home"><a href="{base}/news/0/">x</a>'
    if path.startswith("/news/"):
        return "text/html", (long_page if is_long else page)(base, int(path.split("/")[2]))
    return None


def serve(
    hosts: int, pages: int, is_long: bool, is_ready: "multiprocessing.synchronize.Event"
) -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := (await reader.readuntil(b"\r\n\r\n")).decode("latin-1"):
                host = head.lower().partition("\r\nhost: ")[2].partition("\r\n")[0]
                found = answer(host, head.split(" ", 2)[1], pages, is_long)
                kind, text = found or ("text/plain", "not here")
                status = "200 OK" if found else "404 Not Found"
                body = text.encode()
                writer.write(
                    f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n"
                    f"Content-Length: {len(body)}\r\n\r\n".encode()
                    + body
                )
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def main() -> None:
        for number in range(hosts):
            await asyncio.start_server(handle, str(_FIRST + number), _PORT)
        is_ready.set()
        await asyncio.Event().wait()

    asyncio.run(main())


def crawl(hosts: int, total: int, is_long: bool, folder: Path) -> tuple[int, float, float]:
    """Return articles kept, CPU milliseconds a page and wall seconds of one crawl."""
    is_ready = multiprocessing.Event()
    server = multiprocessing.Process(
        target=serve, args=(hosts, total // hosts, is_long, is_ready), daemon=True
    )
    server.start()
    is_ready.wait(30)
    archive = folder / f"{hosts}.db"
    seeds = [f"http://{_FIRST + number}:{_PORT}/" for number in range(hosts)]
    command = [sys.executable, "scrape.py", "crawl", str(archive), *seeds]
    cpu, wall = measure([*command, "--allow-private", "--delay", "0", "--quiet"])
    server.terminate()
    server.join()
    with closing(sqlite3.connect(archive)) as conn:
        (kept,) = conn.execute("SELECT count(*) FROM articles").fetchone()
    return kept, cpu / total * 1000, wall


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=3000)
    parser.add_argument("--long", action="store_true")
    given = parser.parse_args()
    print(
        "| hosts | articles kept | CPU ms a page | wall s | peak memory MB |\n|---|---|---|---|---|"
    )
    with tempfile.TemporaryDirectory() as folder:
        for hosts in (1, 10, 100, 300):
            kept, cpu, wall = crawl(hosts, given.pages, given.long, Path(folder))
            memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            print(f"| {hosts} | {kept} | {cpu:.2f} | {wall:.1f} | {memory:.0f} |", flush=True)


if __name__ == "__main__":
    main()
