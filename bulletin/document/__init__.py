"""The text of an article as a tree that knows where each character was typed, and what is made of it.

`tree` says what there is, `walk` and `notes` go through it; `html` and `plain` say it, neither by the other.
"""
