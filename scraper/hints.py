"""What a person can do where nothing could be fetched, by the words that tell why."""

import os

from scraper.errors import BlockedAddress

_PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")
_UNREACHED = (": dns (", ": connect (", ": timeout (")
_UNTRUSTED = ("unable to get local issuer certificate", "self-signed certificate")


def hint_on(trouble: str) -> str | None:
    """Return advice on a failure as it is told, or None."""
    if "address " in trouble and trouble.endswith(" is not public"):
        return BlockedAddress.hint
    if any(words in trouble for words in _UNTRUSTED):
        return "SSL_CERT_FILE may name a file of authorities, as that of your own network"
    named = [name for name in _PROXIES if os.environ.get(name) or os.environ.get(name.lower())]
    if named and any(word in trouble for word in _UNREACHED):
        return f"{named[0]} is set, but no proxy is used: connections are made directly"
    return None
