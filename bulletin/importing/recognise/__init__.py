"""Recognises in a manuscript, in order, its frame, its contents, its paragraphs, its titles."""
