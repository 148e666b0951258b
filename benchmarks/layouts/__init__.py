"""The layout laboratory: the same known figures in layouts drawn at random from what regions do, landed, and compared (docs/layouts.md)."""
