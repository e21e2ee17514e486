"""Small changes to golden pages: what the theme and the languages do, beyond the cases kept."""

from typing import Any

import pytest

from scraper.extract import extract
from tests.goldens import FIXTURES, Case, as_dict

FRANCE = "hcss/in-france-a-hack-falls-flat"
BNR = "hcss/bnr-kobalt-havens"
COLUMN = "hcss/column-de-polder-en-de-vloot"
PODCAST = "hcss/podcast-de-strateeg-kabels"
EVENT = "hcss/event-privacy-and-power"
REPORT = "hcss/report-ice-and-iron"
OLD = "hcss/drupal-era-pipeline-jitters"
OPINION = "hcss/opinion-small-states-long-memories"
RADIO = "hcss/radio-drones-boven-de-maas"
DIGEST = "hcss/hcss-digest-week-3"
COMMENTARY = "generic/commentary-en"
OPINIE = "drupal/opinie-nl"

_READ_MORE = (
    '<p><a href="https://www.washingtonpost.com/world/europe/in-france-a-hack-falls-flat/2017/05/06/"'
    ' target="_blank" rel="noopener">Read more in The Washington Post</a></p>'
)
_WP = "https://www.washingtonpost.com/world/europe/in-france-a-hack-falls-flat/2017/05/06/"
_ROLE = "<p><em>Alexander Klimburg is a Subject Matter Expert at HCSS</em></p>"
_CREDIT = (
    '<p><em>Photo credit: <a href="https://foter.com/f/photo/leweb14/">LeWeb14</a> via'
    ' <a href="https://foter.com/">Foter.com</a> /'
    ' <a href="https://creativecommons.org/licenses/by/2.0/">CC BY</a></em></p>'
)


def differences(name: str, *edits: tuple[str, str], url: str | None = None) -> dict[str, Any]:
    """Read an edited golden page; return the fields that differ from the golden article."""
    case = Case(FIXTURES / name)
    page = case.page.decode("utf-8")
    for old, new in edits:
        assert old in page, old
        page = page.replace(old, new)
    read = as_dict(extract(page.encode(), url or case.meta["url"]))
    return {key: value for key, value in read.items() if value != case.expected[key]}


def source(name: str | None, phrase: str, *, url: str | None = _WP, date: str | None = None) -> Any:
    return {"source": {"name": name, "url": url, "phrase": phrase, "date": date}}


LINK = f'<a href="{_WP}">'


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (f"{LINK}Read the full article at Politico Europe</a>", ("Politico Europe", _WP, None)),
        (f"Read the full story in {LINK}Le Monde</a>", ("Le Monde", _WP, None)),
        (f"Read the interview in El País {LINK}here</a>.", ("El País", _WP, None)),
        (f"Read more at {LINK}Al Jazeera</a>", ("Al Jazeera", _WP, None)),
        ("Read more in The Economist", ("The Economist", None, None)),
        (f"{LINK}The full article can be read here.</a>", (None, _WP, None)),
        (f"The full article can be read {LINK}here</a>.", (None, _WP, None)),
        (
            f"<em>This column was originally published by"
            f" {LINK}Defense News</a> on May 9, 2017.</em>",
            ("Defense News", _WP, "2017-05-09"),
        ),
        ("First appeared in Foreign Policy", ("Foreign Policy", None, None)),
        ("Appeared in De Tijd, 6 May 2017", ("De Tijd", None, "2017-05-06")),
        (f"Published with {LINK}War on the Rocks</a>", ("War on the Rocks", _WP, None)),
        ("Source: Financial Times, 06/05/2017", ("Financial Times", None, "2017-05-06")),
        (f"Listen to the interview on {LINK}BBC Radio 4</a>", ("BBC Radio 4", _WP, None)),
        (f"{LINK}Watch Alexander Klimburg at CNBC</a>", ("CNBC", _WP, None)),
        (f"Lees het volledige artikel bij {LINK}NU.nl</a>", ("NU.nl", _WP, None)),
        (f"{LINK}Lees meer in Het Parool</a>", ("Het Parool", _WP, None)),
        ("Bron: De Telegraaf, 6 mei 2017", ("De Telegraaf", None, "2017-05-06")),
        (f"Luister {LINK}hier</a> terug bij NPO Radio 1", ("NPO Radio 1", _WP, None)),
        (f"{LINK}Luister hier terug</a>", (None, _WP, None)),
        (f"Kijk het gesprek terug bij {LINK}Nieuwsuur</a>", ("Nieuwsuur", _WP, None)),
        (f"{LINK}Bekijk de uitzending bij EenVandaag</a>", ("EenVandaag", _WP, None)),
        (
            f"Dit artikel verscheen in {LINK}Elsevier Weekblad</a> van 6 mei 2017.",
            ("Elsevier Weekblad", _WP, "2017-05-06"),
        ),
        ("Oorspronkelijk gepubliceerd in Trouw", ("Trouw", None, None)),
    ],
)
def test_attribution_line_is_read_and_leaves_the_body(
    line: str, expected: tuple[str | None, str | None, str | None]
) -> None:
    changed = differences(FRANCE, (_READ_MORE, f"<p>{line}</p>"))

    assert list(changed) == ["source"]
    assert tuple(changed["source"][key] for key in ("name", "url", "date")) == expected


def test_attribution_may_be_a_label_and_then_a_link() -> None:
    edit = (_READ_MORE, f"<p><strong>Source:</strong></p><p>{LINK}Reuters</a></p>")

    assert differences(FRANCE, edit) == source("Reuters", "Source: Reuters")


@pytest.mark.parametrize(
    "line",
    [
        "Read the post by Alexander Klimburg.",
        f"{LINK}Read the report</a>",
        "Source: the author’s own count, which took three years of patient reading in Brussels.",
        "Een bron binnen Defensie zegt dat het meevalt.",
        '<a href="https://hcss.nl/report/x/">Read the full report here</a>',
        "Related content is often cheaper to buy than the original message, cookies included.",
        "Read more history, then: it was published in 1815 and in 1919.",
    ],
)
def test_line_that_attributes_nothing_stays_in_the_body(line: str) -> None:
    changed = differences(FRANCE, (_READ_MORE, f"<p>{line}</p>"))

    assert sorted(changed) == ["body", "source"]
    assert changed["source"] is None


def test_no_attribution_gives_no_source() -> None:
    assert differences(FRANCE, (_READ_MORE, "")) == {"source": None}


def test_attribution_may_stand_at_the_top() -> None:
    start = "<p>PARIS — It was an"
    top = (start, "<p><em>This article first appeared in The Hill.</em></p>" + start)

    changed = differences(FRANCE, (_READ_MORE, ""), top)

    assert changed == source("The Hill", "This article first appeared in The Hill.", url=None)


@pytest.mark.parametrize(
    ("line", "credit"),
    [
        ("Foto: ANP / Robin Utrecht", "ANP / Robin Utrecht"),
        ("Beeld: Ministerie van Defensie", "Ministerie van Defensie"),
        ("Image: NATO", "NATO"),
        ("Photo by Jane Doe on Unsplash", "Jane Doe on Unsplash"),
        ("(Photo credit: US Navy)", "US Navy"),
        ("<em>[Foto: Shutterstock]</em>", "Shutterstock"),
        ("© European Union, 2017", "European Union, 2017"),
        ("Photo: © Reuters.", "Reuters"),
        ("Photo credits: Flickr / CC BY-SA 2.0", "Flickr / CC BY-SA 2.0"),
        ("Crédit photo : Luc Digue", "Luc Digue"),
        ("Crédits : Luc Digue / AFP", "Luc Digue / AFP"),
        ("Bild: Hafenamt / Ada Ebb", "Hafenamt / Ada Ebb"),
        ("Bildquelle: Hafenamt", "Hafenamt"),
        ("Bildnachweis: © Ada Ebb", "Ada Ebb"),
        ("Crédito de la foto: Luis Dique", "Luis Dique"),
        ("Fotografía: Luis Dique", "Luis Dique"),
        ("Immagine: Anna Molo", "Anna Molo"),
    ],
)
def test_credit_line_is_read_without_its_label(line: str, credit: str) -> None:
    assert differences(FRANCE, (_CREDIT, f"<p>{line}</p>")) == {"photo_credit": credit}


def test_credit_in_the_copyright_element_of_the_theme() -> None:
    small = "<small class='avia-copyright'>© Jan de Vries</small>"
    edit = (_CREDIT, f"<div class='avia-image-container'><img src='/a.jpg'>{small}</div>")

    assert differences(FRANCE, edit) == {"photo_credit": "Jan de Vries"}


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("Alexander Klimburg is the Director of Research at HCSS.", "Director of Research at HCSS"),
        ("Alexander Klimburg is strategisch adviseur bij HCSS.", "strategisch adviseur bij HCSS"),
        ("<strong>Alexander Klimburg</strong> is Strategic Advisor at The Hague Centre for"
         " Strategic"
         " Studies (HCSS)", "Strategic Advisor at The Hague Centre for Strategic Studies (HCSS)"),
    ],
)  # fmt: skip
def test_role_line_gives_the_block_entry_its_role(line: str, role: str) -> None:
    changed = differences(FRANCE, (_ROLE, f"<p>{line}</p>"))

    assert list(changed) == ["experts"]
    assert changed["experts"][0]["role"] == role


_SLIDER = (
    "<div  class='avia-content-slider avia-content-grid-active avia-content-slider-odd av-experts"
)


def without_experts_block(page_role: str) -> dict[str, Any]:
    case = Case(FIXTURES / FRANCE)
    page = case.page.decode()
    start = page.index(_SLIDER)
    end = page.index("</div></div></div>", start) + len("</div></div></div>")
    page = page[:start] + page[end:]
    read = as_dict(extract(page.replace(_ROLE, page_role).encode(), case.meta["url"]))
    return {key: value for key, value in read.items() if value != case.expected[key]}


def test_empty_experts_block_falls_back_to_the_role_line() -> None:
    expert = {"name": "Alexander Klimburg", "role": "Subject Matter Expert at HCSS", "url": None}

    assert without_experts_block(_ROLE) == {"experts": [expert]}


def test_role_line_for_two_people_gives_both_the_role() -> None:
    line = (
        "<p><em><a href='/expert/a-b/'>Anna van ’t Hoff</a> and Dr. Émile J. de Boer are"
        " Strategic Analysts at HCSS.</em></p>"
    )

    assert without_experts_block(line) == {
        "experts": [
            {
                "name": "Anna van ’t Hoff",
                "role": "Strategic Analysts at HCSS",
                "url": "https://hcss.nl/expert/a-b/",
            },
            {"name": "Dr. Émile J. de Boer", "role": "Strategic Analysts at HCSS", "url": None},
        ]
    }


@pytest.mark.parametrize(
    ("line", "roles"),
    [
        ("Anna Vos is onderzoeksdirecteur en Émile de Boer is programmadirecteur bij HCSS.",
         ("onderzoeksdirecteur", "programmadirecteur bij HCSS")),
        ("Anna Vos is a Senior Analyst and Émile de Boer is a Strategic Analyst at HCSS.",
         ("Senior Analyst", "Strategic Analyst at HCSS")),
        ("Anna Vos en Émile de Boer zijn respectievelijk directeur en strategisch analist bij HCSS",
         ("directeur", "strategisch analist bij HCSS")),
        ("Anna Vos and Émile de Boer are, respectively, Director and Strategic Analyst at HCSS.",
         ("Director", "Strategic Analyst at HCSS")),
    ],
)  # fmt: skip
def test_role_line_may_give_each_a_role_of_their_own(line: str, roles: tuple[str, str]) -> None:
    changed = without_experts_block(f"<p><em>{line}</em></p>")

    assert list(changed) == ["experts"]
    assert [(each["name"], each["role"]) for each in changed["experts"]] == [
        ("Anna Vos", roles[0]),
        ("Émile de Boer", roles[1]),
    ]


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("De auteur, Dick Zandee, is strategisch analist bij HCSS.", "Dick Zandee",
         "strategisch analist bij HCSS"),
        ("Volgens HCSS defensie expert Peter Wijninga valt het mee.", "Peter Wijninga",
         "HCSS defensie expert"),
        ("HCSS Ruslandkenner Helga Salemon ziet het anders.", "Helga Salemon",
         "HCSS Ruslandkenner"),
        ("“Nee”, zegt Dick Zandee, strategisch analist bij HCSS.", "Dick Zandee",
         "strategisch analist bij HCSS"),
        ("So says Rob de Wijk, senior strategic analyst at HCSS, who was there.", "Rob de Wijk",
         "senior strategic analyst at HCSS"),
        ("HCSS strategic advisor Frank Bekkers agrees.", "Frank Bekkers", "HCSS strategic advisor"),
    ],
)  # fmt: skip
def test_expert_is_read_from_a_mention_in_the_text(text: str, name: str, role: str) -> None:
    changed = without_experts_block(f"<p>{text}</p>")

    assert sorted(changed) == ["body", "experts"]
    assert changed["experts"] == [{"name": name, "role": role, "url": None}]


@pytest.mark.parametrize(
    ("shown", "day"),
    [
        ("23/05/2017", "2017-05-23"),
        ("05/06/2017", "2017-06-05"),
        ("9 juli 2025", "2025-07-09"),
        ("Jan 9, 2024", "2024-01-09"),
        ("1 mrt 2017", "2017-03-01"),
        ("May 23rd 2017 - 15:51", "2017-05-23"),
        ("(17-02-2017)", "2017-02-17"),
        ("22 January 2021", "2021-01-22"),
    ],
)
def test_shown_date_wins_in_any_form_and_language(shown: str, day: str) -> None:
    changed = differences(FRANCE, (">May 23, 2017<", f">{shown}<"))

    assert changed == ({} if day == "2017-05-23" else {"published": day})


def test_without_a_shown_date_the_day_is_that_of_amsterdam() -> None:
    assert differences(BNR, (">10 juli 2025<", "><")) == {}


def test_page_without_any_date_has_none() -> None:
    assert differences(
        COLUMN, (' datetime="2020-10-16T08:05:00+02:00" >16 oktober 2020<', "><")
    ) == {
        "published": None,
        "published_at": None,
    }


def test_cut_json_ld_leaves_the_metas() -> None:
    start = '<script type="application/ld+json" class="yoast-schema-graph">{"@context"'

    assert differences(FRANCE, (start, start + ': "https://schema.org", "@gr')) == {}


def test_json_ld_may_be_a_list_and_several_blocks() -> None:
    start = '<script type="application/ld+json" class="yoast-schema-graph">'
    other = '<script type="application/ld+json">[{"@type":"Organization","name":"X"}]</script>'

    assert differences(FRANCE, (start, other + start)) == {}


@pytest.mark.parametrize("quote", ["'", '"'])
def test_quotes_of_attributes_do_not_matter(quote: str) -> None:
    edits = (
        ('class="av-post-metadata-content av-post-metadata-published-date"',
         f"class ={quote}av-post-metadata-content av-post-metadata-published-date{quote}"),
        ("class='av_textblock_section av-", "class ='av_textblock_section av-"),
    )  # fmt: skip

    assert differences(FRANCE, *edits) == {}


def test_lazy_players_are_found() -> None:
    click = (
        "<div class='avia-video av-lazyload-video-embed' data-original_url='https://youtu.be/abc'>"
        "<script type='text/html' class='av-video-tmpl'><div class='avia-iframe-wrap'>"
        '<iframe src="https://www.youtube.com/embed/abc?feature=oembed&#038;rel=0"></iframe></div>'
        "</script></div>"
    )

    changed = differences(FRANCE, (_READ_MORE, _READ_MORE + click))

    assert changed == {
        "embeds": [{"url": "https://www.youtube.com/embed/abc?feature=oembed&rel=0"}]
    }


@pytest.mark.parametrize("attribute", ["src", "data-src", "data-lazy-src"])
def test_player_address_may_be_in_any_of_the_usual_attributes(attribute: str) -> None:
    frame = f"<iframe src='about:blank' {attribute}='//player.example/1'></iframe>"
    frame = frame.replace("src='about:blank' src=", "src=")

    changed = differences(FRANCE, (_READ_MORE, _READ_MORE + frame))

    assert changed == {"embeds": [{"url": "https://player.example/1"}]}


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        ("<p><a href='/wp-content/uploads/a.pdf'>Download the paper</a></p>", "Download the paper"),
        ("<div class='wp-block-file'><a href='/wp-content/uploads/a.pdf'>The paper</a>"
         "<a href='/wp-content/uploads/a.pdf' class='wp-block-file__button'"
         " download>Download</a></div>",
         "The paper"),
        ("<div class='avia-button-wrap'><a href='/wp-content/uploads/a.pdf' class='avia-button'>"
         "<span class='avia_button_icon' data-av_icon=''></span>"
         "<span class='avia_iconbox_title'>Read (PDF)</span></a></div>", "Read (PDF)"),
    ],
)  # fmt: skip
def test_pdf_is_an_attachment_and_no_text(markup: str, title: str) -> None:
    attachment = {"title": title, "url": "https://hcss.nl/wp-content/uploads/a.pdf"}

    assert differences(FRANCE, (_READ_MORE, _READ_MORE + markup)) == {"attachments": [attachment]}


def test_heading_of_a_related_box_written_by_the_author_stays() -> None:
    prose = (
        "<h2>Related content</h2><p>Related content is what a broker sells beside the message, and"
        " it tells more than the message does, as every reader of privacy policies knows.</p>"
    )

    changed = differences(FRANCE, (_READ_MORE, prose + _READ_MORE))

    assert list(changed) == ["body"]
    assert changed["body"][-2] == "Related content"


def test_sentences_about_cookies_and_consent_stay() -> None:
    prose = "<p>Cookies need consent under the GDPR. Close the dialog, and settings stay.</p>"

    changed = differences(FRANCE, (_READ_MORE, prose + _READ_MORE))

    assert changed["body"][-1].startswith("Cookies need consent")


def test_related_box_may_be_a_plain_list() -> None:
    case = Case(FIXTURES / FRANCE)
    page = case.page.decode()
    start = page.index("<div  class='av-magazine ")
    end = page.index("</article></div></div>", start) + len("</article></div></div>")
    items = "".join(
        f"<li><a href='{each['url']}'>{each['title']}</a></li>"
        for each in case.expected["related_content"]
    )
    section = (
        "<section class='av_textblock_section'><div class='avia_textblock'>"
        f"<ul>{items}</ul></div></section>"
    )

    read = as_dict(extract((page[:start] + section + page[end:]).encode(), case.meta["url"]))

    assert read == case.expected


def test_consent_dialog_may_stand_anywhere_and_twice() -> None:
    dialog = (
        "<div id='gdpr-consent-9' class='gdpr-consent' role='dialog'><h4>GDPR Consent</h4><p>Your"
        " privacy is important to us.</p><a href='#'>Close</a></div>"
    )

    assert (
        differences(RADIO, ("<div id='wrap_all'>", dialog + "<div id='wrap_all'>" + dialog)) == {}
    )


def test_newsletter_box_is_no_text() -> None:
    box = (
        "<div class='newsletter-box'><h3>Newsletter</h3><p>Subscribe to our weekly letter.</p>"
        "<form><input type=email></form></div>"
    )

    assert differences(FRANCE, (_READ_MORE, _READ_MORE + box)) == {}


def test_tracking_and_relative_links_of_the_attribution_are_kept() -> None:
    link = "//www.washingtonpost.com/x?utm_source=hcss&utm_medium=web"
    edit = (_READ_MORE, f"<p>Read more in <a href='{link}'>The Washington Post</a></p>")

    assert differences(FRANCE, edit) == source(
        "The Washington Post", "Read more in The Washington Post", url="https:" + link
    )


def test_several_categories_give_the_first_shown() -> None:
    edit = ('rel="tag">Columns</a>', 'rel="tag">Columns</a>, <a href="/x/" rel="tag">News</a>')

    assert differences(COLUMN, edit) == {}


def test_hcss_pages_read_the_same_on_an_unknown_host() -> None:
    case = Case(FIXTURES / COLUMN)
    page = case.page.replace(b"hcss.nl", b"instituut.example")

    read = as_dict(extract(page, "https://instituut.example/news/column-de-polder-en-de-vloot/"))

    assert str(read).replace("instituut.example", "hcss.nl") == str(case.expected)


def test_body_is_spread_over_several_text_blocks() -> None:
    middle = (
        "</div></section><div class='av-special-heading av-special-heading-h2'><h2 class='av-"
        "special-heading-tag'>A second act</h2></div><section class='av_textblock_section'>"
        "<div class='avia_textblock' itemprop='text'>"
    )
    edit = ("<p>And yet the reaction", middle + "<p>And yet the reaction")

    changed = differences(FRANCE, edit)

    assert list(changed) == ["body"]
    assert changed["body"][1] == "A second act"


def test_biography_at_the_end_is_a_role_line_and_no_text() -> None:
    biography = (
        "<p><em>Alexander Klimburg is a Subject Matter Expert at HCSS. He was a fellow at Harvard."
        " His books are on power and the internet.</em></p>"
    )

    assert differences(FRANCE, (_ROLE, biography)) == {}


def test_language_is_that_of_the_text() -> None:
    assert differences(EVENT, ('lang="en-US"', 'lang="nl-NL"')) == {}


def test_lines_parted_by_one_break_may_be_role_credit_and_attribution() -> None:
    old = _READ_MORE + "\n" + _ROLE + "\n" + _CREDIT
    new = (
        f"<p>{LINK}Read more in The Washington Post</a><br /><em>Alexander Klimburg is a Subject"
        " Matter Expert at HCSS<br />Photo credit: LeWeb14 via Foter.com / CC BY</em></p>"
    )

    assert differences(FRANCE, (old, new)) == {}


def test_attribution_may_be_a_button_of_the_theme() -> None:
    button = (
        f"<div class='avia-button-wrap'><a href='{_WP}' class='avia-button'>"
        "<span class='avia_iconbox_title'>Read more in The Washington Post</span></a></div>"
    )

    assert differences(FRANCE, (_READ_MORE, button)) == {}


def test_shown_date_may_be_the_first_line_of_the_text() -> None:
    box = (
        '<span class="av-post-metadata-content av-post-metadata-published-date">May 23, 2017</span>'
    )
    start = "<p>PARIS — It was an"

    assert differences(FRANCE, (box, ""), (start, f"<p>9 mei 2017</p>{start}")) == {
        "published": "2017-05-09"
    }


def test_headline_repeated_without_its_prefix_is_no_text() -> None:
    heading = "<h2 class='av-special-heading-tag ' >Column | De polder en de vloot</h2>"

    assert differences(COLUMN, (heading, "<h2>De polder en de vloot</h2>")) == {}


def test_date_inside_the_text_stays() -> None:
    edit = (_READ_MORE, f"<h3>7 May 2017</h3><p>The second round was held.</p>{_READ_MORE}")

    assert differences(FRANCE, edit)["body"][-2:] == ["7 May 2017", "The second round was held."]


def test_grid_of_whole_links_gives_titles_from_their_headings() -> None:
    case = Case(FIXTURES / FRANCE)
    page = case.page.decode()
    start = page.index("<div  class='av-magazine ")
    end = page.index("</article></div></div>", start) + len("</article></div></div>")
    entries = "".join(
        f"<a class='av-masonry-entry' href='{each['url']}'><div class='av-masonry-image-container'>"
        f"</div><figcaption><h3 class='av-masonry-entry-title entry-title'>{each['title']}</h3>"
        "<span class='av-masonry-date'>May 1, 2017</span></figcaption></a>"
        for each in case.expected["related_content"]
    )
    grid = f"<div class='av-masonry'><div class='av-masonry-container'>{entries}</div></div>"

    read = as_dict(extract((page[:start] + grid + page[end:]).encode(), case.meta["url"]))

    assert read == case.expected


def test_related_box_without_headings_in_its_entries() -> None:
    case = Case(FIXTURES / FRANCE)
    page = case.page.decode()
    start = page.index("<div  class='av-magazine ")
    end = page.index("</article></div></div>", start) + len("</article></div></div>")
    entries = "".join(
        f"<p><a href='{each['url']}'>{each['title']}</a></p>"
        for each in case.expected["related_content"]
    )
    box = (
        "<section class='av_textblock_section'><div class='avia_textblock'>"
        f"{entries}</div></section>"
    )

    read = as_dict(extract((page[:start] + box + page[end:]).encode(), case.meta["url"]))

    assert read == case.expected


def test_authors_line_of_a_report_stays() -> None:
    start = "<p>What can a middle power move"

    changed = differences(REPORT, (start, f"<p>Authors: Tobias Klein, Marijke Vossen</p>{start}"))

    assert list(changed) == ["body"]
    assert changed["body"][0] == "Authors: Tobias Klein, Marijke Vossen"


def test_title_bar_is_no_section() -> None:
    blog = (
        '<span class="blog-categories minor-meta">in <a href="https://hcss.nl/category/news/"'
        ' rel="tag">Columns</a></span>'
    )

    assert differences(COLUMN, (blog, "")) == {"section": None}


def test_excerpt_of_an_expert_entry_is_a_biography() -> None:
    excerpt = (
        "Elif Aydın is a Strategic Advisor at HCSS. She studied in Ankara and Delft, and [...]"
    )

    changed = differences(BNR, (">Strategic Advisor</div>", f">{excerpt}</div>"))

    assert changed["experts"][0]["role"] == "Strategic Advisor at HCSS"


def test_people_as_plain_lines_under_their_heading() -> None:
    case = Case(FIXTURES / EVENT)
    page = case.page.decode()
    start = page.index("<section  class='avia-team-member")
    end = page.rindex("</section>", start, page.index("<!-- close content main element -->"))
    people = (
        "<div class='avia_textblock'><p><a href='/expert/a/'>Ada Lovelace-King</a></p>"
        "<p>Director of Research</p><p>Jan-Willem van der Berg, Strategic Analyst</p>"
        "</div><section>"
    )

    read = extract((page[:start] + people + page[end:]).encode(), case.meta["url"])

    assert [(person.name, person.role, person.url) for person in read.experts] == [
        ("Ada Lovelace-King", "Director of Research", "https://hcss.nl/expert/a/"),
        ("Jan-Willem van der Berg", "Strategic Analyst", None),
    ]


def test_old_site_page_without_a_biography_block() -> None:
    old = (
        "<p>Joost van Driel is a Strategic Analyst at HCSS and lecturer in Energy Law at Saxby"
        " College. He holds degrees in economic geography and law. His areas of expertise include"
        " pipelines, ports and the Caspian region.</p>"
    )

    changed = differences(OLD, (old, ""))

    assert set(changed) <= {"experts"}


@pytest.mark.parametrize("name", [OPINION, DIGEST, PODCAST, RADIO, COMMENTARY, OPINIE])
def test_comments_and_a_saved_burger_menu_change_nothing(name: str) -> None:
    extra = (
        "<div class='av-burger-overlay'><ul id='av-burger-menu-ul'><li><a href='/x/'>"
        "Related</a></li>"
        "</ul></div><!-- saved from url=(0014)about:internet -->"
    )

    assert differences(name, ("</body>", extra + "</body>")) == {}


def test_date_of_the_source_or_of_a_sentence_is_not_the_page_s() -> None:
    box = (
        '<span class="av-post-metadata-content av-post-metadata-published-date">10 juli 2025</span>'
    )
    short = "<p>Op 3 mei 2012 werd in Oslo een verdrag getekend.</p>"
    start = "<p>Nederlandse havens bouwen in hoog tempo"

    changed = differences(BNR, (box, ""), (start, short + start))

    assert list(changed) == ["body"]
