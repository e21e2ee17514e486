"""The extractor as the archive is handed it: kept bytes in, a reading out."""

from archive.versions import Reread
from scraper.records import Extraction
from scraper.settings import CrawlSettings
from scraper.urls import fold_host, host_of


def reread_with(settings: CrawlSettings) -> Reread:
    """Return what reads a kept page as a crawl with these settings would read it now."""

    def reread(body: bytes, url: str, content_type: str | None) -> Extraction | None:
        from scraper.reader import read_page  # dear, and wanted only after an upgrade

        profile = settings.site(fold_host(host_of(url))).profile
        return read_page(body, url, content_type, profile).extraction

    return reread
