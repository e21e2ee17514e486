"""Archives to read in, and ways to ask the reading room for its pages."""

import asyncio
from pathlib import Path
from typing import Any

from archive.browse.server import make_app


def get(path: Path, *addresses: str, **headers: str) -> list[Any]:
    """Return what a server over an archive answers to these addresses."""

    async def answers() -> list[Any]:
        app = make_app(path)
        await app.invoke_startup()
        # Datasette's own client was made before, and knows no pages of the room.
        app.client.app = app.app()
        return [await app.client.get(address, headers=headers) for address in addresses]

    return asyncio.run(answers())
