"""The archive's articles, and the captures behind them, as files other programs read."""

from archive.export.tables import FORMATS, export_articles
from archive.export.wacz import export_wacz
from archive.export.warc import export_warc

CAPTURES = {"warc": export_warc, "wacz": export_wacz}

__all__ = ["CAPTURES", "FORMATS", "export_articles"]
