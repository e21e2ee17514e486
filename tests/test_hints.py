"""Advice where nothing could be fetched."""

import pytest

from scraper.hints import hint_on

UNREACHED = "nothing could be fetched: https://a.example/: connect (Connect call failed)"


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy"])
def test_a_proxy_that_is_not_used_is_told(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "http://127.0.0.1:3128")

    assert "HTTPS_PROXY is set" in str(hint_on(UNREACHED))
    assert hint_on("https://a.example/: HTTP 500") is None


def test_without_a_proxy_there_is_no_advice_on_one() -> None:
    assert hint_on(UNREACHED) is None


def test_a_private_address_has_the_advice_of_its_error() -> None:
    told = "nothing could be fetched: http://a/: blocked-address: a: address 10.0.0.1 is not public"

    assert "--allow-private" in str(hint_on(told))


def test_an_unknown_authority_may_be_named_and_an_old_certificate_may_not() -> None:
    told = "https://a.example/: tls (certificate not trusted: "

    assert "SSL_CERT_FILE" in str(hint_on(told + "self-signed certificate in certificate chain)"))
    assert hint_on(told + "certificate has expired)") is None
