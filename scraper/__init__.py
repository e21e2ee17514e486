"""Fetch, discover and extract news pages. Knows no database: what a crawl finds is yielded as plain values."""
