"""What the SEO plugin prints in the head of a page, JSON-LD included."""

import json
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from scraper.demosite.content import Content, Page

_UPLOADS = "/wp-content/uploads/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The values `head.html` prints; `kind` none leaves all but the title out."""

    title: str
    url: str
    kind: str = "yoast"
    description: str = ""
    og_description: str = ""
    published: str = ""
    modified: str = ""
    image: str = ""
    author: str = ""
    section: str = ""
    robots: str = ""
    tags: tuple[str, ...] = ()
    adjacent: tuple[tuple[str, str], ...] = ()
    jsonld: tuple[Markup, ...] = ()
    hreflang: tuple[tuple[str, str], ...] = ()


def article_head(content: Content, page: Page, base_url: str) -> Head:
    """Say what the plugin knows of an article."""
    url = base_url + page.path
    og = page.summary
    if page.summary_place == "shortened" and len(og) > 60:
        og = og[:60].rsplit(" ", 1)[0] + " […]"
    return Head(
        title=page.title,
        url=url,
        kind=page.head,
        description="" if page.summary_place == "og" else page.summary,
        og_description=og,
        published=page.published_at.isoformat(),
        modified=page.updated_at.isoformat(),
        image=base_url + _UPLOADS + page.image if page.image else "",
        author=content.authors[page.author],
        section=page.categories[0] if page.categories else "",
        tags=page.tags,
        jsonld=tuple(_script(block, page) for block in _blocks(content, page, base_url)),
        hreflang=(("en", url), ("x-default", url)) if page.hreflang else (),
    )


def _script(block: Any, page: Page) -> Markup:
    text = json.dumps(block, ensure_ascii=False).replace("</", "<\\/")
    # A cache plugin once cut long lines: such a block is not JSON any more.
    return Markup(text[: len(text) * 2 // 3] if page.head == "broken" else text)  # noqa: S704


def _blocks(content: Content, page: Page, base_url: str) -> list[Any]:
    context = {"@context": "https://schema.org"}
    graph = _graph(content, page, base_url)
    if page.head in ("none", "early"):
        return []
    if page.head == "several":
        return [context | {"@graph": graph[1:]}, context | graph[0]]
    if page.head == "list":
        return [[context | node for node in graph]]
    return [context | {"@graph": graph}]


def _graph(content: Content, page: Page, base_url: str) -> list[dict[str, Any]]:
    url = base_url + page.path
    person = {"@id": f"{base_url}/#/schema/person/{page.author}"}
    dates = {
        "datePublished": page.published_at.isoformat(),
        "dateModified": page.updated_at.isoformat(),
    }
    picture = {"image": {"@id": f"{url}#primaryimage"}} if page.image else {}
    web_page = {
        "@type": "WebPage",
        "@id": url,
        "url": url,
        "name": f"{page.title} - ZISS",
        "isPartOf": {"@id": f"{base_url}/#website"},
        **dates,
        "breadcrumb": {"@id": f"{url}#breadcrumb"},
        "inLanguage": page.declared,
        **({"description": page.summary} if page.summary else {}),
        **picture,
    }
    article = {
        "@type": ["Article", "NewsArticle"] if page.id % 4 == 1 else "Article",
        "@id": f"{url}#article",
        "isPartOf": {"@id": url},
        "author": {"name": content.authors[page.author], **person},
        "headline": page.title,
        **dates,
        "mainEntityOfPage": {"@id": url},
        "publisher": {"@id": f"{base_url}/#organization"},
        **picture,
        **({"keywords": list(page.tags)} if page.tags else {}),
        "articleSection": list(page.categories),
        "inLanguage": page.declared,
    }
    nodes: list[dict[str, Any]] = [web_page] if page.kind == "report" else [article, web_page]
    return nodes + _common(content, page, base_url)


def _common(content: Content, page: Page, base_url: str) -> list[dict[str, Any]]:
    url = base_url + page.path
    image = base_url + _UPLOADS + page.image
    picture: dict[str, Any] = {
        "@type": "ImageObject",
        "@id": f"{url}#primaryimage",
        "url": image,
        "contentUrl": image,
        "width": 1280,
        "height": 720,
    }
    trail = [("Home", f"{base_url}/"), ("News", f"{base_url}/news/"), (page.title, "")]
    nodes: list[dict[str, Any]] = [picture] if page.image else []
    return [
        *nodes,
        {
            "@type": "BreadcrumbList",
            "@id": f"{url}#breadcrumb",
            "itemListElement": [
                {"@type": "ListItem", "position": n, "name": name}
                | ({"item": item} if item else {})
                for n, (name, item) in enumerate(trail, 1)
            ],
        },
        {
            "@type": "WebSite",
            "@id": f"{base_url}/#website",
            "url": f"{base_url}/",
            "name": "ZISS",
            "publisher": {"@id": f"{base_url}/#organization"},
        },
        {
            "@type": "Organization",
            "@id": f"{base_url}/#organization",
            "name": "Zandkreek Institute for Strategic Studies",
            "url": f"{base_url}/",
        },
        {
            "@type": "Person",
            "@id": f"{base_url}/#/schema/person/{page.author}",
            "name": content.authors[page.author],
            "url": f"{base_url}/news/author/{page.author}/",
        },
    ]
