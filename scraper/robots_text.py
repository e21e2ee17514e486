"""Put a robots.txt into the words protego reads as RFC 9309 means them.

Met here: protego takes a group for `Foo` as one for `FooBot`, lets a `Crawl-delay` or any unknown
line end a group, and breaks lines where the standard does not. So user-agents become one of three
names (ours, everybody, others), and nothing is handed on but what forms groups and rules.
"""

import re
from dataclasses import dataclass, field
from math import isfinite

# The names and the misspellings that google/robotstxt takes too; a colon may be missing.
_AGENT = re.compile(r"user[ -]?agent\s*(?::|\s)\s*(.*)", re.IGNORECASE | re.DOTALL)
_RULE = re.compile(
    r"(allow|disallow|dissallow|dissalow|disalow|diasllow|disallaw)\s*(?::|\s)\s*(.*)",
    re.IGNORECASE | re.DOTALL,
)
_DELAY = re.compile(r"crawl[ -]delay\s*(?::|\s)\s*(.*)", re.IGNORECASE | re.DOTALL)
_SITEMAP = re.compile(r"(?:sitemaps?|site-map)\s*(?::|\s)\s*(.*)", re.IGNORECASE | re.DOTALL)
_TOKEN = re.compile(r"[a-zA-Z_-]*")
_EVERYBODY = re.compile(r"\*(?:\s|$)")
_LINE_ENDS = re.compile(r"\r\n|\r|\n")
# What Python takes for the end of a line and RFC 9309 does not.
_FALSE_ENDS = re.compile(r"[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SPACE = " \t\x0b\x0c"
# No name contains it, so protego finds this group to be nobody's.
_OTHERS = "-"


@dataclass(kw_only=True)
class RobotsText:
    """What a robots.txt says: `rules` for protego, and what protego is not asked for.

    `delay_seconds` is the Crawl-delay of our own group where there is one, else of the common one.
    """

    rules: str = ""
    delay_seconds: float = 0.0
    sitemaps: tuple[str, ...] = ()


@dataclass
class _Group:
    agents: set[str] = field(default_factory=set)
    has_rules: bool = False


def read_robots_text(text: str, token: str) -> RobotsText:
    """Read a robots.txt for the product token `token`; no text makes this fail.

    A group is one or more user-agent lines and the rules below them; only a rule ends the list of
    user-agents (RFC 9309 section 2.2.4: other lines must not interfere). The token of a line is
    its longest start of letters, `-` and `_`, and must be ours in full, whatever its case.
    """
    lines: list[str] = []
    sitemaps: list[str] = []
    delays: dict[str, float] = {}
    seen: set[str] = set()
    group = _Group()
    for raw in _LINE_ENDS.split(text.lstrip("\ufeff\ufffd")):
        line = _FALSE_ENDS.sub(_escaped, raw.partition("#")[0].strip(_SPACE))
        if found := _AGENT.fullmatch(line):
            if group.has_rules:
                group = _Group()
            agent = _agent_of(found[1], token)
            group.agents.add(agent)
            seen.add(agent)
            lines.append(f"User-agent: {agent}")
        elif found := _RULE.fullmatch(line):
            group.has_rules = True
            name = "Allow" if found[1].lower() == "allow" else "Disallow"
            lines.append(f"{name}: {found[2]}")
        elif found := _DELAY.fullmatch(line):
            delay = _seconds(found[1])
            if delay is not None:
                delays.update(dict.fromkeys(group.agents, delay))
        elif found := _SITEMAP.fullmatch(line):
            sitemaps.append(found[1])
    return RobotsText(
        rules="\n".join(lines),
        delay_seconds=delays.get(token if token in seen else "*", 0.0),
        sitemaps=tuple(address for address in sitemaps if address),
    )


def _agent_of(value: str, token: str) -> str:
    if _EVERYBODY.match(value):
        return "*"
    found = _TOKEN.match(value)
    return token if found and found[0].lower() == token else _OTHERS


def _seconds(value: str) -> float | None:
    try:
        delay = float(value)
    except ValueError:
        return None
    return delay if isfinite(delay) and delay >= 0 else None


def _escaped(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode())
