"""An article as JSON, plain text or Markdown. Pure: values in, text out."""

from collections.abc import Iterable, Mapping
from dataclasses import fields

import msgspec

from scraper.explanation import Explanation, write_explanations
from scraper.markdown import escape, heading, link, write_body
from scraper.plain import one_line as one_line
from scraper.plain import plain_text as plain_text
from scraper.records import Article, Extraction, TitledLink

FORMATS = ("json", "text", "markdown")


def render(
    extraction: Extraction, form: str, *, explained: Mapping[str, Explanation] | None = None
) -> str:
    """Return the article in one of `FORMATS`, ending in a newline.

    With `explained` the JSON form carries the explanation of each field under `evidence`, and the
    text form is the explanations alone.
    """
    if form == "json":
        return (
            msgspec.json.format(to_json(extraction, explained=explained), indent=2).decode() + "\n"
        )
    if form == "text" and explained is not None:
        return write_explanations(extraction.article, explained)
    return as_text(extraction.article) if form == "text" else _as_markdown(extraction)


def to_json(extraction: Extraction, *, explained: Mapping[str, Explanation] | None = None) -> bytes:
    """Return the article as one line of JSON, keys in the record's order."""
    article = extraction.article
    record: dict[str, object] = {item.name: getattr(article, item.name) for item in fields(Article)}
    if explained is not None:
        record["evidence"] = explained
    return msgspec.json.encode(record)


def _byline(article: Article) -> str:
    people = [f"{e.name}, {e.role}" if e.role else e.name for e in article.experts]
    named = {expert.name for expert in article.experts}
    authors = ", ".join(name for name in article.authors if name not in named)
    parts = (article.section, article.published, authors, *people)
    return " | ".join(part for part in parts if part)


def as_text(article: Article) -> str:
    """Return the article as plain text, ending in a newline."""
    blocks = [article.title or "(no title)", _byline(article), *article.body]
    if article.source:
        blocks.append(article.source.phrase)
    if article.photo_credit:
        blocks.append(f"Photo: {article.photo_credit}")
    return "\n\n".join(block for block in blocks if block) + "\n"


def _link_list(title: str, links: Iterable[TitledLink]) -> list[str]:
    items = [f"- {link(each.title or each.url, each.url)}" for each in links]
    return [heading(title, 2), "\n".join(items)] if items else []


def _as_markdown(extraction: Extraction) -> str:
    article = extraction.article
    blocks = [heading(escape(article.title or "(no title)", is_start=False), 1)]
    if byline := _byline(article):
        blocks.append(f"*{escape(byline, is_start=False)}*")
    blocks += write_body(extraction.blocks) or [escape(text) for text in article.body]
    if source := article.source:
        blocks.append(link(source.phrase, source.url) if source.url else escape(source.phrase))
    if article.photo_credit:
        blocks.append(f"*Photo: {escape(article.photo_credit, is_start=False)}*")
    blocks += _link_list("Attachments", article.attachments)
    blocks += _link_list("Related news", article.related_news)
    blocks += _link_list("Related content", article.related_content)
    blocks.append(link("Original", article.canonical_url or article.url))
    return "\n\n".join(blocks) + "\n"
