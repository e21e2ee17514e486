"""Which addresses belong to a crawl, and what kind of page an address promises."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlsplit

from scraper.numbering import is_numbered_page
from scraper.profile import SiteProfile
from scraper.records import PageKind
from scraper.urls import fold_host, host_of, path_of, query_names

_ASSETS = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|bmp|tiff?|css|m?js|json|map|woff2?|ttf|otf|eot|pdf|docx?|"
    r"xlsx?|pptx?|od[tsp]|epub|mobi|zip|gz|tgz|bz2|7z|rar|tar|dmg|exe|msi|apk|iso|mp[34]|m4[av]|"
    r"ogg|og[av]|wav|flac|aac|avi|mov|wmv|webm|mkv|mpe?g|ics|vcf|bib|ris|csv|swf|rss|atom|xml|txt)$",
    re.IGNORECASE,
)
# Machinery and doubles of pages known under a better address, on any system.
_MACHINERY = re.compile(
    r"^/(?:wp-(?:json|admin|content|includes|login|comments-post)|xmlrpc\.php|cgi-bin/|cdn-cgi/)"
    r"|/(?:feed|rss|atom|embed|trackback)/?(?:\?|$)|/amp/?$|/comment-page-\d+",
    re.IGNORECASE,
)
_DOUBLES = re.compile(
    r"replytocom|share|nb|print|printable|preview|preview_id|attachment_id|unapproved|"
    r"moderation-hash|like_comment|amp|outputtype|pdf|add-to-cart|action|rest_route|feed"
)
_LISTING = re.compile(
    r"^/?$|/page/\d+/?$|^/(?:[a-z]{2}/)?(?:category|categories|tag|tags|topic|topics|author|authors|"
    r"archive|archives|label|onderwerp|thema)/|^/(?:19|20)\d\d/(?:\d\d/){0,2}$",
)
_PLAIN_ADDRESS = re.compile(r"/(?:[^?]*/)?(?:index\.php)?\?(?:p|page_id)=\d+")


@dataclass(frozen=True, kw_only=True)
class PathRules:
    """A profile's patterns for addresses, compiled once."""

    profile: SiteProfile

    @cached_property
    def article(self) -> re.Pattern[str] | None:
        """Match what the profile calls an article."""
        return _joined(self.profile.article_paths)

    @cached_property
    def listing(self) -> re.Pattern[str] | None:
        """Match what the profile calls a list."""
        return _joined(self.profile.listing_paths)

    @cached_property
    def exclude(self) -> re.Pattern[str] | None:
        """Match what the profile leaves out."""
        return _joined(self.profile.exclude_paths)

    def kind_of(self, url: str) -> PageKind:
        """Say what an address promises by its spelling: a listing, an article, or unknown."""
        path = path_of(url)
        if _LISTING.search(path) or is_numbered_page(url):
            return PageKind.LISTING
        if self.article and self.article.search(path):
            return PageKind.ARTICLE
        if self.listing and self.listing.search(path):
            return PageKind.LISTING
        return PageKind.UNKNOWN

    def wants(self, url: str, *, is_vouched: bool = False) -> bool:
        """Say whether an address of the site is worth knowing: no file, machinery or double.

        `/?p=7` is a double of a post's address, unless the site itself lists it (`is_vouched`):
        WordPress without pretty addresses has no other.
        """
        path = path_of(url)
        if is_vouched and _PLAIN_ADDRESS.fullmatch(path):
            return True
        bare = path.partition("?")[0]
        if _ASSETS.search(bare) or _MACHINERY.search(path):
            return False
        if "?" in path and any(map(_DOUBLES.fullmatch, query_names(url))):
            return False
        return not (self.exclude and self.exclude.search(path))


def _joined(patterns: tuple[str, ...]) -> re.Pattern[str] | None:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns)) if patterns else None


@dataclass(kw_only=True)
class Scope:
    """The sites of one crawl: the seeds' hosts, where `www.` and the scheme make no difference.

    It learns a site's own spelling: once `http://site/` was seen to redirect to
    `https://www.site/`, links in the old spelling are taken for the new one without asking.
    """

    sites: frozenset[str]
    _spelling: dict[str, str] = field(default_factory=dict)

    def covers(self, url: str) -> bool:
        """Say whether a canonical address is on one of the sites."""
        return fold_host(host_of(url)) in self.sites

    def learn_redirect(self, url: str, target: str) -> None:
        """Note a redirect; it teaches a spelling where nothing but scheme and `www.` differ."""
        old, new = urlsplit(url), urlsplit(target)
        if (old.path, old.query) != (new.path, new.query) or not self.covers(target):
            return
        if fold_host(old.hostname or "") != fold_host(new.hostname or ""):
            return
        old_origin, new_origin = f"{old.scheme}://{old.netloc}", f"{new.scheme}://{new.netloc}"
        if old_origin != new_origin and self._spelling.get(new_origin) != old_origin:
            self._spelling[old_origin] = new_origin

    def spelt(self, url: str) -> str:
        """Return an address in its site's own spelling, as far as that is known."""
        if not self._spelling:
            return url
        path = path_of(url)
        for old, new in self._spelling.items():
            if url.startswith(old) and url[len(old) :] == path:
                return new + path
        return url


def sites_of(urls: Iterable[str]) -> frozenset[str]:
    """Return the folded hosts of canonical addresses."""
    return frozenset(fold_host(host_of(url)) for url in urls)
