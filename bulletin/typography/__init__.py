"""Chinese line composition: styled runs and a measure in, composed lines out."""

from bulletin.typography.cohesion import count_cohesion
from bulletin.typography.compose import compose_paragraph
from bulletin.typography.model import Advance, Cohesion, Hyphenate, Kind, Line, Run
from bulletin.typography.style import BUREAU, CELL, CLREQ, TITLE, Style

__all__ = [
    "BUREAU",
    "CELL",
    "CLREQ",
    "TITLE",
    "Advance",
    "Cohesion",
    "Hyphenate",
    "Kind",
    "Line",
    "Run",
    "Style",
    "compose_paragraph",
    "count_cohesion",
]
