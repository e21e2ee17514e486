"""Labelled pages and the blocks the reader finds on them."""

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from scraper.document import parse_document
from scraper.extract.body import Judged, judge_blocks
from scraper.extract.features import Measured, measure
from scraper.extract.judge import Model
from scraper.extract.reader import PageReader
from scraper.extract.text import Block
from scraper.extract.walk import walk_blocks
from scraper.profile import profile_for


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledPage:
    """One page of a data folder with the text it should give."""

    data: str
    name: str
    url: str
    html: str
    body: str

    @property
    def host(self) -> str:
        """The host without www, or the page itself where it has no address."""
        return (urlsplit(self.url).hostname or self.name).removeprefix("www.")


def read_pages(folders: Sequence[Path]) -> Iterator[LabelledPage]:
    """Yield the pages with a body; `DATA` is a folder with truth.jsonl, or a folder of such."""
    for folder in folders:
        inner = sorted(folder.glob("*/truth.jsonl")) or [folder / "truth.jsonl"]
        for truth in inner:
            for line in truth.read_text(encoding="utf-8").split("\n"):
                row = json.loads(line or "{}")
                if row.get("body"):
                    path = truth.parent / "pages" / f"{row['id']}.html.gz"
                    yield LabelledPage(
                        data=truth.parent.name,
                        name=row["id"],
                        url=row.get("url") or "",
                        html=gzip.decompress(path.read_bytes()).decode("utf-8"),
                        body=row["body"],
                    )


def digest(pages: Sequence[LabelledPage]) -> str:
    """Return a digest of pages and labels, so that a model names what it was trained on."""
    total = sha256()
    for page in sorted(pages, key=lambda page: (page.data, page.name)):
        total.update(sha256(page.html.encode()).digest() + sha256(page.body.encode()).digest())
    return total.hexdigest()


class Recorder(PageReader):
    """A reader that keeps the blocks it is given to judge, with their features."""

    blocks: Sequence[Block] = ()
    measured = Measured(rows=(), names=(), pairs=(), headline=-1)
    model: Model | None = None

    def _judge(self) -> Judged:
        if self.model is not None:
            return judge_blocks(self.container, self.headline, model=self.model)
        self.blocks, places = walk_blocks(self.container)
        self.measured = measure(self.blocks, places, self.headline)
        return Judged(blocks=tuple(self.blocks), behind=())


def record(page: LabelledPage) -> Recorder:
    """Read a page up to the blocks that are to be judged."""
    document = parse_document(page.html, url=page.url)
    reader = Recorder(document, profile_for(document))
    reader.read()
    return reader


def answer(page: LabelledPage, model: Model) -> str:
    """Return the text the whole reader gives with this model."""
    document = parse_document(page.html, url=page.url)
    reader = Recorder(document, profile_for(document))
    reader.model = model
    return "\n".join(reader.read().article.body)
