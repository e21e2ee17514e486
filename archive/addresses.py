"""Addresses: the host in one, and when two spellings mean the same page."""


def host_of(url: str) -> str:
    """Return `name` or `name:port` of an absolute URL in canonical spelling."""
    rest = url.partition("://")[2]
    for end in "/?#":
        rest = rest.partition(end)[0]
    return rest


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
