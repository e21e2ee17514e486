"""What stands before and behind a text and reads like it: dialogs, sidebars, comments."""

import pytest

from scraper.extract import extract

URL = "https://example.org/news/tugs/"
LINE = "The tugs of the harbour were built to pull, and none was built to push a ship. "
OTHER = "Bridges carry trains, and trains carry people who look at the water below them. "
TEXT = "".join(f"<p>{number} {LINE * 2}</p>" for number in range(6))


def test_what_is_said_before_the_headline_is_no_text() -> None:
    aside = f"<div><h2>About us</h2><p>{OTHER * 2}</p><p>{OTHER}</p></div>"

    body = extract(f"<div>{aside}<div><h1>Tugs pull</h1>{TEXT}</div></div>", URL).body

    assert not [line for line in body if "Bridges" in line]
    assert len(body) == 6


def test_text_before_a_headline_that_little_follows_stays() -> None:
    body = extract(f"<main>{TEXT}<h1>Tugs pull</h1><p>{OTHER}</p></main>", URL).body

    assert len([line for line in body if "tugs" in line]) == 6


@pytest.mark.parametrize(
    "heading", ["3 comments", "5 thoughts on “Tugs pull”", "1 Kommentar", "12 reacties:"]
)
def test_what_is_said_behind_a_count_of_comments_is_no_text(heading: str) -> None:
    said = "".join(f"<li><b>reader{n}</b><p>{OTHER * 2}</p></li>" for n in range(3))

    page = f"<main><h1>Tugs pull</h1>{TEXT}<h3>{heading}</h3><ol>{said}</ol></main>"

    assert not [line for line in extract(page, URL).body if "Bridges" in line or heading in line]


@pytest.mark.parametrize("heading", ["3 comments on the harbour", "12 responses to a flood"])
def test_prose_behind_a_heading_that_counts_is_text(heading: str) -> None:
    page = f"<main><h1>Tugs pull</h1>{TEXT}<h2>{heading}</h2><p>{OTHER * 3}</p></main>"

    assert [line for line in extract(page, URL).body if "Bridges" in line]


@pytest.mark.parametrize("order", [("text", "box"), ("box", "text"), ("box", "", "elsewhere")])
def test_a_box_made_as_the_text_is_made_is_not_taken_for_it(order: tuple[str, ...]) -> None:
    """Drupal gives the same name to the body of an article and to that of a block."""
    said = f"<p>{OTHER * 2}</p>"
    parts = {
        "text": f"<div class=field--name-body>{TEXT}</div>",
        "box": f"<div class=block><div class=field--name-body>{said}</div></div>",
        "": "<div class=field--name-body> </div>",
        "elsewhere": f"<div class=paragraph>{TEXT}</div>",
    }
    head = "<meta name=Generator content='Drupal 10'>"
    page = f"{head}<main><h1>Tugs pull</h1>{''.join(parts[each] for each in order)}</main>"

    body = extract(page, URL).body

    assert len([line for line in body if "tugs" in line]) == 6


@pytest.mark.parametrize("heading", ["Read also", "Lees ook", "Das könnte Sie auch interessieren"])
@pytest.mark.parametrize(
    "box",
    [
        "<h3>{}</h3><ul><li><a href=/a>Bridges carry trains</a></li></ul>",
        "<p><strong>{}</strong></p><p><a href=/a>Bridges carry trains</a></p>",
        "<div><h3>{}</h3><ul><li><a href=/a>Bridges carry trains</a></li></ul></div>",
    ],
)
def test_text_goes_on_behind_a_box_in_it(heading: str, box: str) -> None:
    article = f"<article><h1>Tugs pull</h1>{TEXT}{box.format(heading)}{TEXT}</article>"

    body = extract(article, URL).body

    assert len([line for line in body if "tugs" in line]) == 12
    assert not [line for line in body if "Bridges" in line or heading in line]


@pytest.mark.parametrize(
    "heading", ["Top Rated Comments", "Kommentare", "Lo más leído", "Читайте также", "関連記事"]
)
def test_boxes_are_known_in_many_languages(heading: str) -> None:
    said = "".join(f"<li><b>reader{n}</b><p>{OTHER * 2}</p></li>" for n in range(3))
    page = f"<main><h1>Tugs pull</h1>{TEXT}<h3>{heading}</h3><ol>{said}</ol></main>"

    body = extract(page, URL).body

    assert not [line for line in body if "Bridges" in line or heading in line]


def test_articles_that_a_page_goes_on_with_are_not_its_text() -> None:
    following = f"<article><header><h1>Bridges</h1></header><p>{OTHER * 2}</p></article>" * 2

    page = f"<title>Tugs pull</title><article><h1>Tugs pull</h1>{TEXT}</article>{following}"

    body = extract(page, URL).body

    assert len(body) == 6


@pytest.mark.parametrize("heading", ["h1", "h2"])
def test_an_article_in_which_the_headline_does_not_stand_is_text(heading: str) -> None:
    inner = f"<article><{heading}>Why tugs pull and never push</{heading}>{TEXT}</article>"

    body = extract(f"<main><h1>Tugs pull</h1><p>{LINE}</p>{inner}</main>", URL).body

    assert len([line for line in body if "tugs of" in line]) == 7


def test_markup_offered_for_republishing_is_no_text() -> None:
    offered = f"<textarea>&lt;h1>Tugs pull&lt;/h1>{TEXT.replace('<', '&lt;')}</textarea>"

    body = extract(f"<main><h1>Tugs pull</h1>{offered}{TEXT}</main>", URL).body

    assert len(body) == 6
    assert not [line for line in body if "<" in line]


@pytest.mark.parametrize(
    "mark", ["<h3>{}/4 Bridges</h3>", "<p>{} of 4</p>", "<p>Bild {} von 4</p>"]
)
def test_captions_of_a_gallery_are_no_text(mark: str) -> None:
    captions = "".join(f"{mark.format(n)}<p>{OTHER * 2}</p>" for n in range(1, 5))

    body = extract(f"<main><h1>Tugs pull</h1>{TEXT}{captions}{TEXT}</main>", URL).body

    assert len(body) == 12
    assert not [line for line in body if "ridge" in line]


@pytest.mark.parametrize(
    ("between", "marks"),
    [
        ("", ["1/4", "2/4", "3/4", "4/4"]),  # the captions are the article
        (TEXT, ["1/4", "1/4", "1/4"]),  # cups of flour
        (TEXT, ["24/7", "1/7", "7/7"]),
        (TEXT, ["1/9", "2/9"]),
    ],
)
def test_what_is_no_gallery_is_text(between: str, marks: list[str]) -> None:
    parts = "".join(f"<h3>{mark} of a bridge</h3><p>{OTHER * 2}</p>" for mark in marks)

    body = extract(f"<main><h1>Tugs pull</h1>{between}{parts}{between}</main>", URL).body

    assert len([line for line in body if "Bridges" in line]) == len(marks)


def table(cell: str, *, rows: int = 4) -> str:
    row = f"<tr><td>{cell}</td><td>1</td><td>No</td></tr>"
    return f"<table>{row * rows}</table>"


def test_a_table_amid_text_is_kept_whole() -> None:
    body = extract(f"<main><h1>Tugs pull</h1>{TEXT}{table('Ropes')}{TEXT}</main>", URL).body

    assert body[6:18] == ("Ropes", "1", "No") * 4


@pytest.mark.parametrize(
    ("line", "is_text"),
    [
        ("<b>READ MORE:</b> <a href=/b>Bridges that carry trains over water</a>", False),
        ("» Lees ook: <a href=/b>Bruggen die treinen dragen over het water</a>", False),
        ("Related – <a href=/b>Bridges that carry trains over water</a>", False),
        ("<a href=/b>Lire aussi : Des ponts qui portent des trains</a>", False),
        ("Read more: a tug has a <a href=/b>bridge</a> of its own, and a mast besides.", True),
        ("The tug: <a href=/b>Bridges that carry trains over water</a>", True),
    ],
)
def test_a_line_that_leads_to_another_article_is_no_text(line: str, *, is_text: bool) -> None:
    body = extract(f"<main><h1>Tugs pull</h1>{TEXT}<p>{line}</p>{TEXT}</main>", URL).body

    assert len(body) == 12 + is_text


@pytest.mark.parametrize(
    ("line", "stays"),
    [
        ("<p><strong>Read also: <a href=/r>Anchors and who dropped them</a></strong></p>", False),
        ("<p>Lees ook: <a href=/r>Ankers en wie ze liet vallen</a></p>", False),
        ("<p>[Related: <a href=/r>Anchors</a>, <a href=/s>Chains</a>]</p>", False),
        ("<p>À lire aussi : <a href=/r>Les ancres et leurs marins</a></p>", False),
        ("<p>See also: the harbour master was right, as <a href=/r>we said</a> then.</p>", True),
        ("<p>Read also what the council wrote: it was little.</p>", True),
    ],
)
def test_a_line_that_only_leads_to_another_article_leaves_the_text(line: str, stays: bool) -> None:
    text = "<p>The harbour counts its tugs every spring, and every spring there are fewer.</p>" * 4
    body = extract(f"<main><h1>Tugs</h1>{text}{line}{text}</main>", "https://i.example/a").body

    assert len(body) == 8 + stays


@pytest.mark.parametrize("name", ["nav", "post-nav", "navbar"])
def test_links_to_other_pages_above_a_headline_are_no_section(name: str) -> None:
    text = "<p>The harbour counts its tugs every spring, and every spring there are fewer.</p>" * 4
    above = f"<div class={name}><a href=/>Home</a> <a href=/b>← Tides</a></div>"
    page = f"<main>{above}<div><h1>Tugs</h1>{text}</div></main>"

    assert extract(page, "https://i.example/a").section is None


@pytest.mark.parametrize(
    "heading",
    ["More from Ada Ebb", "More in Harbours", "Mehr aus der Region", "Recommended from us"],
)
def test_what_a_heading_says_is_more_from_elsewhere_is_a_related_box(heading: str) -> None:
    entries = "".join(
        f"<div><h4><a href=/n/{n}>Bridge {n} opens</a></h4><p>{OTHER}</p></div>" for n in range(3)
    )

    found = extract(f"<main><h1>Tugs pull</h1>{TEXT}<h3>{heading}</h3>{entries}</main>", URL)

    assert [entry.title for entry in found.related_content] == [
        f"Bridge {n} opens" for n in range(3)
    ]
    assert not [line for line in found.body if "Bridges" in line]


@pytest.mark.parametrize(
    "page",
    [
        f"<main><h1>More in hope than in need</h1><div><a href=/t>Tugs</a></div>{TEXT}</main>",
        f"<main><h1>Tugs pull</h1><h2>More in hope than in need</h2>{TEXT}</main>",
        f"<h1>Tugs pull</h1>{TEXT}<h2>More in hope than in need</h2><div>{LINE}</div>{TEXT}",
    ],
)
def test_a_heading_that_only_begins_as_a_box_does_opens_none(page: str) -> None:
    found = extract(page, URL)

    assert "More in hope than in need" in (found.title, *found.body)
    assert len([line for line in found.body if "tugs" in line]) >= 6


@pytest.mark.parametrize("heading", ["Comments (14)", "Kommentare 3", "Join the discussion [2]"])
def test_paragraphs_behind_a_name_with_a_number_are_comments(heading: str) -> None:
    said = "".join(f"<div><b>reader{n}</b><p>{OTHER * 2}</p></div>" for n in range(3))

    page = f"<main><h1>Tugs pull</h1>{TEXT}<h3>{heading}</h3>{said}</main>"

    assert not [line for line in extract(page, URL).body if "Bridges" in line or heading in line]


@pytest.mark.parametrize(
    "wrapper",
    [
        '<div class="post category-cookie-law tag-consent">{}</div>',
        '<div class="entry needs-consent">{}</div>',
        '<div class="entry" hidden>{}</div>',
        '<section id="cookie-essay">{}</section>',
    ],
)
def test_what_holds_most_of_the_text_is_no_frame_whatever_it_is_called(wrapper: str) -> None:
    page = f"<body><h1>Tugs pull</h1><main>{wrapper.format(TEXT)}</main><p>{OTHER}</p></body>"

    assert len([line for line in extract(page, URL).body if "tugs" in line]) == 6


@pytest.mark.parametrize("control", ["<button>Accept</button>", "<a class=btn href=/x>Accept</a>"])
def test_a_long_consent_dialog_is_frame_though_the_article_is_short(control: str) -> None:
    dialog = f'<div class="consent-manager"><p>{OTHER * 12}</p>{control}</div>'

    body = extract(f"<body><h1>Tugs</h1><p>{LINE}</p>{dialog}</body>", URL).body

    assert body == (LINE.strip(),)


def test_the_footer_of_a_page_is_no_text_of_a_short_article() -> None:
    said = f"<footer><h4>About us</h4><p>{OTHER * 2}</p><p>12 Harbour Lane</p></footer>"

    body = extract(f"<div><main><h1>Tugs</h1><p>{LINE}</p></main>{said}</div>", URL).body

    assert body == (LINE.strip(),)


def test_the_footer_of_an_article_may_hold_text() -> None:
    article = f"<article><h1>Tugs pull</h1>{TEXT}<footer>{TEXT}</footer></article>"

    assert len(extract(article, URL).body) == 12


@pytest.mark.parametrize("name", ["donation-box", "testimonials", "promo", "newsletter_signup"])
def test_a_box_that_asks_for_something_is_no_text(name: str) -> None:
    box = f"<div class={name}><h3>Help us</h3><p>{OTHER * 2}</p><p>{OTHER}</p></div>"

    body = extract(f"<article><h1>Tugs pull</h1>{TEXT}{box}{TEXT}</article>", URL).body

    assert len(body) == 12


def test_a_text_in_an_element_named_after_donations_stays() -> None:
    page = f"<main><h1>Who gives</h1><div class=donation>{TEXT}</div></main>"

    assert len(extract(page, URL).body) == 6


@pytest.mark.parametrize("name", ["node--type-commentary", "has-comments", "entry no-comments"])
def test_a_text_whose_wrapper_speaks_of_comments_is_found_beside_a_long_footer(name: str) -> None:
    footer = f"<div class=bottom><p>{OTHER * 4}</p><p>{OTHER * 4}</p></div>"

    page = f"<div><div class='{name}'><h1>Tugs pull</h1>{TEXT}</div>{footer}</div>"

    assert len([line for line in extract(page, URL).body if "tugs" in line]) == 6


@pytest.mark.parametrize("least", ["<p>{}</p>", "<pre>{}</pre>"])
def test_a_text_without_paragraphs_is_found_beside_a_few_elsewhere(least: str) -> None:
    text = "".join(f"<div>{number} {LINE * 3}</div>" for number in range(6))
    few = f"<div class=bottom>{least.format(OTHER * 4)}{least.format(OTHER * 4)}</div>"

    body = extract(f"<div><div><h1>Tugs pull</h1>{text}</div>{few}</div>", URL).body

    assert len([line for line in body if "tugs" in line]) == 6
