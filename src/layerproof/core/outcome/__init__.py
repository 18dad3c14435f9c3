"""What suites did: the record of each part, as values and as a document."""
