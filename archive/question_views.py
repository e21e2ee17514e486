"""Views that answer the common questions without a join: counts, changes, what is gone, links."""

# A field's name in `changed` is one of the record's, so it makes a JSON path as it is.
CHANGES = """
    CREATE VIEW changes AS
    SELECT
        articles.id AS article_id,
        articles.title,
        articles.url,
        after.number AS revision,
        after.seen_at,
        field.value AS field,
        json_extract(before.reading, '$.' || field.value) AS before,
        json_extract(after.reading, '$.' || field.value) AS after,
        before.extractor AS extractor_before,
        after.extractor AS extractor_after,
        after.cause
    FROM revisions AS after
    JOIN json_each(after.changed) AS field
    JOIN articles ON articles.id = after.article_id
    JOIN revisions AS before
        ON before.article_id = after.article_id AND before.number = after.number - 1
"""

QUESTION_VIEWS = (
    """
    CREATE VIEW articles_per_year AS
    SELECT
        articles.year,
        count(*) AS articles,
        sum(articles.word_count) AS words,
        count(DISTINCT articles.section) AS sections,
        count(DISTINCT articles.outlet_id) AS outlets,
        count(articles.outlet_id) AS quoting,
        count(articles.gone_at) AS gone
    FROM articles
    GROUP BY articles.year
    """,
    """
    CREATE VIEW articles_per_month AS
    SELECT
        articles.month,
        articles.year,
        count(*) AS articles,
        sum(articles.word_count) AS words
    FROM articles
    GROUP BY articles.month
    """,
    """
    CREATE VIEW articles_per_section AS
    SELECT
        articles.section,
        sites.host AS site,
        count(*) AS articles,
        sum(articles.word_count) AS words,
        min(articles.published) AS first_published,
        max(articles.published) AS last_published
    FROM articles
    JOIN sites ON sites.id = articles.site_id
    GROUP BY articles.section, articles.site_id
    """,
    """
    CREATE VIEW articles_per_expert AS
    SELECT
        experts.name AS expert,
        count(*) AS articles,
        min(articles.published) AS first_published,
        max(articles.published) AS last_published,
        experts.id AS expert_id,
        experts.url AS expert_url
    FROM experts
    JOIN articles_experts ON articles_experts.expert_id = experts.id
    JOIN articles ON articles.id = articles_experts.article_id
    GROUP BY experts.id
    """,
    """
    CREATE VIEW articles_per_outlet AS
    SELECT
        outlets.name AS outlet,
        count(*) AS articles,
        min(articles.published) AS first_published,
        max(articles.published) AS last_published,
        outlets.id AS outlet_id
    FROM outlets
    JOIN articles ON articles.outlet_id = outlets.id
    GROUP BY outlets.id
    """,
    """
    CREATE VIEW articles_per_tag AS
    SELECT
        tags.name AS tag,
        count(*) AS articles,
        min(articles.published) AS first_published,
        max(articles.published) AS last_published,
        tags.id AS tag_id
    FROM tags
    JOIN articles_tags ON articles_tags.tag_id = tags.id
    JOIN articles ON articles.id = articles_tags.article_id
    GROUP BY tags.id
    """,
    CHANGES,
    """
    CREATE VIEW gone_articles AS
    SELECT
        articles.id,
        articles.title,
        articles.url,
        articles.published,
        articles.section,
        sites.host AS site,
        articles.first_seen_at,
        articles.last_seen_at,
        articles.gone_at,
        articles.year
    FROM articles
    JOIN sites ON sites.id = articles.site_id
    WHERE articles.gone_at IS NOT NULL
    """,
    """
    CREATE VIEW links_out AS
    SELECT
        links.article_id,
        articles.title,
        articles.url,
        links.kind,
        links.position,
        links.title AS link_title,
        links.url AS link_url,
        substr(links.url_key, 1, instr(replace(links.url_key, '?', '/') || '/', '/') - 1)
            AS link_host,
        links.target_article_id,
        target.title AS target_title,
        target.published AS target_published
    FROM links
    JOIN articles ON articles.id = links.article_id
    LEFT JOIN articles AS target ON target.id = links.target_article_id
    """,
    """
    CREATE VIEW links_in AS
    SELECT
        links.target_article_id AS article_id,
        target.title,
        target.url,
        links.kind,
        links.title AS link_title,
        links.article_id AS from_article_id,
        articles.title AS from_title,
        articles.url AS from_url,
        articles.published AS from_published
    FROM links
    JOIN articles AS target ON target.id = links.target_article_id
    JOIN articles ON articles.id = links.article_id
    """,
    """
    CREATE VIEW article_snapshots AS
    SELECT
        articles.id AS article_id,
        articles.title,
        articles.url,
        revisions.number AS revision,
        revisions.seen_at,
        snapshots.fetched_at AS archived_at,
        snapshots.digest AS snapshot_digest,
        snapshots.length,
        snapshots.blob_id IS NOT NULL AS is_kept,
        revisions.extractor,
        revisions.profile
    FROM articles
    JOIN revisions ON revisions.article_id = articles.id
    JOIN snapshots ON snapshots.id = revisions.snapshot_id
    """,
)
