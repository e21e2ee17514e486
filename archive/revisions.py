"""What makes a reading another reading: the digest of an article and the fields that differ."""

import hashlib
from collections.abc import Mapping

import msgspec
import zstandard

from archive.errors import ArchiveDamaged
from scraper.records import Article, Evidence

# Related entries rotate with whatever the site posted last, the addresses change with a move, and
# many sites touch dateModified without touching the text: none of these is a new reading.
VOLATILE = frozenset({"url", "canonical_url", "updated_at", "related_news", "related_content"})

STABLE = tuple(name for name in Article.__dataclass_fields__ if name not in VOLATILE)

# In a damaged file a column that is never NULL can be, and a frame may claim any size.
_UNREADABLE = (msgspec.DecodeError, zstandard.ZstdError, TypeError, MemoryError)
_LEVEL = 3

_encoder = msgspec.json.Encoder()
_articles = msgspec.json.Decoder(Article)
_evidence = msgspec.json.Decoder(dict[str, Evidence])
_names = msgspec.json.Decoder(tuple[str, ...])


def content_digest(article: Article) -> str:
    """Return the SHA-256 over all fields of a reading that are not volatile."""
    stable = tuple(getattr(article, name) for name in STABLE)
    return hashlib.sha256(_encoder.encode(stable)).hexdigest()


def changed_fields(before: Article, after: Article) -> tuple[str, ...]:
    """Return the names of the fields that make `after` another reading than `before`."""
    return tuple(name for name in STABLE if getattr(before, name) != getattr(after, name))


def encode(value: object) -> str:
    """Write records, mappings and tuples as JSON text."""
    return _encoder.encode(value).decode()


class Packer:
    """Packs evidence: compressed JSON, a quarter of the plain text of it."""

    def __init__(self) -> None:
        self._compressor = zstandard.ZstdCompressor(level=_LEVEL)

    def pack(self, evidence: Mapping[str, Evidence]) -> bytes:
        """Return what `unpack_evidence` reads."""
        return self._compressor.compress(_encoder.encode(evidence))


def decode_article(text: str) -> Article:
    """Read back an article; raises ArchiveDamaged for text that is none."""
    try:
        return _articles.decode(text)
    except _UNREADABLE as error:
        raise ArchiveDamaged(f"a kept reading cannot be read: {error}") from error


def unpack_evidence(data: bytes) -> dict[str, Evidence]:
    """Read back the evidence of a reading; raises ArchiveDamaged for bytes that are none."""
    try:
        return _evidence.decode(zstandard.decompress(data))
    except _UNREADABLE as error:
        raise ArchiveDamaged(f"kept evidence cannot be read: {error}") from error


def decode_names(text: str) -> tuple[str, ...]:
    """Read back a list of names; raises ArchiveDamaged for text that is none."""
    try:
        return _names.decode(text)
    except _UNREADABLE as error:
        raise ArchiveDamaged(f"a kept list cannot be read: {error}") from error
