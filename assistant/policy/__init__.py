"""Reads a company's privacy policy into sections, segments and citable passages. Pure."""
