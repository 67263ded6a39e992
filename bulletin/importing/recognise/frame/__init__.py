"""Recognises what stands around the articles: cover, colophon, running heads and folios."""
