"""Which tables and lists of a text are kept whole."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from scraper.extract.tables import with_tables
from scraper.extract.walk import walk_blocks

ROW = "<tr><td>Ropes</td><td>1</td></tr>"
LONG = f"<tr><td>{'Ropes are long. ' * 30}</td><td>1</td></tr>"
LINKS = "<tr><td><a href=/ropes>Ropes and tar</a></td><td>1</td></tr>"
ITEMS = "<ul><li>text</li><li>Rope</li><li>text</li><li>Tar</li></ul>"


@pytest.mark.parametrize(
    ("markup", "is_whole"),
    [
        (f"<p>text</p><table>{ROW * 2}</table><p>text</p>", True),
        (f"<p>text</p><p>By hand:</p><table>{ROW * 2}</table><h2>More</h2><p>text</p>", True),
        (f"<p>text</p><table>{ROW}</table><p>text</p>", False),  # a row alone
        (f"<p>text</p><table>{ROW * 2}</table>", False),  # nothing behind it
        (f"<p>text</p><table>{ROW * 2}{LONG}</table><p>text</p>", False),  # lays out the page
        (f"<p>text</p><table>{LINKS * 3}</table><p>text</p>", False),
        (f"<p>text</p>{ITEMS}<p>text</p>", True),
        (f"<p>text</p>{ITEMS.replace('text', 'Tug')}<p>text</p>", False),  # none of it is kept
    ],
)
def test_what_stands_amid_text_is_kept_whole(markup: str, *, is_whole: bool) -> None:
    root = LexborHTMLParser(f"<main>{markup}</main>").css_first("main")
    assert root is not None
    blocks, places = walk_blocks(root)
    kept = [index for index, block in enumerate(blocks) if block.text == "text"]

    found = with_tables(kept, blocks, places)

    held = range(*next((p.start, p.end) for p in places if p.tag in ("table", "ul")))
    assert {*found} == ({*kept, *held} if is_whole else {*kept})
