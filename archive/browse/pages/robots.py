"""What search engines are told: nothing here is for them. It was published elsewhere."""

from typing import Any

from datasette import Response


async def robots(datasette: Any, request: Any) -> Response:
    """Return a robots.txt that allows nothing."""
    return Response.text("User-agent: *\nDisallow: /\n")
