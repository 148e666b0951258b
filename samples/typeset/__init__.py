"""Typesets the sample reports: ``python -m samples.typeset`` (docs in samples/README.md)."""
