"""Only public addresses are connected to."""

import ipaddress

import pytest

from scraper.errors import BlockedAddress, InvalidURL
from scraper.guard import Guard, is_public

PRIVATE = """
    127.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1
    255.255.255.255 240.0.0.1 192.0.2.1 198.18.0.1 ::1 :: fe80::1 fc00::1 fd00:ec2::254 ff02::1
    ::ffff:127.0.0.1 ::ffff:10.0.0.1 64:ff9b::7f00:1 2002:7f00:1:: ::127.0.0.1 2001:db8::1
    0.1.2.3 100.127.255.254 100.100.100.200 168.63.129.16 192.0.0.192 192.88.99.1 fec0::1 ff05::2
    64:ff9b::a9fe:a9fe 64:ff9b:1::808:808 3fff::1 2001:20::1 2002:a9fe:a9fe::1 ::ffff:a9fe:a9fe
    5f00::1 100::1 2001:0:7f00:1:0:0:f5ff:fffe
"""


@pytest.mark.parametrize("address", PRIVATE.split())
def test_an_address_of_an_inner_network_is_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_an_address_of_the_open_internet_is_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "http://[::1]/", "http://169.254.169.254/x"])
def test_a_private_address_in_a_url_is_blocked_unless_allowed(url: str) -> None:
    with pytest.raises(BlockedAddress):
        Guard().check_url(url)

    Guard(allow_private=True).check_url(url)


@pytest.mark.parametrize("port", [22, 25, 6379, 11211])
def test_a_port_of_another_service_is_refused(port: int) -> None:
    with pytest.raises(InvalidURL, match=f"port {port}"):
        Guard().check_url(f"http://example.org:{port}/")


def test_other_schemes_are_refused() -> None:
    for url in ("file:///etc/passwd", "ftp://example.org/", "gopher://example.org/"):
        with pytest.raises(InvalidURL):
            Guard(allow_private=True).check_url(url)


def test_what_a_name_resolved_to_is_checked() -> None:
    Guard().check_address("example.org", "93.184.216.34")
    with pytest.raises(BlockedAddress, match=r"10\.0\.0\.7"):
        Guard().check_address("intranet.example", "10.0.0.7")
    with pytest.raises(BlockedAddress):
        Guard().check_address("odd.example", "not an address")
