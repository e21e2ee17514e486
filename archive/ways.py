"""The migration that lets a page keep every way it was found; `coverage` adds them up."""

_BITS = (
    # One number a page, a bit for each way: docs/decisions.md has the cost of a row for each.
    "ALTER TABLE pages ADD COLUMN ways INTEGER NOT NULL DEFAULT 0",
    """
    UPDATE pages SET ways = CASE found_by
        WHEN 'seed' THEN 1 WHEN 'robots' THEN 2 WHEN 'sitemap' THEN 4 WHEN 'feed' THEN 8
        WHEN 'listing' THEN 16 WHEN 'pagination' THEN 32 WHEN 'page' THEN 64
        WHEN 'redirect' THEN 128 WHEN 'canonical' THEN 256 ELSE 0 END
    """,
)
WAY_VIEWS = {
    "discoveries": """
    CREATE VIEW discoveries AS
    WITH names (way, bit) AS (
        VALUES ('seed', 1), ('robots', 2), ('sitemap', 4), ('feed', 8), ('listing', 16),
            ('pagination', 32), ('page', 64), ('redirect', 128), ('canonical', 256), ('rest', 512),
            ('import', 1024))
    SELECT pages.id AS page_id, pages.url, names.way
    FROM pages JOIN names ON pages.ways & names.bit
    """,
    # 572: the bits of all four ways together. Pages are counted before they are multiplied.
    "coverage": """
    CREATE VIEW coverage AS
    WITH
        names (way, bits) AS (VALUES ('sitemap', 4), ('feed', 8), ('listing', 48), ('rest', 512)),
        found (site_id, ways, pages) AS (
            SELECT site_id, ways & 572, count(*) FROM pages
            WHERE kind = 'article' AND state = 'done' GROUP BY 1, 2)
    SELECT
        sites.host AS site,
        names.way,
        sum(pages) AS articles,
        sum(iif(ways & bits, pages, 0)) AS known,
        sum(iif(ways <> 0 AND ways & ~bits = 0, pages, 0)) AS only_here,
        sum(iif(ways & bits, 0, pages)) AS missing,
        sum(iif(ways = 0, pages, 0)) AS by_links_only
    FROM found
    JOIN sites ON sites.id = found.site_id
    CROSS JOIN names
    GROUP BY sites.id, names.bits
    """,
}
KEEP_EVERY_WAY = (*_BITS, *WAY_VIEWS.values())
