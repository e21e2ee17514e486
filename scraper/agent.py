"""How a request names itself."""

from importlib.metadata import version
from urllib.parse import quote

from scraper.robots import PRODUCT_TOKEN


def user_agent(contact: str | None) -> str:
    """Return the User-Agent header: the product, its version, and whom to write to."""
    product = f"{PRODUCT_TOKEN}/{version('scrape')}"
    printable = "".join(filter(str.isprintable, contact or "")).strip("() ")
    # Others than ASCII as in a web address; the rest of what one may write is left as it is.
    cleaned = quote(printable, safe="".join(map(chr, range(32, 127))), errors="ignore")
    return f"{product} (+{cleaned})" if cleaned else product
