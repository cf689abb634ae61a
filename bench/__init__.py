"""Benchmarks: figures and ratios for docs/benchmarks.md, never part of the product or its tests."""
