"""Whom a site may write to: asked for once, remembered, and told in the User-Agent."""

import ipaddress
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from scraper.guard import is_public

QUESTION = "Your e-mail or web address, shown to the sites in the User-Agent (empty for none)"
_OWN_NAMES = (".localhost", ".local", ".internal", ".test", ".invalid")  # RFC 6761, 6762
HINT = "pass --contact with your e-mail or web address once, so that a site can reach you"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """The contact of a run; `is_new` when it should be remembered, `hint` to be told if any."""

    contact: str | None = None
    is_new: bool = False
    hint: str | None = None


def choose_contact(
    given: str | None,
    remembered: str | None,
    hosts: Iterable[str],
    *,
    ask: Callable[[str], str] | None,
) -> Contact:
    """Say whom the sites of a run may write to.

    What was given goes before what is remembered; an empty answer is remembered as well, so that
    nobody is asked twice. A run without a contact goes on: most sites never need one.

    Args:
        given: The option's value.
        remembered: What an earlier run of this archive was told; None when none was.
        hosts: `name` or `name:port` of the sites; those of one's own network need no contact.
        ask: Asks a person; None where there is none.
    """
    if given is not None:
        given = given.encode(errors="replace").decode().strip()  # a word may be no UTF-8
        return Contact(contact=given, is_new=given != remembered)
    if remembered is not None:
        return Contact(contact=remembered)
    if not any(map(is_public_name, hosts)):
        return Contact()
    if ask is None:
        return Contact(hint=HINT)
    return Contact(contact=ask(QUESTION).strip(), is_new=True)


def is_public_name(host: str) -> bool:
    """Say whether a host may be somebody else's, by its name alone."""
    name = host.strip("[]") if host.endswith("]") else host.rpartition(":")[0] or host
    name = name.strip("[]").rstrip(".")
    try:
        return is_public(ipaddress.ip_address(name))
    except ValueError:
        return "." in name and not name.endswith(_OWN_NAMES)
