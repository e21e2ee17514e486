"""One spelling for every address, and the questions asked of it. Knows no site and no network."""

import re

import ada_url

from scraper.errors import InvalidURL

# Parameters that say how a reader came or who he is, never what is shown.
_NOISE = re.compile(
    r"utm_\w+|(?:pk|mtm|hsa)_\w+|at_(?:campaign|medium)\w*|fbclid|gclid|gclsrc|[gw]braid|dclid|"
    r"msclkid|yclid|twclid|ttclid|igshid|igsh|mc_[ce]id|mkt_tok|_g[al]|_hsenc|_hsmi|hsctatracking|"
    r"vero_id|oly_(?:anon|enc)_id|s_cid|wt_mc|"
    r"phpsess(?:id)?|sid|sess_?id|session[-_]?id|jsessionid|aspsessionid\w*|cfid|cftoken|zenid|"
    r"oscsid|xtcsid|mscssid|user_?session_?id"
)
# Names that may stand for other things too: a session where the value is a key of one.
_MAYBE_SESSION = re.compile(r"(?:s|sess|session|token|skey|sesskey)=[0-9a-f]{24,}", re.IGNORECASE)
_PATH_SESSION = re.compile(
    r";(?:jsessionid|phpsessid|sessionid|sid)=[^/?#;&]*"
    r"|/\((?:[ASF]\([A-Za-z0-9_-]{16,}\))+\)(?=/)",  # ASP.NET without cookies
    re.IGNORECASE,
)
# A page that escapes its own links again makes `&amp;amp;page=2` of `&page=2`.
_AMPERSANDS = re.compile(r"&(?:amp;)+", re.IGNORECASE)
_CREDENTIALS = re.compile(r"^((?:[a-z][a-z0-9+.-]*:[/\\]*)?)[^/?#\\]*@", re.IGNORECASE)
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")
_TEXT_ESCAPED = re.compile(r"[\ud800-\udfff]")
# RFC 3986 section 2.3: these never need an escape, so escaped and plain are one address.
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_~")


def canonicalize(url: str, base: str = "") -> str:
    """Return the one spelling of an http(s) address, made absolute against `base`.

    Dropped: fragment, user and password, default port, tracking and session parameters, an empty
    query. Escapes are in capitals and only where needed. Order of parameters and a trailing slash
    are kept: servers tell them apart. Doing it twice changes nothing.

    Raises:
        InvalidURL: Not an http(s) address, or none at all.

    Source: WHATWG URL Standard; RFC 3986 section 6.2.2.
    """
    try:
        joined: str = ada_url.join_url(base, url) if base else ada_url.normalize_url(url)
    except ValueError as error:
        raise InvalidURL(_TEXT_ESCAPED.sub("?", url)) from error
    if not joined.startswith(("http://", "https://")):
        raise InvalidURL(joined)
    joined = joined.partition("#")[0]
    authority_end = joined.find("/", 8)
    if "@" in joined[:authority_end]:
        scheme, _, rest = joined.partition("//")
        joined = f"{scheme}//{rest[rest.index('@') + 1 :]}"
    if "%" in joined:
        joined = _ESCAPE.sub(_plain_escape, joined)
    if ";" in joined:
        joined = _AMPERSANDS.sub("&", _PATH_SESSION.sub("", joined))
    elif "/(" in joined:
        joined = _PATH_SESSION.sub("", joined)
    if "?" in joined:
        address, _, query = joined.partition("?")
        query = clean_query(query)
        joined = f"{address}?{query}" if query else address
    return joined


def clean_query(query: str) -> str:
    """Return the query without the parameters that only track a reader or carry his session."""
    kept = []
    for pair in query.split("&"):
        while pair[:4].lower() == "amp;":
            pair = pair[4:]
        name = pair.partition("=")[0].lower()
        if pair and not _NOISE.fullmatch(name) and not _MAYBE_SESSION.fullmatch(pair):
            kept.append(pair)
    return "&".join(kept)


def _plain_escape(match: re.Match[str]) -> str:
    character = chr(int(match[0][1:], 16))
    return character if character in _UNRESERVED else match[0].upper()


def without_credentials(text: str) -> str:
    """Return an address as typed, without a user name and password in it."""
    return _CREDENTIALS.sub(r"\1", text.strip())


def seed_host(text: str) -> str:
    """Return `name` or `name:port` of an address as typed, with or without a scheme."""
    rest = without_credentials(text).partition("://")
    return host_of(f"https://{rest[2] or rest[0]}")


def host_of(url: str) -> str:
    """Return `name` or `name:port` of a canonical address."""
    start = url.find("//") + 2
    end = url.find("/", start)
    host = url[start:] if end < 0 else url[start:end]
    return host.partition("?")[0]


def origin_of(url: str) -> str:
    """Return `scheme://name[:port]` of a canonical address."""
    end = url.find("/", 8)
    return url if end < 0 else url[:end]


def path_of(url: str) -> str:
    """Return path and query of a canonical address, from the first slash."""
    end = url.find("/", 8)
    return "/" if end < 0 else url[end:]


def fold_host(host: str) -> str:
    """Return the host without `www.`: both names are taken for one site."""
    return host.removeprefix("www.")


def same_address(first: str, second: str) -> bool:
    """Say whether two addresses differ at most in scheme, `www.` and a final slash."""
    return _folded(first) == _folded(second)


def _folded(url: str) -> str:
    return fold_host(host_of(url)) + path_of(url).rstrip("/")


def is_root(url: str) -> bool:
    """Say whether this is the front page of its host."""
    return path_of(url) in ("/", "")


def query_names(url: str) -> tuple[str, ...]:
    """Return the names of the query's parameters in order, lower case."""
    query = url.partition("?")[2]
    return tuple(pair.partition("=")[0].lower() for pair in query.split("&")) if query else ()
