"""Fetch, discover and extract news pages. Knows no database: it yields plain values."""
