from tests.browser.conftest import Reader


def test_the_front_page_leads_to_what_is_newest(reader: Reader) -> None:
    page = reader.open("/")

    first = page.locator(".headlines a").first

    assert page.get_by_role("searchbox").count() == 1
    assert (first.get_attribute("href") or "").startswith("/-/articles/")
