"""One SQLite file: keep, find, prove, export. Knows no HTTP client and no network."""
