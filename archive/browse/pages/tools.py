"""Pages of Datasette that tell of the machine it runs on, which is no business of readers."""

from pathlib import Path
from typing import Any

from datasette import NotFound
from datasette.views.special import JsonDataView


async def databases(datasette: Any, request: Any) -> Any:
    """Return Datasette's list of databases, each file by its name alone."""
    told = [
        {**each, "path": Path(each["path"]).name if each["path"] else None}
        for each in datasette._connected_databases()
    ]
    return await JsonDataView(datasette, "databases.json", lambda: told).get(request)


async def threads(datasette: Any, request: Any) -> Any:
    """Refuse what names the files of the program that runs, and what others ask at this moment."""
    raise NotFound("")
