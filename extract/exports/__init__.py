"""Text exports, which keep the words and figures of a report and lose its grid: lines of text → tables.

Blank cells are gone, headers are broken into pieces, blocks run together. ``read`` conducts. ``lines`` puts rows on lines, ``captions``
finds where tables stand, ``templates`` which of the known forms each has, ``rows`` what its rows print, ``doubts`` what speaks against
them, and ``columns`` in which columns their figures stand: those of the readings that satisfy the accounting identities (``puzzle``) and
what the rest of the report says (``report``). Where an export has lost its rows too, ``scattered``, ``full`` and ``summaries`` prove what
can be proved. One reading is landed and says what decided it; several are landed as ambiguous; none is landed as printed and flagged.
"""
