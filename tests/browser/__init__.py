"""The reading room in a real Chromium, over the archive that `scrape demo` makes."""
