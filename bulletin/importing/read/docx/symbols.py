"""A symbol font and a code in it → the character as the page shows it (ECMA-376 §17.3.3.30)."""

from __future__ import annotations

_PAIRS = {
    "wingdings": "28☎ 46☞ 6C● 6E■ 71❑ 74⧫ 75◆ 76❖ 77◆ 9F• A1○ A7▪ A8□ AB★ B2✧ D8➢ DF← E0→ E1↑ E2↓ F0⇨ "
    "FB✗ FC√ FD☒ FE☑",
    "wingdings 2": "4F× 50√ 52☑ 54☒ A3□",
    "symbol": "44Δ 46Φ 53Σ 57Ω 61α 62β 64δ 65ε 66φ 67γ 68η 6Cλ 6Dμ 70π 71θ 72ρ 73σ 74τ 77ω A3≤ A5∞ AC← AD↑ "
    "AE→ AF↓ B0° B1± B3≥ B4× B7· B8÷ B9≠ BB≈ CE∈ D6√",
}
_CHARACTERS = {
    font: {int(pair[:2], 16): pair[2:] for pair in pairs.split()} for font, pairs in _PAIRS.items()
}


def find_symbol(font: str, code: int) -> str:
    """The character that `code` is in `font`; "" where nobody knows. Fonts of symbols begin at U+F000.

    Raises ValueError or OverflowError where no character can have the code.
    """
    found = _CHARACTERS.get(font.lower(), {}).get(code & 0xFF, "")
    if not found and code < 0xE000 and chr(code).isprintable():  # no half of a pair, no control
        found = chr(code)
    return found
