"""A small invented institute's site, in the style of hcss.nl, to crawl without a network.

`serve()` puts it on a loopback port; `DemoSite` answers without one. Institute, people, outlets
and texts are made up; the name of The Washington Post is borrowed.
"""

from scraper.demosite.server import DEFAULT_PORT, serve
from scraper.demosite.site import EDITED_AT, DemoSite

__all__ = ["DEFAULT_PORT", "EDITED_AT", "DemoSite", "serve"]
