"""Recognises the contents list, and the article that each of its entries names."""
