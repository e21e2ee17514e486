"""An article as JSON, plain text or Markdown. Pure: values in, text out."""

import re
from collections.abc import Iterable
from dataclasses import fields

import msgspec

from scraper.records import Article, Extraction, TitledLink

FORMATS = ("json", "text", "markdown")
_MARKDOWN_SPECIAL = re.compile(r"([\\`*_\[\]<>])")
_MARKDOWN_START = re.compile(r"^(\d+)([.)] )|^([-+#>])")


def render(extraction: Extraction, form: str, *, explain: bool = False) -> str:
    """Return the article in one of `FORMATS`, ending in a newline.

    With `explain` the JSON form carries the evidence of each field under `evidence`.
    """
    if form == "json":
        return msgspec.json.format(to_json(extraction, explain=explain), indent=2).decode() + "\n"
    return as_text(extraction.article) if form == "text" else _as_markdown(extraction.article)


def to_json(extraction: Extraction, *, explain: bool = False) -> bytes:
    """Return the article as one line of JSON, keys in the record's order."""
    article = extraction.article
    record: dict[str, object] = {item.name: getattr(article, item.name) for item in fields(Article)}
    if explain:
        record["evidence"] = extraction.evidence
    return msgspec.json.encode(record)


def _byline(article: Article) -> str:
    people = [f"{e.name}, {e.role}" if e.role else e.name for e in article.experts]
    parts = (article.section, article.published, ", ".join(article.authors) or None, *people)
    return " | ".join(part for part in parts if part)


def as_text(article: Article) -> str:
    """Return the article as plain text, ending in a newline."""
    blocks = [article.title or "(no title)", _byline(article), *article.body]
    if article.source:
        blocks.append(article.source.phrase)
    if article.photo_credit:
        blocks.append(f"Photo: {article.photo_credit}")
    return "\n\n".join(block for block in blocks if block) + "\n"


def _escape(text: str) -> str:
    escaped = _MARKDOWN_SPECIAL.sub(r"\\\1", text)
    return _MARKDOWN_START.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", escaped)


def _link(title: str, url: str) -> str:
    target = url.replace(" ", "%20").replace("(", "%28").replace(")", "%29")
    return f"[{_escape(title)}]({target})"


def _link_list(heading: str, links: Iterable[TitledLink]) -> list[str]:
    items = [f"- {_link(link.title or link.url, link.url)}" for link in links]
    return [f"## {heading}", "\n".join(items)] if items else []


def _as_markdown(article: Article) -> str:
    blocks = [f"# {_escape(article.title or '(no title)')}"]
    if byline := _byline(article):
        blocks.append(f"*{_escape(byline)}*")
    blocks += [_escape(block) for block in article.body]
    if source := article.source:
        blocks.append(_link(source.phrase, source.url) if source.url else _escape(source.phrase))
    if article.photo_credit:
        blocks.append(f"*Photo: {_escape(article.photo_credit)}*")
    blocks += _link_list("Attachments", article.attachments)
    blocks += _link_list("Related news", article.related_news)
    blocks += _link_list("Related content", article.related_content)
    blocks.append(_link("Original", article.canonical_url or article.url))
    return "\n\n".join(blocks) + "\n"
