"""One module a form of file; each gives a :class:`~extract.document.Document`."""
