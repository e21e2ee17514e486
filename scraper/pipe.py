"""JSON lines in, article lines out, in order: for pipelines and benchmarks."""

from typing import BinaryIO

import msgspec

from scraper.errors import ScraperError
from scraper.profile import SiteProfile
from scraper.reader import read_article
from scraper.render import to_json


class PageLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of input; keys not named here are passed over."""

    html: str
    url: str = ""


def extract_lines(source: BinaryIO, target: BinaryIO, profile: SiteProfile | None) -> int:
    """Write one line for each line read; return how many could not be read.

    Such a line becomes `{"url": …, "error": …}`, so that answers stay in step with questions.
    """
    decode = msgspec.json.Decoder(PageLine).decode
    failures = 0
    for number, line in enumerate(source, start=1):
        if not line.strip():
            continue
        url = None
        try:
            page = decode(line)
            url = page.url
            answer = to_json(read_article(page.html, page.url, None, profile))
        except (msgspec.DecodeError, ScraperError) as error:
            failures += 1
            answer = msgspec.json.encode({"url": url, "error": f"line {number}: {error}"})
        target.write(answer + b"\n")
        target.flush()
    return failures
