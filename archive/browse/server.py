"""Datasette in this process, over one archive that another process may be writing."""

import asyncio
import socket
import threading
from collections.abc import Callable
from pathlib import Path

import uvicorn
from datasette.app import Datasette

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
    return Datasette(
        files=[str(path)],
        metadata={"title": title} if title else {},
        settings=SETTINGS,
    )


def serve(
    path: Path | str,
    *,
    host: str = "127.0.0.1",
    port: int = 8001,
    started: Callable[[str], None],
    stop: threading.Event | None = None,
) -> None:
    """Serve an archive until interrupted; `port` 0 takes a free one.

    Args:
        path: The archive.
        host: The address to listen on; loopback unless the operator says otherwise.
        port: The port to listen on.
        started: Called with the front page's address once the server answers.
        stop: Ends the server when it is set.

    Raises:
        ArchiveError: The port is taken or not allowed; and as `make_app`.
    """
    app = make_app(path)
    try:
        listener = socket.create_server((host, port))
    except OSError as error:
        raise ArchiveError(f"cannot listen on {host}:{port}: {error.strerror}") from error
    with listener:
        address = f"http://{host}:{listener.getsockname()[1]}/"
        asyncio.run(_serve(app, listener, address, started, stop))


async def _serve(
    app: Datasette,
    listener: socket.socket,
    address: str,
    started: Callable[[str], None],
    stop: threading.Event | None,
) -> None:
    await app.invoke_startup()
    config = uvicorn.Config(app.app(), log_level="warning", lifespan="on", server_header=False)
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
