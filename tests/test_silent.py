import time

import pytest

from scraper.document import parse_document
from scraper.silent import without_silent

LONG = b"a > b { c: d } " * 1_000


@pytest.mark.parametrize(
    "opening",
    [b"<style>", b"<script>", b'<style media="all">', b"<script defer data-a='b > c' id=x >"],
)
def test_text_of_a_long_style_or_script_is_taken_out(opening: bytes) -> None:
    closing = b"</style>" if b"style" in opening else b"</script>"
    page = b"<p>One" + opening + LONG + closing + b"<p>Two"

    assert without_silent(page) == b"<p>One" + opening + closing + b"<p>Two"


@pytest.mark.parametrize(
    "page",
    [
        b"<style>" + LONG[:900] + b"</style>",
        b"<p>" + LONG + b"</p>",
        b"<textarea>" + LONG + b"</textarea>",
        b"<script>" + LONG,
        b"<script>" + LONG + b"</p>",
        b"<script>a<b;" + LONG + b"</script>",
        b'<script title="' + LONG + b'"></script>',
        b'<script type="application/ld+json">' + LONG + b"</script>",
        b"<script id=state type=application/JSON>" + LONG + b"</script>",
        b"<script type='text/html'>" + LONG + b"</script>",
        LONG,
        b"",
    ],
)
def test_all_else_stays(page: bytes) -> None:
    assert without_silent(page) == page


def test_every_long_text_is_found_wherever_it_stands() -> None:
    pages = [b"<p>" * shift + b"<style>" + LONG + b"</style>" for shift in range(0, 9_000, 500)]

    assert without_silent(b"".join(pages)) == b"".join(pages).replace(LONG, b"")


def test_markup_of_a_document_is_whole_and_so_is_its_tree_when_asked() -> None:
    page = b"<p>One<style>" + LONG + b"</style>"

    document = parse_document(page, url="https://example.org/")
    whole = parse_document(page, url="https://example.org/", is_whole=True)

    assert document.markup == page
    assert [len(each.tree.css("style")[0].text()) for each in (document, whole)] == [0, len(LONG)]


@pytest.mark.parametrize(
    "part", [b"<script " + b"a" * 5_000, b"<script a='" + b" " * 5_000, b"<" + b" " * 5_000]
)
def test_time_stays_in_step_with_the_size_of_the_page(part: bytes) -> None:
    start = time.process_time()
    without_silent(part * 2_000)

    assert time.process_time() - start < 2
