"""The demo site on a loopback port, served from a daemon thread."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from scraper.demosite.site import EDITED_AT, DemoSite

# A fixed port, so that archives made on different days hold the same addresses.
DEFAULT_PORT = 8427


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    site: DemoSite

    def handle_error(self, request: object, client_address: object) -> None:
        """Pass over a client that hung up, as a killed crawl does; tell of anything else."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # One packet for head and body: with small ones apart, delayed ACKs cost 40 ms a page.
    wbufsize = -1
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        self._respond(with_body=True)

    def do_HEAD(self) -> None:
        self._respond(with_body=False)

    def _respond(self, *, with_body: bool) -> None:
        status, headers, body = self.server.site.respond(self.path, dict(self.headers.items()))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if with_body:
            self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def serve(
    port: int | None = None, *, edition: int = 1, edited_at: datetime = EDITED_AT
) -> Iterator[str]:
    """Serve the site on 127.0.0.1 and yield its base URL; stop when the block is left.

    Without a port it is 8427, or any free one where that is taken; a port asked for must be free
    (OSError otherwise). Port 0 asks for any.
    """
    server = _open(port)
    base_url = f"http://127.0.0.1:{server.server_port}"
    server.site = DemoSite(base_url, edition=edition, edited_at=edited_at)
    thread = Thread(target=server.serve_forever, args=(0.05,), name="demosite", daemon=True)
    thread.start()
    try:
        yield base_url
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _open(port: int | None) -> _Server:
    if port is not None:
        return _Server(("127.0.0.1", port), _Handler)
    try:
        return _Server(("127.0.0.1", DEFAULT_PORT), _Handler)
    except OSError:
        return _Server(("127.0.0.1", 0), _Handler)
