"""Citations of a reading: on its page to be copied, and as files for a reference manager."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from datasette import Response

from archive.browse.readings import Shown, article_asked, find_reading, number_asked
from archive.browse.room import ask, guarded
from archive.export.apa import apa_reference
from archive.export.bibtex import bibtex_entry
from archive.export.citations import key_of, ris_entry
from archive.export.selection import Exported


def _apa_line(exported: Exported) -> str:
    return apa_reference(exported) + "\n"


_FORMS: dict[str, tuple[str, str, Callable[[Exported], str]]] = {
    "txt": ("APA", "text/plain", _apa_line),
    "bib": ("BibTeX", "application/x-bibtex", bibtex_entry),
    "ris": ("RIS", "application/x-research-info-systems", ris_entry),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A citation in one form; `ending` is that of its file."""

    form: str
    ending: str
    text: str


def citations(shown: Shown) -> list[Citation]:
    """Return the citations of a reading in every form."""
    exported = shown.exported()
    return [
        Citation(form=form, ending=ending, text=write(exported).replace("\r\n", "\n").strip())
        for ending, (form, _, write) in _FORMS.items()
    ]


@guarded
async def cite(datasette: Any, request: Any) -> Response:
    """Return a citation as a file."""
    article_id, number = article_asked(request), number_asked(request)
    ending = request.url_vars["ending"]
    _, kind, write = _FORMS[ending]
    shown = await ask(datasette, lambda conn: find_reading(conn, article_id, number))
    exported = shown.exported()
    name = f"{key_of(exported)}.{ending}"
    return Response(
        write(exported),
        content_type=f"{kind}; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )
