"""Manuscripts as other offices make them, each with what an import should make of it: an examination of it.

They were written without a look at the rules of `importing/recognise`, and are made anew of each seed.
"""
