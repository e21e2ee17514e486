"""The peer: Crawlee's ParselCrawler, in memory. `crawlee_crawler.py SEED OUT.jsonl CONCURRENCY`.

It asks for the pages of the sitemap, as `scrapy_spider` does, and follows no links.
"""

import asyncio
import json
import logging
import sys
from pathlib import Path

from crawlee import ConcurrencySettings, service_locator
from crawlee.crawlers import ParselCrawler
from crawlee.http_clients import ImpitHttpClient
from crawlee.request_loaders import SitemapRequestLoader
from crawlee.storage_clients import MemoryStorageClient

SEED, OUT, CONCURRENCY = sys.argv[1], sys.argv[2], int(sys.argv[3])


async def main() -> None:
    """Crawl the site and write what its pages say."""
    service_locator.set_storage_client(MemoryStorageClient())
    client = ImpitHttpClient()
    crawler = ParselCrawler(
        http_client=client,
        request_manager=await SitemapRequestLoader(
            [f"{SEED}sitemap_index.xml"], http_client=client
        ).to_tandem(),
        respect_robots_txt_file=True,
        concurrency_settings=ConcurrencySettings(
            min_concurrency=CONCURRENCY,
            desired_concurrency=CONCURRENCY,
            max_concurrency=CONCURRENCY,
        ),
        configure_logging=False,
    )
    with Path(OUT).open("w", encoding="utf-8") as target:

        @crawler.router.default_handler
        async def read(context) -> None:
            page = context.selector
            item = {
                "url": context.request.url,
                "title": page.css("h1.entry-title::text").get(),
                "date": page.css("time::attr(datetime)").get(),
                "text": "\n\n".join(
                    "".join(p.css("::text").getall()) for p in page.css(".entry-content p")
                ),
            }
            target.write(json.dumps(item) + "\n")

        await crawler.run()


logging.disable(logging.WARNING)
asyncio.run(main())
