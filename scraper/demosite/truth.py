"""What a perfect extractor returns for each article page, told from the texts, not the HTML.

Keys and rules are those of `docs/article.md`. Nothing here reads what the templates write.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

from scraper.demosite.calendar import amsterdam
from scraper.demosite.content import Content, Page
from scraper.demosite.markup import links, plain

_TEXT = frozenset({"p", "h2", "h3", "li", "oli", "quote"})
_UPLOADS = "/wp-content/uploads/"


def truth(content: Content, page: Page, base_url: str) -> dict[str, Any]:
    """Tell what the page says; addresses are absolute under `base_url`."""
    by_path = {other.path: other for other in content.pages}
    url = base_url + page.path
    has_head = page.head != "none"
    return {
        "url": url,
        "canonical_url": url if has_head else None,
        "lang": page.lang,
        "title": page.title,
        "published": page.day.isoformat(),
        "published_at": _published_at(page),
        "updated_at": page.updated_at.isoformat() if has_head else None,
        "section": _section(page),
        "tags": list(page.tags),
        "summary": (page.summary or None) if has_head else None,
        "body": [text for b in page.blocks if b.kind in _TEXT for text in plain(b.text)],
        "source": _source(page, base_url),
        "experts": _experts(content, page, base_url),
        "photo_credit": page.credit.text if page.credit else None,
        "related_news": _related(page.related_news or (), by_path, base_url),
        "related_content": _related((page.related_content or ()) + page.also, by_path, base_url),
        "attachments": _attachments(page, base_url),
        "embeds": [{"url": url} for url in dict.fromkeys(p.url for p in page.players)],
        "image": _image(page, base_url),
    }


def _published_at(page: Page) -> str | None:
    if page.head != "none":
        return page.published_at.isoformat()
    # Without a head only the classic loop's <time datetime> is left, and it is local time.
    return amsterdam(page.published_at).isoformat() if page.family == "classic" else None


def _section(page: Page) -> str | None:
    return page.categories[0] if page.categories else None


def _source(page: Page, base_url: str) -> dict[str, Any] | None:
    source = page.source
    if source is None:
        return None
    addresses = [address for _, address in links(source.phrase)]
    return {
        "name": source.name,
        "url": urljoin(base_url + page.path, addresses[0]) if addresses else None,
        "phrase": " ".join(plain(source.phrase)),
        "date": source.date,
    }


def _experts(content: Content, page: Page, base_url: str) -> list[dict[str, Any]]:
    line, mention = page.role_line, page.mention
    role_of = dict.fromkeys(line.who, line.role) if line else {}
    if page.experts:
        people = [content.people[slug] for slug in page.experts]
        named = [(p, p.block_role or role_of.get(p.slug), True) for p in people]
    elif line:
        named = [(content.people[slug], line.role, line.linked) for slug in line.who]
    elif mention:
        named = [(content.people[mention.who], mention.role, mention.linked)]
    else:
        named = []
    return [
        {
            "name": person.name,
            "role": role,
            "url": f"{base_url}/expert/{person.slug}/" if linked else None,
        }
        for person, role, linked in named
    ]


def _related(
    entries: tuple[str, ...], by_path: Mapping[str, Page], base_url: str
) -> list[dict[str, str]]:
    """Resolve entries: a page's path, or "title | address" for what is no page of the site."""
    found = []
    for entry in entries:
        title, _, address = entry.rpartition(" | ")
        found.append({"title": title or by_path[address].title, "url": urljoin(base_url, address)})
    return found


def _attachments(page: Page, base_url: str) -> list[dict[str, str]]:
    """List PDFs once each, in the order in which they stand in the article."""
    titles: dict[str, str] = {}
    for block in page.blocks:
        if block.kind == "pdf":
            file = page.files[int(block.text)]
            titles.setdefault(_UPLOADS + file.path, file.title)
        elif block.kind in _TEXT:
            for text, address in links(block.text):
                if address.endswith(".pdf"):
                    titles.setdefault(address, text)
    return [{"title": title, "url": urljoin(base_url, path)} for path, title in titles.items()]


def _image(page: Page, base_url: str) -> str | None:
    if not page.image or (page.head == "none" and not page.picture):
        return None
    return base_url + _UPLOADS + page.image
