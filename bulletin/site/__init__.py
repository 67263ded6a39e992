"""Whole issues, read and typeset → the archive: pages that any static host serves."""
