"""Joins the lines of a manuscript into the paragraphs that were typed."""
