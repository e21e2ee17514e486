"""Reads one edition of the demo site from the files bundled under `data/`."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from scraper.demosite.calendar import amsterdam
from scraper.demosite.content import (
    Attribution,
    Content,
    Credit,
    File,
    Mention,
    MenuItem,
    Page,
    Person,
    Player,
    RoleLine,
    StaticPage,
    walk,
)
from scraper.demosite.markup import Block, parse

DATA = Path(__file__).parent / "data"
_ARCHIVES = ("/news/", "/publications/")
Record = TypeVar("Record")


def load(edition: int, edited_at: datetime) -> Content:
    """Read one edition; from the second on, the changes are dated `edited_at`."""
    site = _toml("site.toml")
    raw = [entry for name in site["articles"] for entry in _toml(name)["page"]]
    moved: dict[str, str] = dict(site["moved"])
    gone: set[str] = set()
    if edition > 1:
        changes = _toml("edition2.toml")
        raw = _edited(raw, changes, edited_at.astimezone(UTC).replace(microsecond=0))
        moved |= changes["moved"]
        gone |= set(changes["gone"])
    pages = [_page(entry, 10_000 + 37 * n) for n, entry in enumerate(raw)]
    live = (page for page in pages if page.path not in gone)
    menu = _menu((DATA / "menu.txt").read_text(encoding="utf-8"))
    return Content(
        pages=tuple(sorted(live, key=lambda page: (page.published_at, page.id), reverse=True)),
        people={p["slug"]: _record(Person, p) for p in site["person"]},
        authors=site["authors"],
        statics=_statics(site["static"], menu),
        menu=menu,
        moved=moved,
        gone=frozenset(gone),
    )


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


def _edited(
    raw: list[dict[str, Any]], changes: dict[str, Any], edited_at: datetime
) -> list[dict[str, Any]]:
    edits = {edit["slug"]: edit for edit in changes["edit"]}
    renamed = {old.split("/")[2]: new.split("/")[2] for old, new in changes["moved"].items()}
    edited = []
    for entry in raw:
        entry = entry | edits.get(entry["slug"], {})
        if entry["slug"] in edits or entry["slug"] in renamed:
            entry["updated"] = edited_at
        edited.append(entry | {"slug": renamed.get(entry["slug"], entry["slug"])})
    fresh = [
        entry | {"day": amsterdam(edited_at).date(), "time": edited_at, "updated": edited_at}
        for entry in changes["page"]
    ]
    return edited + fresh


def _page(raw: dict[str, Any], page_id: int) -> Page:
    published = raw.pop("time", None) or datetime(
        raw["day"].year, raw["day"].month, raw["day"].day, 7 + page_id % 8, page_id % 60, tzinfo=UTC
    )
    updated = raw.pop("updated", None) or published + timedelta(hours=19) * (page_id % 3)
    theme, blocks = raw.pop("theme"), _complete(parse(raw.pop("body", "")), raw)
    families = {"A": "builder", "B": "classic", "E": "elegant", "M": "modern"}
    return _record(
        Page,
        raw
        | {
            "id": page_id,
            "family": families[theme[0]],
            "version": int(theme[1]),
            "published_at": published,
            "updated_at": updated,
            "blocks": blocks,
        },
    )


def _complete(blocks: tuple[Block, ...], raw: Mapping[str, Any]) -> tuple[Block, ...]:
    """Put players, files, source, role line and credit last where the text does not place them."""
    placed = {block.kind for block in blocks}
    inline = raw.get("source", {}).get("place") == "inline"
    rest = [("players", "embed", len(raw.get("players", ())))]
    rest += [("files", "pdf", len(raw.get("files", ())))]
    rest += [("source", "source", 0 if inline else 1), ("role_line", "role", 1)]
    rest += [("credit", "credit", 1)]
    added = [
        Block(kind=kind, text=str(n))
        for key, kind, count in rest
        if key in raw and kind not in placed
        for n in range(count)
    ]
    return blocks + tuple(added)


_NESTED = {
    "source": Attribution,
    "role_line": RoleLine,
    "mention": Mention,
    "credit": Credit,
    "files": File,
    "players": Player,
}


def _record(cls: type[Record], raw: Mapping[str, Any]) -> Record:
    return cls(**{key: _value(key, value) for key, value in raw.items()})


def _value(key: str, value: Any) -> Any:
    if key in _NESTED and isinstance(value, dict):
        return _record(_NESTED[key], value)
    if isinstance(value, list):
        return tuple(_value(key, item) for item in value)
    return value


def _menu(text: str) -> tuple[MenuItem, ...]:
    lines = [line for line in text.splitlines() if line.strip()]
    return _branches([(len(line) - len(line.lstrip()), line.strip()) for line in lines])


def _branches(lines: Sequence[tuple[int, str]]) -> tuple[MenuItem, ...]:
    items = []
    for start, (indent, line) in enumerate(lines):
        if indent != lines[0][0]:
            continue
        below = []
        for deeper in lines[start + 1 :]:
            if deeper[0] <= indent:
                break
            below.append(deeper)
        title, _, path = line.rpartition("  ")
        items.append(MenuItem(title=title.strip(), path=path, children=_branches(below)))
    return tuple(items) if lines else ()


def _statics(raw: list[dict[str, Any]], menu: tuple[MenuItem, ...]) -> tuple[StaticPage, ...]:
    """Build the written pages, and a landing page for every menu item that leads to none."""
    pages = {p["slug"]: StaticPage(**p | {"blocks": parse(p.pop("body"))}) for p in raw}
    for number, item in enumerate(walk(menu)):
        slug = item.path.strip("/")
        if "/" in slug or slug in pages or item.path in _ARCHIVES:
            continue
        pages[slug] = StaticPage(slug=slug, title=item.title, blocks=_landing(item.title, number))
    return tuple(pages.values())


def _landing(title: str, number: int) -> tuple[Block, ...]:
    kinds = ("reports, columns and talks", "short papers and interviews", "studies and briefings")
    pace = ("twice a year", "every spring", "with each annual plan")
    return parse(
        f"Under the heading {title} the institute brings together its {kinds[number % 3]}.\n"
        f"The work is led by a small group of analysts, who revise its questions"
        f" {pace[number // 3 % 3]} and answer to an outside board of readers.\n"
        "[Ask us](/contact-us/) for a briefing, or look through the [publications](/publications/)."
    )
