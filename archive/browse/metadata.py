"""What Datasette is told of an archive: titles, facets, order, and the canned queries."""

from typing import Any

# Tables that hold machinery; their address still works.
HIDDEN = ("blobs", "dictionaries", "snapshots", "articles_experts", "articles_tags")

QUERIES: dict[str, dict[str, Any]] = {
    "search": {
        "title": "Search the articles",
        "description": "Articles with all of these words, best first.",
        "sql": """
            SELECT articles.published, articles.title, articles.section,
                   snippet(articles_fts, -1, '[', ']', '…', 24) AS found, articles.url, articles.id
            FROM articles_fts JOIN articles ON articles.id = articles_fts.rowid
            WHERE articles_fts MATCH
                CASE WHEN trim(:words) = '' THEN '""' ELSE escape_fts(:words) END
            -- Snippets are made for the rows shown and for no others.
            AND articles_fts.rowid IN (
                SELECT rowid FROM articles_fts WHERE articles_fts MATCH
                    CASE WHEN trim(:words) = '' THEN '""' ELSE escape_fts(:words) END
                ORDER BY bm25(articles_fts, 10.0, 4.0, 1.0) LIMIT 100)
            ORDER BY bm25(articles_fts, 10.0, 4.0, 1.0) LIMIT 100
        """,
    },
    "articles_per_expert": {
        "title": "Articles per expert",
        "sql": "SELECT * FROM articles_per_expert ORDER BY articles DESC, expert",
    },
    "articles_of_expert": {
        "title": "Articles of an expert",
        "sql": """
            SELECT published, title, role, expert, url, article_id FROM articles_by_expert
            WHERE expert LIKE '%' || :name || '%' ORDER BY published DESC
        """,
    },
    "quoting_an_outlet": {
        "title": "Articles quoting an outlet",
        "description": "For example: The Washington Post",
        "sql": """
            SELECT published, title, outlet, source_phrase, source_url, url, article_id
            FROM articles_by_outlet WHERE outlet LIKE '%' || :outlet || '%'
            ORDER BY published DESC
        """,
    },
    "articles_per_outlet": {
        "title": "Articles per quoted outlet",
        "sql": "SELECT * FROM articles_per_outlet ORDER BY articles DESC, outlet",
    },
    "related_to_an_article": {
        "title": "Articles related to an article",
        "description": "What the page itself names as related, and who names it.",
        "sql": """
            SELECT 'names' AS direction, kind, title, published, url, related_article_id AS id
            FROM related_articles WHERE article_id = CAST(:id AS INTEGER)
            UNION ALL
            SELECT 'named by', links.kind, articles.title, articles.published, articles.url,
                   articles.id
            FROM links JOIN articles ON articles.id = links.article_id
            WHERE links.target_article_id = CAST(:id AS INTEGER)
        """,
    },
    "changed_lately": {
        "title": "Changed lately",
        "description": "Readings after the first, newest first.",
        "sql": """
            SELECT seen_at, title, number, changed, url, article_id FROM revision_list
            WHERE number > 1 ORDER BY seen_at DESC LIMIT 200
        """,
    },
    "gone": {
        "title": "Gone from the site",
        "sql": """
            SELECT gone_at, title, published, section, url, id FROM article_list
            WHERE gone_at IS NOT NULL ORDER BY gone_at DESC
        """,
    },
    "articles_per_month": {
        "title": "Articles per month",
        "sql": "SELECT * FROM articles_per_month WHERE month IS NOT NULL ORDER BY month DESC",
    },
    "failing_pages": {
        "title": "Pages that fail",
        "sql": """
            SELECT sites.host, pages.reason, pages.status, pages.failures, pages.checked_at,
                   pages.url
            FROM pages JOIN sites ON sites.id = pages.site_id
            WHERE pages.state = 'failed' ORDER BY pages.failures DESC, pages.checked_at DESC
        """,
    },
}


def metadata(name: str, *, title: str) -> dict[str, Any]:
    """Return Datasette's metadata for an archive served under a database name."""
    tables: dict[str, dict[str, Any]] = {
        "articles": {
            "facets": ["section", "year", "lang", "source_name"],
            "sort_desc": "published",
            "label_column": "title",
            "size": 25,
        },
        "article_list": {
            "facets": ["section", "year", "outlet", "site"],
            "sort_desc": "published",
            "fts_table": "articles_fts",
            "fts_pk": "id",
            "size": 50,
        },
        "articles_by_expert": {"facets": ["expert"], "sort_desc": "published"},
        "articles_by_outlet": {"facets": ["outlet"], "sort_desc": "published"},
        "articles_by_tag": {"facets": ["tag"], "sort_desc": "published"},
        "experts": {"label_column": "name", "sort": "name"},
        "outlets": {"label_column": "name", "sort": "name"},
        "tags": {"label_column": "name", "sort": "name"},
        "sites": {"label_column": "host"},
        "pages": {"facets": ["state", "kind", "reason"], "label_column": "url"},
        "links": {"facets": ["kind"]},
        "events": {"facets": ["kind", "reason"], "sort_desc": "id"},
        "runs": {"sort_desc": "id"},
        "revisions": {"sort_desc": "id"},
    }
    for hidden in HIDDEN:
        tables[hidden] = {"hidden": True}
    return {
        "title": title,
        "description": "News pages of think tanks, kept as read. Read-only.",
        "databases": {name: {"tables": tables, "queries": QUERIES}},
    }
