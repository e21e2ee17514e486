"""The views of an archive: what a person looks at, where the tables are for machines."""

VIEWS = (
    """
    CREATE VIEW article_list AS
    SELECT
        articles.id,
        articles.url,
        articles.title,
        articles.published,
        articles.section,
        articles.lang,
        sites.host AS site,
        (SELECT group_concat(name, '; ') FROM (
            SELECT experts.name FROM articles_experts
            JOIN experts ON experts.id = articles_experts.expert_id
            WHERE articles_experts.article_id = articles.id
            ORDER BY articles_experts.position)) AS experts,
        outlets.name AS outlet,
        (SELECT group_concat(name, '; ') FROM (
            SELECT tags.name FROM articles_tags
            JOIN tags ON tags.id = articles_tags.tag_id
            WHERE articles_tags.article_id = articles.id
            ORDER BY articles_tags.position)) AS tags,
        articles.summary,
        articles.word_count,
        articles.year,
        articles.month,
        (SELECT count(*) FROM revisions
            WHERE revisions.article_id = articles.id) AS revisions,
        articles.first_seen_at,
        articles.last_seen_at,
        articles.last_changed_at,
        articles.gone_at
    FROM articles
    JOIN sites ON sites.id = articles.site_id
    LEFT JOIN outlets ON outlets.id = articles.outlet_id
    """,
    """
    CREATE VIEW articles_by_expert AS
    SELECT
        experts.name AS expert,
        articles_experts.role,
        articles.published,
        articles.title,
        articles.url,
        articles.section,
        articles.id AS article_id,
        experts.id AS expert_id,
        experts.url AS expert_url
    FROM articles_experts
    JOIN experts ON experts.id = articles_experts.expert_id
    JOIN articles ON articles.id = articles_experts.article_id
    """,
    """
    CREATE VIEW articles_by_outlet AS
    SELECT
        outlets.name AS outlet,
        articles.published,
        articles.title,
        articles.url,
        articles.source_phrase,
        articles.source_url,
        articles.source_date,
        articles.id AS article_id,
        outlets.id AS outlet_id
    FROM articles
    JOIN outlets ON outlets.id = articles.outlet_id
    """,
    """
    CREATE VIEW articles_by_tag AS
    SELECT
        tags.name AS tag,
        articles.published,
        articles.title,
        articles.url,
        articles.id AS article_id,
        tags.id AS tag_id
    FROM articles_tags
    JOIN tags ON tags.id = articles_tags.tag_id
    JOIN articles ON articles.id = articles_tags.article_id
    """,
    """
    CREATE VIEW related_articles AS
    SELECT
        links.article_id,
        links.kind,
        links.position,
        coalesce(articles.title, links.title) AS title,
        links.url,
        articles.published,
        links.target_article_id AS related_article_id
    FROM links
    LEFT JOIN articles ON articles.id = links.target_article_id
    WHERE links.kind IN ('related_news', 'related_content')
    """,
    """
    CREATE VIEW revision_list AS
    SELECT
        revisions.id,
        revisions.article_id,
        revisions.number,
        revisions.seen_at,
        articles.title,
        articles.url,
        revisions.changed,
        revisions.extractor,
        revisions.snapshot_id
    FROM revisions
    JOIN articles ON articles.id = revisions.article_id
    """,
)
