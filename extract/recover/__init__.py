"""Tables out of text that has lost its grid.

A text export keeps the words and figures of a report and loses its rules: blank cells are
gone, headers are broken into pieces, blocks run together. ``regions`` finds where tables
stand, ``forms`` which of the known forms each is, ``rows`` what its rows print, and
``puzzle`` which column each figure stands in: the readings that keep the order of print
and satisfy the accounting identities. One reading is landed and says what decided it;
several are landed as ambiguous; none is landed as printed and flagged.
"""
