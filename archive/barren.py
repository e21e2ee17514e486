"""Sites that give no article at all, and why: they moved away, forbid it, or have none."""

import json
import sqlite3
from collections.abc import Mapping

from archive.addresses import bare_host

_SITES = """
    SELECT id, host, EXISTS (SELECT 1 FROM articles WHERE site_id = sites.id),
           id IN (SELECT site_id FROM pages WHERE state = 'pending'),
           id IN (SELECT site_id FROM pages
                  WHERE state = 'done' AND kind IN ('sitemap', 'feed', 'api'))
    FROM sites WHERE :bare IS NULL OR host IN (:bare, 'www.' || :bare)
"""
_SEEDS = """
    SELECT site_id, url, state, coalesce(reason, ''), moved_to IS NOT NULL,
           (SELECT detail FROM events WHERE page_id = pages.id AND kind = 'moved'
            ORDER BY run_id DESC, id DESC LIMIT 1)
    FROM pages WHERE found_by = 'seed' AND site_id IN (SELECT value FROM json_each(:sites))
    ORDER BY id
"""


def find_barren(conn: sqlite3.Connection, *, site_id: int | None = None) -> Mapping[int, str]:
    """Return by site why it gives nothing, in words; sites that have pages to ask for are left out.

    A front page that leads to a site which is not crawled is told of any site: what is known of it
    stays, and nothing new comes. So is one whose robots.txt forbids it, unless a sitemap, a feed or
    an API is read. `www.` makes no difference: an article under either name counts.
    `site_id` asks of one site alone.
    """
    asked = conn.execute("SELECT host FROM sites WHERE id = ?", (site_id,)).fetchone()
    bare = bare_host(asked[0]) if asked else None
    sites = {row[0]: row[1:] for row in conn.execute(_SITES, {"bare": bare})}
    fruitful = {bare_host(host) for host, has_articles, *_ in sites.values() if has_articles}
    seeds: dict[str, list[tuple[str, ...]]] = {}
    for row_id, *seed in conn.execute(_SEEDS, {"sites": json.dumps(list(sites))}):
        seeds.setdefault(bare_host(sites[row_id][0]), []).append(tuple(seed))
    found = {}
    for row_id, (host, has_articles, is_busy, is_listed) in sites.items():
        why = _why_left(seeds.get(bare_host(host), []))
        if why is None and has_articles and not (is_busy or is_listed):
            why = _why_forbidden(seeds.get(bare_host(host), []))
        if why is None and not (is_busy or has_articles or bare_host(host) in fruitful):
            why = _why_empty(seeds.get(bare_host(host), []))
        if why is not None:
            found[row_id] = why
    return found


def _why_left(seeds: list[tuple[str, ...]]) -> str | None:
    """Say where all addresses that a site was to be begun at lead, if it is to other sites."""
    away = [(url, to) for url, state, _, stays, to in seeds if state == "moved" and not stays]
    if not away or any(state in ("done", "pending") for _, state, *_ in seeds):
        return None
    url, to = away[0]
    return f"{url} leads to {to}, another site: crawl that one"


def _why_forbidden(seeds: list[tuple[str, ...]]) -> str | None:
    """Say that robots.txt forbids all addresses that a site was to be begun at."""
    if not seeds or any(reason != "robots" for _, _, reason, *_ in seeds):
        return None
    return f"nothing new is looked for: robots.txt forbids {seeds[0][0]}"


def _why_empty(seeds: list[tuple[str, ...]]) -> str | None:
    if not seeds:
        return None
    for url, state, reason, _, to in seeds:
        if state == "skipped":
            return f"no article was found: {url} is left alone ({reason})"
        if state == "moved" and to:
            return f"no article was found: {url} leads to {to}"
    return "no article was found, and no page is left to ask for"
