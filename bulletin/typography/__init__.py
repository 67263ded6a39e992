"""Chinese line composition: styled runs and a measure in, composed lines out."""

from bulletin.typography.compose import compose_paragraph
from bulletin.typography.model import Advance, Hyphenate, Kind, Line, Run
from bulletin.typography.style import BUREAU, CELL, CLREQ, TITLE, Style

__all__ = [
    "BUREAU",
    "CELL",
    "CLREQ",
    "TITLE",
    "Advance",
    "Hyphenate",
    "Kind",
    "Line",
    "Run",
    "Style",
    "compose_paragraph",
]
