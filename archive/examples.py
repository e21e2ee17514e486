"""Questions an archive answers with plain SQL; the demo prints them, the browser offers them."""

EXAMPLES = (
    (
        "Which experts are named most often?",
        """
SELECT experts.name, count(*) AS articles
FROM experts JOIN articles_experts ON articles_experts.expert_id = experts.id
GROUP BY experts.id ORDER BY articles DESC, experts.name LIMIT 5
""",
    ),
    (
        "What appeared first in The Washington Post?",
        """
SELECT published, title FROM articles
WHERE source_name = 'The Washington Post' ORDER BY published DESC LIMIT 5
""",
    ),
    (
        "What is related to the article with most related entries in the archive?",
        """
SELECT related.published, related.title
FROM links JOIN articles AS related ON related.id = links.target_article_id
WHERE links.kind IN ('related_news', 'related_content') AND links.article_id = (
    SELECT article_id FROM links WHERE target_article_id IS NOT NULL
    AND kind IN ('related_news', 'related_content')
    GROUP BY article_id ORDER BY count(*) DESC, article_id LIMIT 1)
ORDER BY links.kind, links.position LIMIT 5
""",
    ),
)
