"""The archive's articles, and in `warc` and `wacz` the captures behind them, for others to read."""

from archive.export.tables import FORMATS, export_articles

__all__ = ["FORMATS", "export_articles"]
