"""The built-in extractor's vocabulary, as data: adding a term is one line."""
