"""Turn one document into the addresses it names. Each module reads one kind; none fetches."""
