"""An article as a reference in the style of the American Psychological Association, in plain text.

The form is English whatever the reader's language, as the style asks of a text in English. Behind
it stands what proves it: the day of archiving and the SHA-256 of the page's bytes.
Source: Publication Manual of the APA, 7th edition, 9.8 (names), 9.14 (dates) and 10.16 (webpages).
"""

from archive.export.citations import (
    Person,
    address_of,
    authors_of,
    day_of,
    person_of,
    title_of,
)
from archive.export.selection import Exported

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_ALL_NAMED, _NAMED_OF_MORE = 20, 19


def apa_reference(exported: Exported) -> str:
    """Return the reference on one line, without a newline."""
    names = [_author(name) for name in authors_of(exported)]
    title = _ended(title_of(exported))
    day = f"({_day(exported.article.published)})."
    # Without an author the title comes first.
    opening = f"{_ended(_joined(names))} {day} {title}" if names else f"{title} {day}"
    return (
        f"{opening} {_ended(exported.site)} {address_of(exported)}"
        f" Archived on {_day(exported.archived_at, is_full=True)},"
        f" SHA-256 {exported.snapshot_digest}."
    )


def _author(name: str) -> str:
    person = person_of(name)
    if person is None:
        return name
    return f"{f'{person.particle} {person.family}'.lstrip()}, {_initials(person)}"


def _initials(person: Person) -> str:
    """Return the first letter of each given name; those joined by a hyphen stay joined."""
    words = (word.split("-") for word in person.given.split(" "))
    return " ".join("-".join(f"{part[0].upper()}." for part in word if part) for word in words)


def _joined(names: list[str]) -> str:
    if len(names) > _ALL_NAMED:
        return f"{', '.join(names[:_NAMED_OF_MORE])}, . . . {names[-1]}"
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])}, & {names[-1]}"


def _day(text: str | None, *, is_full: bool = False) -> str:
    day = day_of(text)
    if day is None:
        return "n.d."
    month = f"{_MONTHS[day.month - 1]} {day.day}"
    return f"{month}, {day.year}" if is_full else f"{day.year}, {month}"


def _ended(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."
