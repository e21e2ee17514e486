"""An archive of a site that means harm: script, controls and tricks in every text it has."""

from pathlib import Path

from archive.connection import connect
from scraper.records import Article, Embed, Expert, Source, TitledLink
from tests.archive_support import Crawler, article, at, make_archive

FILE_NAME = "<img src=x onerror=alert(1)> \"'..{{7919*7907}} ünï.db"
ELSEWHERE = "https://elsewhere.example"
# What a template would make of it if it ran it.
COUNTED = str(7919 * 7907)

SCRIPT = f"<script>alert(1)</script><img src={ELSEWHERE}/i onerror=alert(2)><svg onload=alert(3)>"
ESCAPES = "\"'><!--]]></title></textarea></style></script></pre>"
TEMPLATE = "{{7919*7907}}{% print(7919*7907) %}${7919*7907}<%= 7919*7907 %>"
QUERY = "'; DROP TABLE articles; -- %00 * OR 1=1 NEAR("
HEADER = "a\r\nSet-Cookie: stolen=1\r\n\r\n<p>"
CONTROLS = "\x00\x02\x03\x1b[31m\u202eevil\u2066\u200f\ufeff"
LONG = "W" * 3000
HUGE = " ".join(f"title{number}" for number in range(100_000))  # more than a megabyte
EVERYTHING = SCRIPT + ESCAPES + TEMPLATE + QUERY + HEADER + CONTROLS + LONG
SCHEMES = ("javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "JaVaScRiPt:alert(1)")

PAGE = f"""<!doctype html><html><head><title>{ESCAPES}</title>
<base href="{ELSEWHERE}/"><meta http-equiv="refresh" content="0; url={ELSEWHERE}/away">
<link rel="stylesheet" href="{ELSEWHERE}/style.css"><style>@import url({ELSEWHERE}/more.css);
body {{ background: url({ELSEWHERE}/background.png) }}</style>
<script>alert(1)</script><script src="{ELSEWHERE}/script.js"></script></head>
<body onload="alert(1)"><h1 onclick="alert(1)">{SCRIPT}</h1><p>{LONG}</p>
<iframe src="{ELSEWHERE}/frame"></iframe><iframe srcdoc="<script>alert(1)</script>"></iframe>
<form action="{ELSEWHERE}/form"><input autofocus onfocus="alert(1)"><button>go</button></form>
<object data="{ELSEWHERE}/object"></object><video src="{ELSEWHERE}/video" autoplay></video>
<a href="javascript:alert(1)" target="_top">link</a><img src="{ELSEWHERE}/picture" srcset="x 1x">
</body></html>"""


def make_hostile(folder: Path) -> Path:
    """Make the archive in a folder, and return where it is."""
    path = folder / FILE_NAME
    with make_archive(path) as archive:
        crawler = Crawler(archive)
        for number, text in enumerate((EVERYTHING, SCRIPT, CONTROLS + LONG)):
            odd = "<script>alert(1)</script>"
            where = f"/{number}/{odd}'\"`{{{{7919*7907}}}}?a=<b>&%0d%0aSet-Cookie:a=b"
            crawler.read(
                where, _hostile(text, where), at(number), body=PAGE.encode() + b"%d" % number
            )
            changed = _hostile(text + " again", where, summary=None)
            crawler.read(
                where, changed, at(number + 10), body=PAGE.encode() + b"changed %d" % number
            )
        crawler.gone(where, at(30))
        crawler.read("/huge/", _hostile(SCRIPT, "/huge/", title=HUGE), at(31))
        archive.finish_run(crawler.run_id, at(40), "done")
    _spoil(path)
    return path


def _hostile(text: str, path: str, **about: object) -> Article:
    links = tuple(TitledLink(title=text, url=url) for url in (*SCHEMES, f"{ELSEWHERE}/{SCRIPT}"))
    values: dict[str, object] = {
        "canonical_url": SCHEMES[0],
        "lang": f'en" onclick="alert(1)">{SCRIPT}',
        "title": text,
        "published_at": SCRIPT,
        "updated_at": SCRIPT,
        "section": text,
        "tags": (text, TEMPLATE, HEADER),
        "summary": text,
        "body": (text, SCRIPT, ESCAPES, TEMPLATE),
        "source": Source(name=text, url=SCHEMES[0], phrase=text, date=SCRIPT),
        "experts": (
            Expert(name=text, role=text, url=SCHEMES[0]),
            Expert(name=QUERY, role=SCRIPT, url=f"{ELSEWHERE}/<b>"),
        ),
        "photo_credit": text,
        "related_news": links,
        "related_content": links,
        "attachments": links,
        "embeds": tuple(Embed(url=url) for url in SCHEMES),
        "image": SCHEMES[1],
        "authors": (text, SCRIPT),
    }
    return article(path, **(values | about))


def _spoil(path: Path) -> None:
    """Put the same into what no page can say but a spoilt or made-up file can."""
    conn = connect(path, create=False, read_only=False).conn
    values = {"text": EVERYTHING, "host": f"evil.example{SCRIPT}{TEMPLATE}{LONG}"}
    for change in (
        "UPDATE sites SET host = :host",
        "UPDATE runs SET command = :text, error = :text, seeds = json_array(:text),"
        " options = json_array(:text)",
        "UPDATE events SET url = :text, reason = :text, detail = :text",
        "UPDATE pages SET reason = :text, etag = :text, last_modified = :text",
        "UPDATE snapshots SET headers = json_array(json_array(:text, :text))",
        "UPDATE revisions SET extractor = :text, profile = :text",
        "INSERT INTO aliases (kind, name, name_key, target, target_key)"
        " VALUES ('expert', :text, 'a', :text, 'b')",
    ):
        named = {name: value for name, value in values.items() if f":{name}" in change}
        conn.execute(change, named)
    conn.close()
