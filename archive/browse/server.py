"""Datasette in this process, over one archive that another process may be writing."""

import asyncio
import socket
import threading
from collections.abc import Callable, Collection
from pathlib import Path

import uvicorn
from datasette.app import Datasette

from archive.browse.database import ArchiveDatabase
from archive.browse.gate import LOOPBACK_NAMES, Gate, Password, is_loopback, with_gate
from archive.browse.safety import with_safe_headers
from archive.connection import connect
from archive.errors import ArchiveError

SETTINGS = {
    # Any reader may ask in SQL; Datasette opens the file with mode=ro, so nothing is written.
    "default_allow_sql": True,
    "allow_download": False,
    "allow_facet": True,
    "suggest_facets": False,
    "num_sql_threads": 3,
    "sql_time_limit_ms": 3000,
    "max_returned_rows": 2000,
    "truncate_cells_html": 300,
    "default_page_size": 50,
}


def make_app(path: Path | str, *, title: str | None = None) -> Datasette:
    """Return Datasette over an archive, ready to be asked through `app.client` or served.

    The file is opened as mutable, read-only: a crawl may go on, and what it adds shows up.

    Raises:
        ArchiveMissing, NotAnArchive, ArchiveTooNew, ArchiveDamaged: As `Archive.open`.
    """
    path = Path(path)
    connect(path, create=False, read_only=True).conn.close()
    app = Datasette(
        files=[str(path)],
        metadata={"title": title} if title else {},
        settings=SETTINGS,
    )
    for name in list(app.databases):
        if name != "_internal":
            app.remove_database(name)
    app.add_database(ArchiveDatabase(app, str(path), is_mutable=True), name=_name_of(path))
    return app


def _name_of(path: Path) -> str:
    """Return what an archive is called in addresses: its file's name, where that can be one."""
    name = path.stem.encode("utf-8", "replace").decode().strip()
    return name if name not in ("", "-") and not name.startswith("_") else "archive"


def serve(
    path: Path | str,
    *,
    host: str = "127.0.0.1",
    port: int = 8001,
    names: Collection[str] = (),
    password: Password | None = None,
    started: Callable[[str], None],
    stop: threading.Event | None = None,
) -> None:
    """Serve an archive until interrupted; `port` 0 takes a free one.

    Args:
        path: The archive.
        host: The address to listen on; loopback unless the operator says otherwise.
        port: The port to listen on.
        names: More host names to answer to on loopback, such as a proxy's.
        password: What every request must know.
        started: Called with the front page's address once the server answers.
        stop: Ends the server when it is set.

    Raises:
        ArchiveError: The port is taken or not allowed; and as `make_app`.
    """
    app = make_app(path)
    host = host.strip("[]")
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((host, port), family=family)
    except (OSError, UnicodeError) as error:  # the latter of what can be no host's name
        # Python adds the address in its own words.
        told = getattr(error, "strerror", None) or "no host's name"
        reason = str(told).partition(" (while ")[0]
        raise ArchiveError(f"cannot listen on {host}:{port}: {reason}") from error
    # A page elsewhere may point a name of its own at this machine and read the answers.
    hosts = frozenset({*LOOPBACK_NAMES, host.lower(), *(name.lower() for name in names)})
    gate = Gate(hosts=hosts if is_loopback(host) or names else None, password=password)
    with listener:
        where = f"[{host}]" if ":" in host else host
        address = f"http://{where}:{listener.getsockname()[1]}/"
        asyncio.run(_serve(app, gate, listener, address, started, stop))


async def _serve(
    app: Datasette,
    gate: Gate,
    listener: socket.socket,
    address: str,
    started: Callable[[str], None],
    stop: threading.Event | None,
) -> None:
    await app.invoke_startup()
    # A template is compiled when it is first used: better now than for the first reader.
    for page in ("/", "/-/articles", "/-/articles/1"):
        await app.client.get(page)
    served = with_safe_headers(with_gate(app.app(), gate))
    config = uvicorn.Config(
        served, log_level="warning", lifespan="on", server_header=False, ws="none"
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    while not server.started and not serving.done():
        await asyncio.sleep(0.02)
    if server.started:
        started(address)
    while not serving.done():
        if stop is not None and stop.is_set():
            server.should_exit = True
        await asyncio.sleep(0.1)
    await serving
