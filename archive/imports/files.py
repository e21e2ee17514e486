"""The files of one import: what kind each is, what is in it, and what of it cannot be read."""

import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from archive.imports.captures import Capture, Damage, LeftOut
from archive.imports.importer import Importer
from archive.imports.records import GZIP_MAGIC, MAGIC, ZIP_MAGIC
from archive.imports.saved import HEAD_BYTES, SUFFIXES, is_page, read_saved
from archive.imports.warc import read_warc

_WARC_SUFFIXES = (".warc", ".warc.gz", ".wacz")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFile:
    """What one file gave; `damages` counts the stretches of it that are lost."""

    name: str
    captures: int
    damages: int
    first_damage: Damage | None

    @property
    def trouble(self) -> str | None:
        """Return one line on what could not be read, or None."""
        if self.first_damage is None:
            return None
        lost = "a stretch" if self.damages == 1 else f"{self.damages} stretches"
        return (
            f"{self.name}: {lost} cannot be read, the first at byte {self.first_damage.offset}"
            f" ({self.first_damage.why}); {self.captures} whole captures read"
        )


def is_importable(path: Path) -> bool:
    """Say whether a file is one to look for captures in: by its first bytes or its name."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if head.startswith((ZIP_MAGIC, GZIP_MAGIC, MAGIC)):
        return True
    return path.name.lower().endswith(_WARC_SUFFIXES) or is_page(path, head)


def import_files(
    importer: Importer, paths: Sequence[Path], *, base_url: str | None
) -> Iterator[ReadFile]:
    """Take in files and folders, one after another; yield what each file gave."""
    for root in paths:
        for path in _files_in(root):
            yield _import_file(importer, path, root=root, base_url=base_url)
    importer.finish()


def _files_in(root: Path) -> list[Path]:
    if not root.is_dir():
        return [root]
    wanted = (*_WARC_SUFFIXES, *SUFFIXES)
    return sorted(
        path for path in root.rglob("*") if path.name.lower().endswith(wanted) and path.is_file()
    )


def _import_file(importer: Importer, path: Path, *, root: Path, base_url: str | None) -> ReadFile:
    counts: Counter[str] = Counter()
    first_damage: Damage | None = None
    for item in _items(path, root=root, base_url=base_url):
        match item:
            case Capture():
                counts["captures"] += 1
                importer.take(item)
            case LeftOut():
                importer.left_out[item.reason] += 1
            case Damage():
                counts["damages"] += 1
                first_damage = first_damage or item
    importer.flush()
    read = ReadFile(
        name=str(path),
        captures=counts["captures"],
        damages=counts["damages"],
        first_damage=first_damage,
    )
    if read.trouble:
        importer.tell(read.name, "failed", "damaged", read.trouble)
    return read


def _items(path: Path, *, root: Path, base_url: str | None) -> Iterator[Capture | LeftOut | Damage]:
    with path.open("rb") as file:
        head = file.read(len(MAGIC))
        file.seek(0)
        if head.startswith(ZIP_MAGIC):
            yield from _packed(file)
        elif head.startswith((GZIP_MAGIC, MAGIC)) or path.name.lower().endswith(_WARC_SUFFIXES):
            yield from read_warc(file)
        else:
            yield from read_saved(path, root=root, base_url=base_url)


def _packed(file: BinaryIO) -> Iterator[Capture | LeftOut | Damage]:
    """Yield what the WARC files of a WACZ hold."""
    try:
        packed = zipfile.ZipFile(file)
    except zipfile.BadZipFile as error:
        # Its list of names, at the end, is lost; the WARC files are stored before it.
        yield Damage(offset=0, why=str(error))
        file.seek(0)
        yield from read_warc(file)
        return
    try:
        with packed:
            names = [name for name in packed.namelist() if name.lower().endswith((".warc", ".gz"))]
            for name in names:
                if name.startswith("archive/"):
                    with packed.open(name) as member:
                        yield from read_warc(member)  # type: ignore[arg-type]
    except (zipfile.BadZipFile, NotImplementedError, EOFError) as error:
        yield Damage(offset=0, why=str(error) or "the file ends too early")
