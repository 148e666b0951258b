"""Zhangben 账本: from published budget and final-accounts reports to one DuckDB file."""

from extract.compiled import use

__version__ = "0.1.0"

use()
