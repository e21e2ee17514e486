"""Digests as WARC writes them: `sha1:BASE32`, `sha256:hex` and their like."""

import hashlib
from base64 import b32encode

_KNOWN = frozenset({"md5", "sha1", "sha256", "sha512"})


def matches(given: str, data: bytes) -> bool | None:
    """Say whether a digest is that of some bytes; None for a kind that is not known."""
    name, _, value = given.partition(":")
    name = name.strip().lower().replace("-", "")
    if name not in _KNOWN:
        return None
    digest = hashlib.new(name, data, usedforsecurity=False)
    if len(value) == 2 * digest.digest_size:
        return value.lower() == digest.hexdigest()
    return value.rstrip("=").upper() == b32encode(digest.digest()).decode().rstrip("=")
