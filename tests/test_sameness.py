"""Two pages say the same, or do not."""

from scraper.records import Article, ArticleKind, Page
from scraper.sameness import entries_digest, is_changed, text_digest


def page(*body: str, kind: ArticleKind = ArticleKind.ARTICLE) -> Article:
    return Article(url="https://example.org/a/", body=body, kind=kind)


def test_an_article_is_its_text_with_its_numbers() -> None:
    assert text_digest(page("40 ships", "wait")) == text_digest(page("40  ships", " wait"))
    assert text_digest(page("40 ships")) != text_digest(page("41 ships"))


def test_another_page_is_its_text_without_them() -> None:
    other = ArticleKind.OTHER

    assert text_digest(page("Visitor 41", kind=other)) == text_digest(page("Visitor 7", kind=other))
    assert text_digest(page("Visitor 41", kind=other)) != text_digest(page("Guest 41", kind=other))


def test_a_page_without_text_has_no_digest() -> None:
    assert text_digest(page()) is None
    assert text_digest(page(" ", "")) is None
    assert entries_digest([]) is None


def test_a_list_is_its_entries_in_any_order() -> None:
    assert entries_digest(["b", "a"]) == entries_digest(["a", "b"])
    assert entries_digest(["a"]) != entries_digest(["a", "b"])


def test_bytes_count_only_where_no_text_is_known() -> None:
    known = Page(id=1, url="https://example.org/a/", host="example.org", digest="d1")
    told = Page(
        id=1, url="https://example.org/a/", host="example.org", digest="d1", text_digest="t1"
    )

    assert not is_changed(told, "t1", "d2")
    assert is_changed(told, "t2", "d1")
    assert is_changed(told, None, "d2")
    assert is_changed(known, "t1", "d2")
    assert not is_changed(known, "t1", "d1")
