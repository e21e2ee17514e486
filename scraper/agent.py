"""How a request names itself."""

from importlib.metadata import version

from scraper.robots import PRODUCT_TOKEN


def user_agent(contact: str | None) -> str:
    """Return the User-Agent header: the product, its version, and whom to write to."""
    product = f"{PRODUCT_TOKEN}/{version('scrape')}"
    cleaned = "".join(c for c in contact or "" if c.isascii() and c.isprintable()).strip("() ")
    return f"{product} (+{cleaned})" if cleaned else product
