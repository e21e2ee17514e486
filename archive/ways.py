"""The migration that lets a page keep every way it was found; `coverage` adds them up."""

KEEP_EVERY_WAY = (
    # One number a page, a bit for each way: docs/decisions.md has the cost of a row for each.
    "ALTER TABLE pages ADD COLUMN ways INTEGER NOT NULL DEFAULT 0",
    """
    UPDATE pages SET ways = CASE found_by
        WHEN 'seed' THEN 1 WHEN 'robots' THEN 2 WHEN 'sitemap' THEN 4 WHEN 'feed' THEN 8
        WHEN 'listing' THEN 16 WHEN 'pagination' THEN 32 WHEN 'page' THEN 64
        WHEN 'redirect' THEN 128 WHEN 'canonical' THEN 256 ELSE 0 END
    """,
    # A generated column cannot be altered: it goes, with its index, and comes back.
    "DROP INDEX pages_due",
    "ALTER TABLE pages DROP COLUMN rank",
    """
    ALTER TABLE pages ADD COLUMN rank INTEGER NOT NULL GENERATED ALWAYS AS (
        CASE kind WHEN 'sitemap' THEN 0 WHEN 'feed' THEN 1 WHEN 'api' THEN 1
        WHEN 'listing' THEN 2 ELSE 3 END
    ) VIRTUAL
    """,
    "CREATE INDEX pages_due ON pages (site_id, rank, due_at) WHERE due_at IS NOT NULL",
)
