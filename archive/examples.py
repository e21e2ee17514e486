"""Questions an archive answers with plain SQL; the demo prints them with their answers."""

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
        "What is related to the article “Harbour cranes go quiet”?",
        """
SELECT related.published, related.title, related.url
FROM articles JOIN related_articles AS related ON related.article_id = articles.id
WHERE articles.title = 'Harbour cranes go quiet' ORDER BY related.kind, related.position
""",
    ),
)
