"""What other programs captured, taken in: WARC and WACZ files, and saved pages."""
