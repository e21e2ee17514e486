"""Many sites in one file: a TOML file with settings for each, or a plain list of addresses."""

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from scraper.errors import InvalidSites, InvalidURL
from scraper.profile import is_delay, load_profile
from scraper.settings import SiteSettings
from scraper.urls import canonicalize, fold_host, host_of

_PATH = re.compile(r"[.~].*|/(?!/).*|.*\\.*|.*\.(?:toml|txt|csv|list)", re.IGNORECASE | re.DOTALL)


class _Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One `[[site]]`; `docs/sites.md` describes each key."""

    seeds: tuple[str, ...]
    profile: str | None = None
    delay_seconds: float | None = None
    concurrency: int | None = None


class _SitesFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    site: tuple[_Entry, ...]


def read_sites(path: Path) -> tuple[tuple[str, ...], dict[str, SiteSettings]]:
    """Read a file of sites.

    A name that ends in `.toml` is read as TOML, anything else as one address a line, where empty
    lines and what follows a `#` say nothing.

    Returns:
        The seeds in canonical spelling and in order, and settings by folded host.

    Raises:
        InvalidSites: Not to be read, or with a mistake; the message names line or key.
        InvalidProfile: A profile named in it is none.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidSites(path, str(error)) from error
    if path.suffix.lower() == ".toml":
        return _read_toml(path, text)
    seeds = []
    for number, line in enumerate(text.splitlines(), 1):
        url = line.partition(" #")[0].strip()
        if url and not url.startswith("#"):
            seeds.append(_canonical(path, url, f"line {number}"))
    if not seeds:
        raise InvalidSites(path, "names no site")
    return tuple(dict.fromkeys(seeds)), {}


def read_seeds(given: Sequence[str]) -> tuple[tuple[str, ...], dict[str, SiteSettings]]:
    """Return the addresses given and those in files given, with what the files say of sites.

    Raises:
        InvalidSites: As `read_sites`.
        InvalidProfile: As `read_sites`.
    """
    seeds: list[str] = []
    sites: dict[str, SiteSettings] = {}
    for seed in given:
        if _is_file(seed):
            named, own = read_sites(Path(seed))
            seeds += named
            sites |= own
        else:
            seeds.append(seed)
    return tuple(seeds), sites


def full_path_of(seed: str) -> str:
    """Return a file's full path, since a timer reads it from another folder; an address as it is.

    Raises:
        InvalidSites: It is written as a path and is no file: `sites.toml` would be a host.
    """
    if _is_file(seed):
        return str(Path(seed).absolute())
    if "://" not in seed and _PATH.fullmatch(seed):
        why = "a folder" if Path(seed).is_dir() else "no such file"
        raise InvalidSites(
            Path(seed), f"{why}; before an address that looks like one write https://"
        )
    return seed


def _is_file(seed: str) -> bool:
    return "://" not in seed and Path(seed).is_file()


def _read_toml(path: Path, text: str) -> tuple[tuple[str, ...], dict[str, SiteSettings]]:
    try:
        entries = msgspec.convert(tomllib.loads(text), _SitesFile).site
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise InvalidSites(path, str(error)) from error
    seeds: list[str] = []
    settings: dict[str, SiteSettings] = {}
    for index, entry in enumerate(entries):
        place = f"`$.site[{index}]`"
        own = [_canonical(path, url, place) for url in entry.seeds]
        if not own:
            raise InvalidSites(path, f"no seeds - at {place}")
        settings.update(_settings(path, entry, own, place))
        seeds += own
    if not seeds:
        raise InvalidSites(path, "names no site")
    return tuple(dict.fromkeys(seeds)), settings


def _settings(
    path: Path, entry: _Entry, seeds: Sequence[str], place: str
) -> dict[str, SiteSettings]:
    if entry.delay_seconds is not None and not is_delay(entry.delay_seconds):
        raise InvalidSites(path, f"a delay is a number from 0 on - at {place}.delay_seconds")
    if entry.concurrency is not None and entry.concurrency < 1:
        raise InvalidSites(path, f"at least one request at once - at {place}.concurrency")
    told = SiteSettings(
        profile=load_profile(entry.profile) if entry.profile else None,
        delay_seconds=entry.delay_seconds,
        concurrency=entry.concurrency,
    )
    return {fold_host(host_of(url)): told for url in seeds}


def _canonical(path: Path, url: str, place: str) -> str:
    try:
        return canonicalize(url)
    except InvalidURL as error:
        raise InvalidSites(path, f"{error} - at {place}") from error
