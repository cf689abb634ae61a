"""Tests against real programs that are none of ours."""
