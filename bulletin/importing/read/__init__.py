"""Reads one file of any kind that is accepted into a manuscript: lines and blocks, their looks and places."""
