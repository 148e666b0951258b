"""Zhangben 账本: from published budget and final-accounts reports to one DuckDB file."""

__version__ = "0.1.0"
