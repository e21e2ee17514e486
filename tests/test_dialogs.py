"""Dialogs in the midst of an article's own text leave it; what is only called so stays."""

import pytest
from msgspec.structs import replace

from scraper.extract import extract
from scraper.profile import load_profile

TEXT = "<p>The harbour counts its tugs every spring, and every spring there are fewer.</p>" * 4
ASKED = (
    "<p>We and our 842 partners keep and read data on your device, such as unique identifiers, to"
    " support the purposes shown below. If trackers are off, some of what you see may matter less"
    " to you.</p><p>You can change your choice at any time behind the link at the bottom.</p>"
)
PAGES = {
    "generic": ("https://tide.example/n/a", "<body><article><h1>Tugs</h1><div>{}</div></article>"),
    "hcss": (
        "https://hcss.nl/news/tugs/",
        '<body class="single single-post"><div id="wrap_all"><div id="main"><main class="content">'
        '<h1 class="av-special-heading-tag">Tugs</h1><div class="avia_textblock">{}</div></main>'
        "</div></div>",
    ),
    "wordpress": (
        "https://tide.example/n/a",
        '<meta name=generator content="WordPress 6.4"><body class="single single-post"><article>'
        '<h1>Tugs</h1><div class="entry-content">{}</div></article>',
    ),
    "drupal": (
        "https://tide.example/n/a",
        '<meta name=generator content="Drupal 10"><body><main><h1>Tugs</h1>'
        '<div class="field field--name-body">{}</div></main>',
    ),
}


def body_of(name: str, inner: str) -> tuple[str, ...]:
    url, page = PAGES[name]
    return extract(f"<title>Tugs</title>{page.format(TEXT + inner + TEXT)}", url).body


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    "dialog",
    [
        f'<div class="privacy-choices">{ASKED}<button>I accept</button></div>',
        f'<div id="cmp-banner">{ASKED}<a class="btn" href="/all">I accept</a></div>',
        f'<section class="modal popup"><form>{ASKED}<input type=submit></form></section>',
        f'<div class="cookie-notice">{ASKED}<a href="#">I accept</a></div>',
        f'<div class="datenschutz"><div>{ASKED}<span role="button">Ja</span></div></div>',
    ],
)
def test_dialog_among_the_text_leaves_it(name: str, dialog: str) -> None:
    body = body_of(name, dialog)

    assert len(body) == 8
    assert all(block.startswith("The harbour") for block in body)


@pytest.mark.parametrize("name", ["hcss", "drupal"])
@pytest.mark.parametrize(
    "part",
    [
        f'<div class="category-privacy">{ASKED}</div>',
        f'<div class="tag-privacy">{ASKED}<p>A <a href="/study">study</a> says so.</p></div>',
        f"<div>{ASKED}<button>Print</button></div>",
    ],
)
def test_text_on_privacy_without_a_control_or_the_name_stays(name: str, part: str) -> None:
    assert any("842 partners" in block for block in body_of(name, part))


def test_article_that_is_most_of_a_modal_stays() -> None:
    page = f'<div class="modal"><button>Close</button>{TEXT * 3}</div>'

    assert len(extract(f"<body><h1>Tugs</h1>{page}", "https://tide.example/a").body) == 12


def test_what_a_profile_selects_within_a_dialog_is_not_the_text() -> None:
    field = f"<div class=field--name-body><p>{'We use cookies here. ' * 6}</p></div>"
    page = (
        "<meta name=Generator content='Drupal 10'><title>Tugs</title><main><h1>Tugs</h1>"
        f"<div class=modal>{field}<button>OK</button></div><p>{'A tug pulls. ' * 30}</p></main>"
    )

    body = extract(page, "https://example.org/tugs/").body

    assert body == (("A tug pulls. " * 30).strip(),)


def test_dialogs_in_one_another_go_together() -> None:
    inner = (
        f"<div class=consent-inner><p>{'We keep your choice. ' * 5}</p><button>No</button></div>"
    )
    dialog = (
        f"<div class=modal><p>{'We use cookies here. ' * 4}</p>{inner}<button>OK</button></div>"
    )
    text = "".join(f"<p>{number} {'A tug pulls. ' * 9}</p>" for number in range(9))
    page = f"<link rel='https://api.w.org/' href=/><main><h1>Tugs</h1>{text}{dialog}{text}</main>"

    for profile in (None, replace(load_profile("enfold"), body=("main",), main=())):
        body = extract(page, "https://example.org/tugs/", profile=profile).body
        assert not [line for line in body if "cookies" in line or "choice" in line]
