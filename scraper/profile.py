"""Site profiles: what is particular to a site or a theme, as data. Reads them; extracts nothing."""

import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources
from math import inf
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec
from selectolax.lexbor import LexborNode

from scraper.document import Document, is_selector
from scraper.errors import InvalidProfile

_BUILTIN = resources.files("scraper") / "profiles"
_FALLBACK = "generic"
_PARAGRAPH = 60  # characters from which a p is text and no label
_ARTICLE = 2_000  # characters of paragraphs; a short page has dialogs and a footer beside it
_FEW = 200  # paragraphs looked at
_PATH_KEYS = ("article_paths", "listing_paths", "exclude_paths")
_PRIVATE_KEYS = ("name", "extends", "hosts", "markers", "institutes", "cookie")
_COOKIE = re.compile(r"[\x21-\x7e][\x20-\x7e]*")
SELECTOR_KEYS = (
    "main",
    "remove",
    "remove_after",
    "title",
    "date",
    "section",
    "tags",
    "body",
    "experts",
    "related_content",
    "credit",
)


class SiteProfile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One site or theme; `docs/profiles.md` describes each key."""

    name: str
    extends: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    markers: tuple[str, ...] = ()
    delay_seconds: float = 1.0
    cookie: str | None = None
    revisits: int | None = None
    article_paths: tuple[str, ...] = ()
    listing_paths: tuple[str, ...] = ()
    exclude_paths: tuple[str, ...] = ()

    institutes: tuple[str, ...] = ()
    timezone: str | None = None
    visible_date_first: bool = False
    author_is_editor: bool = False
    main: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    remove_after: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    prune: bool = True
    experts: tuple[str, ...] = ()
    related_content: tuple[str, ...] = ()
    credit: tuple[str, ...] = ()


def load_profile(name_or_path: str) -> SiteProfile:
    """Read a profile by the name of a built-in one or by the path of a TOML file.

    Raises:
        InvalidProfile: No such profile, not TOML, or a key is wrong; the message names the key.
    """
    return _checked(_resolved(name_or_path, seen=()), name_or_path)


def cookie_for(profile: SiteProfile | None, host: str) -> str | None:
    """Return the Cookie header a profile has for a host (`name` or `name:port`); mostly None."""
    if profile is None or profile.cookie is None:
        return None
    folded = host.removeprefix("www.")
    return profile.cookie if {folded, folded.partition(":")[0]} & {*profile.hosts} else None


@cache
def builtin_profiles() -> tuple[SiteProfile, ...]:
    """Return the profiles that come with the package, the most particular first."""
    names = sorted(entry.name[:-5] for entry in _BUILTIN.iterdir() if entry.name.endswith(".toml"))
    profiles = [load_profile(name) for name in reversed(names)]
    return tuple(sorted(profiles, key=lambda profile: (not profile.hosts, not profile.extends)))


def profile_for(document: Document) -> SiteProfile:
    """Pick the built-in profile for a page: by its host, else by markers in its markup.

    Themes are made over: a page that has its text elsewhere than in the profile's `main` is read
    without it.
    """
    host = (urlsplit(document.url).hostname or "").removeprefix("www.")
    profiles = builtin_profiles()
    for profile in profiles:
        if host in profile.hosts:
            return profile
    # A look at a whole tree is dear, one that ends in its head is not: most pages are of no known
    # system or of the one that is asked for early.
    marked = [profile for profile in profiles if profile.markers]
    if _is_marked(document, marked):
        for profile in marked:
            if _is_marked(document, [profile]) and _holds_text(document, profile.main):
                return profile
    return next(profile for profile in profiles if profile.name == _FALLBACK)


def _is_marked(document: Document, profiles: Sequence[SiteProfile]) -> bool:
    markers = ", ".join(marker for profile in profiles for marker in profile.markers)
    return document.tree.css_first(markers) is not None


def _holds_text(document: Document, main: Sequence[str]) -> bool:
    """Whether the element that a selector gives holds a paragraph, where an article's worth is."""
    tree = document.tree
    for selector in main:
        node = tree.css_first(selector)
        if node is not None and not _paragraph_text(node.css("p")):
            return _paragraph_text(tree.css("p")) < _ARTICLE
    return True


def _paragraph_text(nodes: Sequence[LexborNode]) -> int:
    lengths = (len(node.text(strip=True)) for node in nodes[:_FEW])
    return sum(length for length in lengths if length >= _PARAGRAPH)


def _resolved(name_or_path: str, *, seen: tuple[str, ...]) -> dict[str, Any]:
    """Return the keys of a profile over those of the profiles it extends.

    Selectors are added behind the profile's own, so that its own are tried first; every other key
    is taken over only where the profile does not say it.
    """
    if name_or_path in seen:
        raise InvalidProfile(name_or_path, "extends itself - at `$.extends`")
    keys = _read(name_or_path)
    bases = keys.get("extends", [])
    for base in bases if isinstance(bases, list) else []:
        for key, value in _resolved(str(base), seen=(*seen, name_or_path)).items():
            if key in SELECTOR_KEYS and isinstance(keys.get(key, []), list):
                keys[key] = [*keys.get(key, []), *value]
            elif key not in _PRIVATE_KEYS:
                keys.setdefault(key, value)
    return keys


def _read(name_or_path: str) -> dict[str, Any]:
    builtin = _BUILTIN / f"{name_or_path}.toml"
    try:
        if re.fullmatch(r"[a-z0-9_-]+", name_or_path) and builtin.is_file():
            text = builtin.read_text(encoding="utf-8")
        else:
            text = Path(name_or_path).read_text(encoding="utf-8")
        return tomllib.loads(text)
    except FileNotFoundError as error:
        raise InvalidProfile(name_or_path, "no built-in profile, and no such file") from error
    except (OSError, ValueError) as error:
        raise InvalidProfile(name_or_path, str(error)) from error


def _checked(keys: dict[str, Any], name: str) -> SiteProfile:
    try:
        profile = msgspec.convert(keys, SiteProfile)
    except msgspec.ValidationError as error:
        raise InvalidProfile(name, str(error)) from error
    for key in _PATH_KEYS:
        _check_patterns(name, key, getattr(profile, key))
    for key in ("markers", *SELECTOR_KEYS):
        _check_selectors(name, key, getattr(profile, key))
    if profile.timezone is not None:
        _check_timezone(name, profile.timezone)
    if profile.cookie is not None:
        _check_cookie(name, profile)
    if not is_delay(profile.delay_seconds):
        raise InvalidProfile(name, "a delay is a number from 0 on - at `$.delay_seconds`")
    if profile.revisits is not None and profile.revisits < 0:
        raise InvalidProfile(name, "revisits cannot be negative - at `$.revisits`")
    return profile


def is_delay(seconds: float) -> bool:
    """Whether one can wait so long: TOML and a command line have `nan` and `inf` too."""
    return 0 <= seconds < inf


def _check_patterns(name: str, key: str, patterns: Iterable[str]) -> None:
    for index, pattern in enumerate(patterns):
        try:
            re.compile(pattern)
        except re.error as error:
            raise InvalidProfile(name, f"{error} - at `$.{key}[{index}]`") from error


def _check_selectors(name: str, key: str, selectors: Iterable[str]) -> None:
    for index, selector in enumerate(selectors):
        if not is_selector(selector):
            raise InvalidProfile(name, f"no CSS selector: {selector} - at `$.{key}[{index}]`")


def _check_cookie(name: str, profile: SiteProfile) -> None:
    if not _COOKIE.fullmatch(profile.cookie or ""):
        raise InvalidProfile(name, "not the value of a Cookie header - at `$.cookie`")
    if not profile.hosts:
        raise InvalidProfile(name, "a cookie needs to know its hosts - at `$.hosts`")


def _check_timezone(name: str, timezone: str) -> None:
    try:
        ZoneInfo(timezone)
    except (KeyError, ValueError, OSError) as error:
        raise InvalidProfile(name, f"no time zone: {timezone} - at `$.timezone`") from error
