"""Addresses: the host in one, and when two spellings mean the same page."""

# How parameters begin that newsletters and networks add to a link to tell how its reader came.
TRACKING = ("utm_", "fbclid=", "gclid=", "msclkid=", "mc_cid=", "mc_eid=")


def host_of(url: str) -> str:
    """Return `name` or `name:port` of an absolute URL in canonical spelling."""
    rest = url.partition("://")[2]
    for end in "/?#":
        rest = rest.partition(end)[0]
    return rest


def bare_host(host: str) -> str:
    """Return a host without `www.`: both names are taken for one site."""
    return host.removeprefix("www.")


def same_url(column: str) -> str:
    """Return the SQL expression by which two spellings of an address are one.

    It ignores the scheme, `www.`, the fragment and slashes at the end. Plain SQL, so that any
    program can write to the tables whose generated columns use it.
    """
    whole = f"substr({column}, 1, instr({column} || '#', '#') - 1)"
    for ignored in ("'https://'", "'http://'", "'www.'"):
        whole = f"replace({whole}, {ignored}, '')"
    return f"rtrim({whole}, '/')"


def url_key(url: str) -> str:
    """Return what spellings of one address share: in Python what `same_url` is in SQL."""
    whole = url.partition("#")[0]
    for ignored in ("https://", "http://", "www."):
        whole = whole.replace(ignored, "")
    return whole.rstrip("/")


def untracked(key: str) -> str:
    """Return a key of `url_key` without parameters that tell how a reader came."""
    path, _, query = key.partition("?")
    kept = "&".join(part for part in query.split("&") if not part.startswith(TRACKING))
    return f"{path}?{kept}" if kept else path.rstrip("/")
