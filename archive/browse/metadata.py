"""What Datasette is told of an archive: titles, facets, order, and the canned queries."""

from typing import Any

from archive.browse.questions import questions

# Tables that hold machinery; their address still works.
HIDDEN = (
    "_sqlite_migrations",
    "articles_experts",
    "articles_tags",
    "blobs",
    "dictionaries",
    "sketch_keys",
    "sketches",
    "snapshots",
)

# Datasette knows title, description and SQL; the rest is for the room's own template.
QUERIES: dict[str, dict[str, Any]] = {
    question.name: {
        "title": question.title,
        "description": question.description,
        "sql": question.sql,
        "parameters": dict(question.parameters),
    }
    for question in questions()
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
