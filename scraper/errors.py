"""What can go wrong on the way from a URL to an article.

ScraperError
InvalidURL          not an http(s) address that can be asked for
FetchFailed         no usable answer: DNS, connection, time, a cut or malformed response
BlockedAddress      the guard refuses the address (private range, port, scheme)
ResponseTooLarge    a cap on bytes, decompressed bytes or headers was passed
BadAuthorities      what certificates are to be checked against cannot be read
MalformedDocument   a sitemap, feed or page that cannot be read
InvalidProfile      a site profile with a mistake in it
InvalidSites        a file of sites with a mistake in it
"""

import traceback
from pathlib import Path

# Faults of this program that a site brings to light. One must not end the run of every site, each
# time anew: it is told as that page's failure. What the archive raises, as on a full disk, is none.
FAULTS = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


class ScraperError(Exception):
    """The root of all errors this package raises; the message is one line a person can act on."""

    hint: str | None = None


class InvalidURL(ScraperError):
    """The text is no http(s) URL."""

    def __init__(self, url: str, why: str = "not an http(s) address") -> None:
        super().__init__(f"{url}: {why}")
        self.url = url


class FetchFailed(ScraperError):
    """A request got no usable answer; `reason` is a stable word: `dns`, `connect` and so on."""

    def __init__(self, url: str, reason: str, detail: str = "") -> None:
        super().__init__(f"{url}: {reason}" + (f" ({detail})" if detail else ""))
        self.url = url
        self.reason = reason
        self.detail = detail


class RobotsDenied(ScraperError):
    """The host's robots.txt forbids the address, or the host does not say what it allows."""

    def __init__(self, url: str, trouble: str = "") -> None:
        why = f"robots-unreachable: {trouble}" if trouble else "robots.txt does not allow it"
        super().__init__(f"{url}: {why}")
        self.url = url


class BlockedAddress(ScraperError):
    """The guard refuses to connect to this address."""

    hint = "pass --allow-private to crawl a site on your own network"

    def __init__(self, url: str, address: str) -> None:
        super().__init__(f"{url}: address {address} is not public")
        self.url = url
        self.address = address


class ResponseTooLarge(ScraperError):
    """A response passed a cap; `limit` is in bytes."""

    def __init__(self, url: str, what: str, limit: int) -> None:
        super().__init__(f"{url}: {what} over the limit of {limit} bytes")
        self.url = url
        self.what = what
        self.limit = limit


class BadAuthorities(ScraperError):
    """The authorities that the environment names cannot be read."""

    hint = "SSL_CERT_FILE names a file of authorities; without it the usual ones are believed"


class MalformedDocument(ScraperError):
    """A document is not what its place says it is."""

    def __init__(self, url: str, why: str) -> None:
        super().__init__(f"{url}: {why}")
        self.url = url
        self.why = why


class InvalidProfile(ScraperError):
    """A site profile has a mistake; `name` says which profile."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"profile {name}: {why}")
        self.name = name


class InvalidSites(ScraperError):
    """A file of sites cannot be used; the message says where."""

    hint = "docs/sites.md shows both forms: a list of addresses, and TOML with [[site]] tables"

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path}: {why}")
        self.path = path


def fault_of(error: BaseException) -> str:
    """Say what a fault of this program was, and where in the code, in one line."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" - at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    told = " ".join(str(error).split())
    return f"{type(error).__name__}: {told}{place}"
