"""The first tables, their indexes and the full-text index, as the first migration makes them.

Later migrations add to them; `docs/schema.md` tells how they are now. Nothing here is edited.
"""

from archive.addresses import same_url

CRAWL_TABLES = (
    """
    CREATE TABLE sites (
        id INTEGER PRIMARY KEY,
        host TEXT NOT NULL UNIQUE,
        profile TEXT,
        robots TEXT,
        robots_status INTEGER,
        robots_fetched_at TEXT,
        delay_seconds REAL
    ) STRICT
    """,
    """
    CREATE TABLE runs (
        id INTEGER PRIMARY KEY,
        command TEXT NOT NULL,
        seeds TEXT NOT NULL DEFAULT '[]',
        started_at TEXT NOT NULL,
        finished_at TEXT,
        status TEXT NOT NULL DEFAULT 'running',
        totals TEXT NOT NULL DEFAULT '{}'
    ) STRICT
    """,
    """
    CREATE TABLE pages (
        id INTEGER PRIMARY KEY,
        url TEXT NOT NULL UNIQUE,
        site_id INTEGER NOT NULL REFERENCES sites(id),
        kind TEXT NOT NULL DEFAULT 'unknown',
        state TEXT NOT NULL DEFAULT 'pending' CHECK (
            state IN ('pending', 'done', 'moved', 'gone', 'skipped', 'failed')),
        reason TEXT,
        found_by TEXT NOT NULL,
        found_on INTEGER REFERENCES pages(id),
        found_at TEXT NOT NULL,
        depth INTEGER NOT NULL DEFAULT 0,
        hops INTEGER NOT NULL DEFAULT 0,
        etag TEXT,
        last_modified TEXT,
        digest TEXT,
        status INTEGER,
        checked_at TEXT,
        fetched_at TEXT,
        changed_at TEXT,
        due_at TEXT,
        fetches INTEGER NOT NULL DEFAULT 0,
        changes INTEGER NOT NULL DEFAULT 0,
        failures INTEGER NOT NULL DEFAULT 0,
        moved_to INTEGER REFERENCES pages(id),
        article_id INTEGER REFERENCES articles(id),
        rank INTEGER NOT NULL GENERATED ALWAYS AS (
            CASE kind WHEN 'sitemap' THEN 0 WHEN 'feed' THEN 1 WHEN 'listing' THEN 2 ELSE 3 END
        ) VIRTUAL
    ) STRICT
    """,
    """
    CREATE TABLE dictionaries (
        id INTEGER PRIMARY KEY,
        site_id INTEGER NOT NULL REFERENCES sites(id),
        created_at TEXT NOT NULL,
        pages INTEGER NOT NULL,
        data BLOB NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE blobs (
        id INTEGER PRIMARY KEY,
        digest TEXT NOT NULL UNIQUE,
        codec TEXT NOT NULL,
        dictionary_id INTEGER REFERENCES dictionaries(id),
        length INTEGER NOT NULL,
        data BLOB NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE snapshots (
        id INTEGER PRIMARY KEY,
        page_id INTEGER NOT NULL REFERENCES pages(id),
        run_id INTEGER NOT NULL REFERENCES runs(id),
        fetched_at TEXT NOT NULL,
        status INTEGER NOT NULL,
        headers TEXT NOT NULL,
        digest TEXT NOT NULL,
        length INTEGER NOT NULL,
        blob_id INTEGER REFERENCES blobs(id),
        revisit_of INTEGER REFERENCES snapshots(id),
        elapsed_seconds REAL NOT NULL DEFAULT 0
    ) STRICT
    """,
    """
    CREATE TABLE events (
        id INTEGER PRIMARY KEY,
        run_id INTEGER NOT NULL REFERENCES runs(id),
        page_id INTEGER REFERENCES pages(id),
        at TEXT NOT NULL,
        kind TEXT NOT NULL,
        url TEXT NOT NULL,
        reason TEXT,
        status INTEGER,
        detail TEXT
    ) STRICT
    """,
)

READING_TABLES = (
    "CREATE TABLE outlets (id INTEGER PRIMARY KEY, name TEXT NOT NULL,"
    " name_key TEXT NOT NULL UNIQUE) STRICT",
    "CREATE TABLE tags (id INTEGER PRIMARY KEY, name TEXT NOT NULL,"
    " name_key TEXT NOT NULL UNIQUE) STRICT",
    """
    CREATE TABLE experts (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        url TEXT,
        name_key TEXT NOT NULL,
        url_key TEXT NOT NULL DEFAULT '',
        UNIQUE (name_key, url_key)
    ) STRICT
    """,
    f"""
    CREATE TABLE articles (
        id INTEGER PRIMARY KEY,
        url TEXT NOT NULL UNIQUE,
        site_id INTEGER NOT NULL REFERENCES sites(id),
        page_id INTEGER NOT NULL REFERENCES pages(id),
        canonical_url TEXT,
        lang TEXT,
        title TEXT,
        published TEXT,
        published_at TEXT,
        updated_at TEXT,
        section TEXT,
        summary TEXT,
        body TEXT NOT NULL DEFAULT '',
        word_count INTEGER NOT NULL DEFAULT 0,
        source_name TEXT,
        source_url TEXT,
        source_phrase TEXT,
        source_date TEXT,
        outlet_id INTEGER REFERENCES outlets(id),
        photo_credit TEXT,
        image TEXT,
        authors TEXT NOT NULL DEFAULT '[]',
        digest TEXT NOT NULL,
        first_seen_at TEXT NOT NULL,
        last_seen_at TEXT NOT NULL,
        last_changed_at TEXT NOT NULL,
        gone_at TEXT,
        year INTEGER GENERATED ALWAYS AS (CAST(substr(published, 1, 4) AS INTEGER)) VIRTUAL,
        month TEXT GENERATED ALWAYS AS (substr(published, 1, 7)) VIRTUAL,
        url_key TEXT GENERATED ALWAYS AS ({same_url("url")}) VIRTUAL
    ) STRICT
    """,
    """
    CREATE TABLE revisions (
        id INTEGER PRIMARY KEY,
        article_id INTEGER NOT NULL REFERENCES articles(id),
        number INTEGER NOT NULL,
        snapshot_id INTEGER NOT NULL REFERENCES snapshots(id),
        seen_at TEXT NOT NULL,
        extractor TEXT NOT NULL,
        profile TEXT NOT NULL,
        digest TEXT NOT NULL,
        changed TEXT NOT NULL,
        reading TEXT NOT NULL,
        evidence BLOB NOT NULL,
        UNIQUE (article_id, number)
    ) STRICT
    """,
    """
    CREATE TABLE articles_experts (
        article_id INTEGER NOT NULL REFERENCES articles(id),
        expert_id INTEGER NOT NULL REFERENCES experts(id),
        role TEXT,
        position INTEGER NOT NULL,
        PRIMARY KEY (article_id, expert_id)
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE articles_tags (
        article_id INTEGER NOT NULL REFERENCES articles(id),
        tag_id INTEGER NOT NULL REFERENCES tags(id),
        position INTEGER NOT NULL,
        PRIMARY KEY (article_id, tag_id)
    ) STRICT, WITHOUT ROWID
    """,
    f"""
    CREATE TABLE links (
        id INTEGER PRIMARY KEY,
        article_id INTEGER NOT NULL REFERENCES articles(id),
        kind TEXT NOT NULL CHECK (
            kind IN ('related_news', 'related_content', 'body', 'attachment', 'embed')),
        position INTEGER NOT NULL,
        title TEXT,
        url TEXT NOT NULL,
        target_article_id INTEGER REFERENCES articles(id),
        url_key TEXT GENERATED ALWAYS AS ({same_url("url")}) VIRTUAL
    ) STRICT
    """,
)

INDEXES = (
    # What is due: one range of this index for each host and rank, whatever the number of pages.
    "CREATE INDEX pages_due ON pages (site_id, rank, due_at) WHERE due_at IS NOT NULL",
    "CREATE INDEX pages_moved_to ON pages (moved_to) WHERE moved_to IS NOT NULL",
    "CREATE INDEX pages_article ON pages (article_id) WHERE article_id IS NOT NULL",
    "CREATE INDEX snapshots_page ON snapshots (page_id)",
    "CREATE INDEX snapshots_digest ON snapshots (digest)",
    "CREATE INDEX events_run ON events (run_id)",
    "CREATE INDEX articles_url_key ON articles (url_key)",
    "CREATE INDEX articles_page ON articles (page_id)",
    "CREATE INDEX articles_site ON articles (site_id)",
    "CREATE INDEX articles_outlet ON articles (outlet_id) WHERE outlet_id IS NOT NULL",
    "CREATE INDEX articles_published ON articles (published)",
    "CREATE INDEX articles_year ON articles (year)",
    "CREATE INDEX articles_month ON articles (month)",
    "CREATE INDEX articles_section ON articles (section)",
    "CREATE INDEX articles_lang ON articles (lang)",
    "CREATE INDEX articles_last_changed ON articles (last_changed_at)",
    "CREATE INDEX articles_gone ON articles (gone_at) WHERE gone_at IS NOT NULL",
    "CREATE INDEX articles_experts_expert ON articles_experts (expert_id)",
    "CREATE INDEX articles_tags_tag ON articles_tags (tag_id)",
    "CREATE INDEX links_article ON links (article_id)",
    "CREATE INDEX links_target ON links (target_article_id) WHERE target_article_id IS NOT NULL",
    # Only links that may still find their article, so the index shrinks as they do.
    "CREATE INDEX links_unresolved ON links (url_key)"
    " WHERE target_article_id IS NULL AND kind NOT IN ('attachment', 'embed')",
)

# External content: the text is kept once, in articles. The update trigger names its columns, so
# that a new last_seen_at does not index the text again. Source: sqlite.org/fts5.html, 4.4.3.
FULL_TEXT = (
    # Double quotes: Datasette and sqlite-utils look for content="articles" to offer a search.
    'CREATE VIRTUAL TABLE articles_fts USING fts5 (title, summary, body, content="articles",'
    " content_rowid='id', tokenize='unicode61 remove_diacritics 2')",
    """
    CREATE TRIGGER articles_fts_insert AFTER INSERT ON articles BEGIN
        INSERT INTO articles_fts (rowid, title, summary, body)
        VALUES (new.id, new.title, new.summary, new.body);
    END
    """,
    """
    CREATE TRIGGER articles_fts_delete AFTER DELETE ON articles BEGIN
        INSERT INTO articles_fts (articles_fts, rowid, title, summary, body)
        VALUES ('delete', old.id, old.title, old.summary, old.body);
    END
    """,
    """
    CREATE TRIGGER articles_fts_update AFTER UPDATE OF title, summary, body ON articles BEGIN
        INSERT INTO articles_fts (articles_fts, rowid, title, summary, body)
        VALUES ('delete', old.id, old.title, old.summary, old.body);
        INSERT INTO articles_fts (rowid, title, summary, body)
        VALUES (new.id, new.title, new.summary, new.body);
    END
    """,
)
