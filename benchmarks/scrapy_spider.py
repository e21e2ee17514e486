"""The peer: Scrapy's SitemapSpider. `scrapy_spider.py SEED OUT.jsonl CONCURRENCY`."""

import sys

from scrapy.crawler import CrawlerProcess
from scrapy.spiders import SitemapSpider

SEED, OUT, CONCURRENCY = sys.argv[1], sys.argv[2], int(sys.argv[3])


class News(SitemapSpider):
    name = "news"
    sitemap_urls = (SEED + "sitemap_index.xml",)
    sitemap_rules = ((r"/news/|/\d{4}/\d\d/\d\d/", "parse_item"),)

    def parse_item(self, response):
        yield {
            "url": response.url,
            "title": response.css("h1.entry-title::text").get(),
            "date": response.css("time::attr(datetime)").get(),
            "text": "\n\n".join(
                "".join(p.css("::text").getall()) for p in response.css(".entry-content p")
            ),
        }


process = CrawlerProcess(
    {
        "ROBOTSTXT_OBEY": True,
        "CONCURRENT_REQUESTS": CONCURRENCY,
        "CONCURRENT_REQUESTS_PER_DOMAIN": CONCURRENCY,
        "DOWNLOAD_DELAY": 0,
        "LOG_LEVEL": "WARNING",
        "TELNETCONSOLE_ENABLED": False,
        "FEEDS": {OUT: {"format": "jsonlines", "encoding": "utf8"}},
    }
)
process.crawl(News)
process.start()
