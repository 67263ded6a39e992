"""Saved pages of blogs, and with formulas: what programs have drawn is read once, as words."""

from __future__ import annotations

import html

import pytest

from bulletin.importing.model import Kind, Manuscript
from bulletin.importing.read.formats import read_manuscript
from bulletin.importing.read.webtex import read_tex
from bulletin.importing.recognise.stages import recognise
from bulletin.importing.write.report import check_balance

TITLE = "交叉熵的来历"
FIRST = "每一步的输出都小于一，这一点在后面还要用到，请先记住。"
SECOND = "损失越小越好，这是大家都知道的，怎样算得更快却少有人说。"


def _read(body: str, head: str = "") -> Manuscript:
    page = (
        f"<html><head><title>{TITLE}</title>{head}</head><body><ul><li><a href=/>首页</a>"
        f"<li><a href=/a>归档</a></ul><h1>{TITLE}</h1>{body}"
        "<div class=foot>版权所有：某人</div></body></html>"
    )
    manuscript = read_manuscript(page.encode(), "a.html")
    assert check_balance(recognise(manuscript)) == []
    return manuscript


def _texts(manuscript: Manuscript) -> list[str]:
    return ["".join(block.text.split()) for block in manuscript.blocks if block.kind is Kind.PARAGRAPH][1:]


SQUARE = "<math><msup><mi>x</mi><mn>2</mn></msup></math>"
LETTERS = "<span class=mi>x</span><span class=mn>2</span>"
DRAWN = "<nobr><span class=math><span class=mrow>" + LETTERS + "</span></span></nobr>"


@pytest.mark.parametrize(
    ("formula", "wanted"),
    [
        (
            f"<span class=MathJax_Preview>x^2</span><span class=MathJax>{DRAWN}</span>"
            "<script type='math/tex'>x^2</script>",
            "x²",
        ),
        (
            f"<span class=MathJax>{DRAWN}<span class=MJX_Assistive_MathML>{SQUARE}</span></span>"
            "<script type='math/tex'>x^2</script>",
            "x²",
        ),
        (
            f"<span class=katex><span class=katex-mathml>{SQUARE}</span>"
            "<span class=katex-html>x2</span></span>",
            "x²",
        ),
        (
            f"<mjx-container class=MathJax><mjx-math></mjx-math><mjx-assistive-mml>{SQUARE}"
            "</mjx-assistive-mml></mjx-container>",
            "x²",
        ),
        (
            f"<span class=mwe-math-element><span style='display:none'>{SQUARE}</span>"
            "<img src=x.svg alt='x^2'></span>",
            "x²",
        ),
        ("<span class=ztext-math data-tex='x^2'><span>x</span><span>2</span></span>", "x²"),
        ("<img src='https://www.zhihu.com/equation?tex=x%5E2' alt='[公式]'>", "x²"),
        ("<img class=math-inline src='a_files/x.svg' alt='x^2'>", "x²"),
        ("<img class=math-inline data-original='' alt='x_i'>", "xi"),
        ("<img class=math-inline data-original='' alt='A'>", "A"),
        (f"<span class=MathJax>{DRAWN}</span>", "x2"),
        ("<script type='math/tex'>a < b</script>", "a<b"),
    ],
)
def test_a_formula_is_read_once(formula: str, wanted: str) -> None:
    texts = _texts(_read(f"<div><p>我们把{formula}记住。{FIRST}</p><p>{SECOND}</p></div>"))
    assert texts == [f"我们把{wanted}记住。{FIRST}", SECOND]


def test_a_formula_in_a_line_of_its_own_stays_so() -> None:
    shown = (
        f"<span class=katex-display><span class=katex><span class=katex-mathml>{SQUARE}</span></span></span>"
    )
    script = "<div class=MathJax_Display></div><script type='math/tex; mode=display'>a+b</script>"
    body = f"<div><p>{FIRST}{shown}{SECOND}</p>{FIRST}{script}{SECOND}</div>"
    assert _texts(_read(body)) == [FIRST, "x²", SECOND, FIRST, "a+b", SECOND]


def test_formulas_that_lost_their_places_are_told() -> None:
    said = [
        remark.message
        for remark in _read(f"<p>{FIRST}<span class=MathJax>{DRAWN}</span></p><p>{SECOND}</p>").remarks
    ]
    assert any("画出来的" in text for text in said)


def test_tags_that_nobody_closed_hide_no_text() -> None:
    lines = [f"第{i}段的字都在，一个也没有丢，请放心。" for i in range(400)]
    deep = "".join(f"<p><font color='#{i:06x}'>{line}" for i, line in enumerate(lines))
    drawn = "<span class=mi>x" * 3_000 + "</span>" * 3_000
    assert _texts(_read(f"<div>{deep}</div>")) == lines
    formula = f"<div class=MathJax_Display><span class=MathJax>{drawn}</span></div>"
    assert _texts(_read(f"<div><p>{FIRST}</p>{formula}<p>{SECOND}</p></div>")) == [FIRST, "x" * 3_000, SECOND]
    boxes = "<div>" * 500 + f"<p>{FIRST}</p>" + "</div>" * 500
    assert _texts(_read(f"{boxes}<p>{SECOND}</p>")) == [FIRST, SECOND]


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        (r"\frac{\partial L}{\partial V}", "(∂L)/(∂V)"),
        (r"x_1^2 + \sqrt[3]{a+b}", "x₁²+³√(a+b)"),
        (r"\alpha \leq \Delta \varepsilon", "α≤Δε"),
        (r"\left\{\begin{array}{ll} a & b \\ c & d\end{array}\right.", "{a b；c d"),
        (r"\mathrm{tanh}(W_{xh} h_{t-1})", "tanh(W~xh~h~t-1~)"),
        (r"\frac", "()/()"),
        (r"\frac" * 500, None),
        ("{" * 3_000 + "a", None),
        ("a" * 5_000, ""),
    ],
)
def test_tex_becomes_a_line(source: str, wanted: str | None) -> None:
    found = "".join(f"{run.script}{run.text}{run.script}" for run in read_tex(html.unescape(source)))
    assert wanted is None or found == wanted
