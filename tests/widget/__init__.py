"""Tests of the widget: what can be decided without a page."""
