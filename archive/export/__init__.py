"""The archive's articles as files other programs read."""

from archive.export.tables import FORMATS, export_articles

__all__ = ["FORMATS", "export_articles"]
