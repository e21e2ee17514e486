"""Certificates as real servers show them, on loopback: what is believed, and how it is told."""

import http.server
import os
import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from archive.exit_codes import DONE, FAILED
from tests import sites
from tests.cli_support import COMMAND, LIMITS, ROOT

ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("SSL_")}


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a private authority and what it signed: `good`, `other` for another name, `old`."""
    if shutil.which("openssl") is None:
        pytest.skip("needs openssl to make certificates")
    folder = tmp_path_factory.mktemp("keys")

    def openssl(words: str) -> None:
        subprocess.run(["openssl", *words.split()], cwd=folder, check=True, capture_output=True)

    new = "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout"
    openssl(f"{new} ca.key -x509 -out ca.pem -days 2 -subj /CN=Authority")
    for name, host, days in (
        ("good", "localhost", 2),
        ("other", "else.test", 2),
        ("old", "localhost", -1),
    ):
        (folder / "names").write_text(f"subjectAltName=DNS:{host}\n")
        openssl(f"{new} {name}.key -out {name}.csr -subj /CN={host}")
        openssl(
            f"x509 -req -in {name}.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days {days}"
            f" -extfile names -out {name}.pem"
        )
    return folder


class _Site(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        is_there = self.path == "/"
        self.send_response(200 if is_there else 404)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(sites.article("/news/a-dike/").encode() if is_there else b"")

    def log_message(self, *_: object) -> None:
        pass


class _Server(http.server.ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """Say nothing of a client that ends the handshake."""


@contextmanager
def served(certificate: Path) -> Iterator[str]:
    """Serve one article over TLS with a certificate and the key beside it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_suffix(".key"))
    server = _Server(("127.0.0.1", 0), _Site)
    server.socket = context.wrap_socket(
        server.socket, server_side=True, do_handshake_on_connect=False
    )
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"https://localhost:{server.server_address[1]}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def crawl(path: Path, url: str, **environment: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, "crawl", path, url, *LIMITS],
        cwd=ROOT,
        env=ENVIRONMENT | {name: str(value) for name, value in environment.items()},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_private_authority_is_believed_where_it_is_named(tmp_path: Path, keys: Path) -> None:
    with served(keys / "good.pem") as url:
        unknown = crawl(tmp_path / "a.db", url)
        known = crawl(tmp_path / "b.db", url, SSL_CERT_FILE=keys / "ca.pem")

    assert unknown.returncode == FAILED, unknown
    assert "certificate not trusted: unable to get local issuer certificate" in unknown.stderr
    assert "hint: SSL_CERT_FILE may name" in unknown.stderr
    assert known.returncode == DONE, known


@pytest.mark.parametrize(
    ("name", "told"), [("old", "certificate has expired"), ("other", "Hostname mismatch")]
)
def test_a_certificate_that_does_not_hold_is_told(
    tmp_path: Path, keys: Path, name: str, told: str
) -> None:
    with served(keys / f"{name}.pem") as url:
        done = crawl(tmp_path / "a.db", url, SSL_CERT_FILE=keys / "ca.pem")

    assert done.returncode == FAILED, done
    assert f"certificate not trusted: {told}" in done.stderr
    assert "hint: SSL" not in done.stderr


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("none", "No such file or directory"),
        ("", "Is a directory"),
        ("junk", "no certificates in it"),
    ],
)
def test_authorities_that_cannot_be_read_are_told_by_name(
    tmp_path: Path, name: str, told: str
) -> None:
    (tmp_path / "junk").write_text("junk")

    done = crawl(tmp_path / "a.db", "https://localhost:1/", SSL_CERT_FILE=tmp_path / name)

    assert done.returncode == FAILED, done
    assert done.stderr.startswith(f"error: SSL_CERT_FILE={tmp_path / name}: {told}\nhint: ")
