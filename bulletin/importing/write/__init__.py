"""Writes what was recognised: drafts in Markdown, and the report of every character."""
