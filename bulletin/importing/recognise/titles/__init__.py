"""Tells titles and headings from paragraphs, and deals them out as articles."""
