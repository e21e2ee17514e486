"""The medium an attribution names: cut out of what the line says there, and told from others."""

import re
from collections.abc import Sequence

from scraper.extract.dates import find_days
from scraper.extract.text import BlockLink, clean

# What a phrase adds on the medium's language or price: "(in Dutch)", "(achter betaalmuur)".
_TONGUES = (
    r"dutch|english|german|french|spanish|italian|polish|russian|ukrainian|turkish|arabic|chinese"
    r"|nederlands(?:talig)?|engels(?:talig)?|duits(?:talig)?|frans(?:talig)?|spaans(?:talig)?"
)
REMARK = re.compile(
    rf"\s*\((?:(?:in|het)\s+)*(?:{_TONGUES})(?:\s+only)?\)"
    r"|\s*\((?:behind\s+|achter\s+)?(?:an?\s+|de\s+|een\s+)?(?:paywall|betaalmuur)\)"
    r"|\s*\((?:for\s+|voor\s+)?(?:subscribers|abonnees)(?:\s+only)?\)"
    rf"|\s+in\s+(?:het\s+)?(?:{_TONGUES})(?=\s+(?:in|at|on|via|op|bij)\s)",
    re.IGNORECASE,
)

_MAX_OUTLET = 9  # words
_MARKS = "“”\"‘’'«»„‚‹›"

_NOT_OUTLET = re.compile(
    r"(?:ours?|onze?|my|mijn|this|deze?\b(?!\s[A-Z])|dit"
    r"|the\s+(?:author|report|link|website|site|page|paper|study|full)"
    r"|het\s+(?:rapport|verslag)|het\b(?!\s[A-Z])|een|an?|detail|full|depth|which|who|and|or|en|of"
    r"|his|her|their|own|eigene?[nr]?|eine[mnrs]?|diese[mnrs]?|(?:sein|ihr|unser)e?[mnrs]?|ausgabe"
    r"|heft|(?-i:une?|una|um|uma)|elabora\w+|auteurs?|autor\w*|autore|cette|este|esta|questo|questa|notre|nos|nuestr\w+|noss\w+|nostr\w+"
    r"|two|three|four|five|some)\b",
    re.IGNORECASE,
)
_HERE = re.compile(
    r"(?:read\s+|lees\s+)?(?:here|hier|deze link|this link|link|ici|aquí|aqui|qui)\W*",
    re.IGNORECASE,
)
_CLOSING_HERE = re.compile(r"\s*[,(–-]?\s*\b(?:here|hier|ici|aquí|aqui)\)?\W*$", re.IGNORECASE)
_BEFORE_DATE = re.compile(
    r"[\s,;:(|–-]*(?:\b(?:on|of|van|op|d\.d\.|dated|from|vom|am|du|le|del|el|il|em|no\s+dia)\b)?"
    r"(?:\s+\w+(?:day|dag|tag|di|dì),?)?[\s,(]*$",
    re.IGNORECASE,
)
_LEADING_IN = re.compile(
    r"^[\s,]*(?:in|bij|op|door|by|on|at|bei|auf|dans|sur|en|su|em)\s+", re.IGNORECASE
)
_ON_THE_SITE = re.compile(r"^(?:the|de)\s+(?:web)?site\s+(?:of|van)\s+", re.IGNORECASE)
# "... in X and is republished here with permission": what is said of the page itself.
_OF_THIS_PAGE = re.compile(
    r",?\s+(?:and|en)\s+(?:(?:can|may)\s+be\s+\w+|kan\s+hier|(?:is|was|has\s+been)\s+(?:re|cross)-?"
    r"(?:published|printed|posted|produced))\b.*$"
    r"|,?\s+(?:und\s+(?:ist|wird|wurde|kann)|et\s+(?:est|a\s+été)|y\s+(?:se|fue)|ed?\s+(?:è|foi))\b.*$"
    r"|,?\s+under\s+an?\s.*\blicen[cs]e$|,?\s+with\s+(?:\w+\s+)?permission$"
    r"|,?\s+mit\s+freundlicher\s+Genehmigung$|,?\s+avec\s+l[’']aimable\s.*$",
    re.IGNORECASE,
)
# "verscheen in 1912 in kleine oplage en is nooit herdrukt": a sentence about something else.
_RUNS_ON = re.compile(
    r"^(?:1[5-9]|20)\d\d\b|^\d+$|^\W*\d{1,2}[:.]\d\d\b"
    r"|\s(?:is|was|werd|wordt|are|were|has|had|heeft|hebben|zijn)\s|\bet\.?\sal\b"
)
_TONGUE = re.compile(rf"(?:{_TONGUES}|bengali|hindi|urdu|japanese|korean)", re.IGNORECASE)
_INITIALS = re.compile(r"(?:\w\.)+\w")
_PIECES = re.compile(r"[\s’']+")
_NAMED_PIECES = 4

# A theme's own lines, which name a writer or a category of the site itself.
BYLINE = re.compile(r"(?:written\s+by|posted\s+(?:by|in|on|at))\b", re.IGNORECASE)
# A button to a platform that carries everything: "Listen on Spotify", "View this on Instagram".
PLATFORM = re.compile(
    r"(?:listen|watch|view|(?:be)?luister|bekijk|hören|écoute[rz]|escuch[ae]r?|ascolta|ouça)"
    r"(?:\s+\S+){0,2}?\s+(?:on|at|via|op|bij|auf|sur|en|su|no)\s+(?:spotify|apple|itunes|google\s+podcasts"
    r"|youtube|soundcloud|deezer|amazon|stitcher|instagram|facebook|tiktok)\b",
    re.IGNORECASE,
)
OF_THE_SITE = re.compile(r"(?:published|featured)\s+(?:by|in)\b", re.IGNORECASE)


def outlet_of(text: str | None, links: Sequence[BlockLink]) -> str | None:
    """Return the outlet a phrase names, without the date and the "here" around it."""
    if text is None:
        return None
    text = _CLOSING_HERE.sub("", _OF_THIS_PAGE.sub("", text))
    days = find_days(text)
    if days:
        _, start, end = days[0]
        before = _BEFORE_DATE.sub("", text[:start])
        text = before if before.strip() else _LEADING_IN.sub("", text[end:])
    text = _ON_THE_SITE.sub("", text)
    text = text.strip(" ,;:.|–-»>→*")
    if text.count("(") != text.count(")"):
        text = text.strip("()")
    for link in links:
        # "in Trouw’s weekend edition": the link says where the name ends.
        if text.startswith(link.text) and text[len(link.text) :][:1] in (",", "’", "'", "("):
            text = link.text
    if not text or _HERE.fullmatch(text) or re.fullmatch(r"https?://\S+", text):
        return None
    text = clean(text.strip(_MARKS))
    return f"{text}." if _INITIALS.fullmatch(text) else text or None


def is_outlet(name: str, links: Sequence[BlockLink]) -> bool:
    """Whether a name can be a medium's: neither a clause, a clock, a language nor a writer."""
    words = name.split()
    if len(words) > _MAX_OUTLET or _NOT_OUTLET.match(name) or re.search(r"[.!?;:]\s", name):
        return False
    if _RUNS_ON.search(name) or _TONGUE.fullmatch(name):
        return False
    if re.search(r",\s*(?:which|who|that|die|dat|and|en|met|with)\b", name):
        return False
    pieces = _PIECES.split(name)[:_NAMED_PIECES]
    has_capital = any(piece[:1].isupper() or piece[:1].isdigit() for piece in pieces)
    is_linked = any(link.text.strip(" .") == name for link in links)
    return has_capital or is_linked or bool(re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", name))
