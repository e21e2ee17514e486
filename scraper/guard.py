"""Which addresses may be connected to: public ones, on ports where web servers are.

A page can link anywhere, and a name can resolve to anything; a crawler inside a network must not
be led to its routers and metadata services. Names are checked where they are resolved (see
`fetch`), so the address checked is the address connected to.
"""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from scraper.errors import BlockedAddress, InvalidURL

_LOW_PORTS = frozenset({80, 443})
# Ports from 1024 up where no web server listens. Source: Fetch Standard, "port blocking".
_BAD_HIGH_PORTS = frozenset(
    {1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6379, 6566, 6665, 6666, 6667}
    | {6668, 6669, 6679, 6697, 10080, 11211, 27017}
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# All that is handed out of IPv6; whatever is outside it is special. Source: RFC 4291 section 2.4.
_HANDED_OUT = ipaddress.IPv6Network("2000::/3")
# What some or all of Python's own tables take for public: protocol assignments (RFC 6890), retired
# 6to4 relays (RFC 7526), benchmarks (RFC 5180), ORCHID (RFC 7343), documentation (RFC 9637), and a
# cloud's metadata service on an address that is public by the registry.
_NOT_PUBLIC = (
    ipaddress.ip_network("192.0.0.0/24"),
    ipaddress.ip_network("192.88.99.0/24"),
    ipaddress.ip_network("168.63.129.16/32"),
    ipaddress.ip_network("2001:2::/48"),
    ipaddress.ip_network("2001:10::/28"),
    ipaddress.ip_network("2001:20::/28"),
    ipaddress.ip_network("3fff::/20"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """Refuses what is not public, unless the operator allows his own network."""

    allow_private: bool = False

    def check_url(self, url: str) -> None:
        """Pass an address whose scheme, host and port may be asked; names are not looked up.

        Raises:
            InvalidURL: The scheme is not http(s), or the port is no web server's.
            BlockedAddress: The host is written as an address that is not public.
        """
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError as error:
            raise InvalidURL(url) from error
        if parts.scheme not in ("http", "https") or not host:
            raise InvalidURL(url)
        if parts.username is not None or parts.password is not None:
            raise InvalidURL(f"{parts.scheme}://{host}", "a user name in the address")
        if self.allow_private:
            return
        if port is not None and (
            port in _BAD_HIGH_PORTS or (port < 1024 and port not in _LOW_PORTS)
        ):
            raise InvalidURL(url, f"port {port} is not a web server's")
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            return
        if not is_public(address):
            raise BlockedAddress(url, host)

    def check_address(self, host: str, address: str) -> None:
        """Pass an address a name resolved to.

        Raises:
            BlockedAddress: It is not public, or not an address at all.
        """
        if self.allow_private:
            return
        try:
            parsed = ipaddress.ip_address(address.partition("%")[0])
        except ValueError as error:
            raise BlockedAddress(host, address) from error
        if not is_public(parsed):
            raise BlockedAddress(host, address)


def is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Say whether an address belongs to the open internet; a wrapped IPv4 address is unwrapped.

    Source: IANA special-purpose address registries; RFC 4291, 3056, 4380, 6052 for the wrappings.
    """
    if isinstance(address, ipaddress.IPv6Address):
        wrapped = address.ipv4_mapped or address.sixtofour
        if address.teredo is not None:
            wrapped = address.teredo[1]
        if address in _NAT64:
            wrapped = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if wrapped is not None:
            return is_public(wrapped)
        if address not in _HANDED_OUT:
            return False
    if any(address in network for network in _NOT_PUBLIC):
        return False
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not address.is_unspecified
    )
