"""Saved pages of blogs, and with formulas: what programs have drawn is read once, as words."""

from __future__ import annotations

import html

import pytest

from bulletin.document.tree import Break, Paragraph
from bulletin.document.walk import read_text
from bulletin.importing.model import Kind, Manuscript
from bulletin.importing.read.formats import read_manuscript
from bulletin.importing.read.webtex import read_tex
from bulletin.importing.recognise.stages import recognise
from bulletin.importing.write.markdown import render_article
from bulletin.importing.write.report import check_balance
from bulletin.markup import parse_markdown
from bulletin.model import Source

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


PROSE = f"<div class=post-body><p>{FIRST}</p><p>{SECOND}</p></div>"
BLOG = "<meta property='og:site_name' content='某某博客'>"
NEWS = "<meta property='og:site_name' content='某某新闻'>"


@pytest.mark.parametrize(
    ("head", "line", "wanted"),
    [
        (
            BLOG,
            "<div class=meta><a class=author href=#>some_one</a> · 2023/06/01 10:20</div>",
            "作者：some_one",
        ),
        (
            BLOG,
            "<div><a href='/u/1a2b'>小林看山</a> <span>2023-06-01</span> 阅读 120</div>",
            "作者：小林看山",
        ),
        (
            BLOG,
            "<div class=author><span class=name>小林看山</span> <a href=#>关注</a></div>",
            "作者：小林看山",
        ),
        (BLOG, "<div class=author><a href='/u/1'>小林看山</a> <a href=#>关注</a></div>", "作者：小林看山"),
        (NEWS, "<div>2023-06-01 <span class=author>李小明</span></div>", "作者：李小明"),
        (NEWS, "<div>2023-06-01 <span class=author-name>看世界</span></div>", "来源：看世界"),
        (NEWS, "<div>2023-06-01 来源：某报 <span class=author-name>看世界</span></div>", "来源：某报"),
        (NEWS, "<div>2023-06-01 <span class=author>管理员</span></div>", ""),
        (f"{NEWS}<meta name=author content='李小明'>", "<div>2023-06-01 李小明</div>", "作者：李小明"),
        (f"{NEWS}<meta name=author content='李小明'>", "<div>2023-06-01</div>", ""),
        ("<meta name='ContentSource' content='某市水务局'>", "<div>2023-06-01</div>", "来源：某市水务局"),
        ("<meta name='ContentSource' content='本站'>", "<div>2023-06-01</div>", ""),
        (NEWS, "<div>来源：某某网 【编译】 2023-06-01</div>", "来源：某某网"),
    ],
)
def test_who_wrote_a_page(head: str, line: str, wanted: str) -> None:
    texts = _texts(_read(line + PROSE, head))
    assert texts == [text for text in (wanted, FIRST, SECOND) if text]


def test_a_blog_names_its_author_below_the_text() -> None:
    head = f"<title>{TITLE} - some_one - 某某博客</title>"
    line = "<div class=postDesc>posted @ 2023-06-01 21:04 <a href='/x'>some_one</a> 阅读(44) 评论(0)</div>"
    page = f"<html><head>{head}</head><h1><a href=#>{TITLE}</a></h1>{PROSE}{line}</html>"
    manuscript = read_manuscript(page.encode(), "a.html")
    assert _texts(manuscript) == ["作者：some_one", FIRST, SECOND]
    manuscript = read_manuscript(page.replace(line, "").encode(), "a.html")
    assert _texts(manuscript) == [FIRST, SECOND]


@pytest.mark.parametrize(
    "extra",
    [
        "<div class=setFont>A⁺大 A⁺中 A⁺小</div>",
        "<p>点赞！</p>",
        "<p>关键字：<a href=#>信息论</a> <a href=#>深度学习</a></p>",
        "<ul class=qr_code><li><img src='a_files/w.png'></li></ul>",
        "<p><img src='a_files/p1.png' alt='分享'></p>",
        "<p><img src='/global/content_icon_r1_c3.png'></p>",
    ],
)
def test_buttons_of_a_site_are_none_of_the_text(extra: str) -> None:
    manuscript = _read(f"{extra}{PROSE}", NEWS)
    assert _texts(manuscript) == [FIRST, SECOND]
    assert not [remark for remark in manuscript.remarks if remark.code == "I138"]


def test_a_line_in_brackets_that_says_when_a_law_was_made_is_text() -> None:
    line = "（2023年6月1日某市人民政府令第7号公布）"
    assert _texts(_read(f"<div>{line}</div>{PROSE}")) == [line, FIRST, SECOND]


def test_pictures_that_come_late_are_asked_for() -> None:
    late = "<p><img data-original-src='//example.com/1.jpeg'></p><p><img img-src='/2.png'></p>"
    manuscript = _read(PROSE.replace("</p><p>", f"</p>{late}<p>"))
    assert sum(remark.code == "I138" for remark in manuscript.remarks) == 2


def test_what_asks_to_follow_at_the_end_is_none_of_a_blog() -> None:
    ask = "<p>想看更多，请关注公众号“某某”。</p><p>某某</p>"
    body = PROSE.replace("</div>", f"{ask}</div>")
    assert _texts(_read(body, BLOG)) == [FIRST, SECOND]
    assert _texts(_read(body))[2:] == ["想看更多，请关注公众号“某某”。", "某某"]  # as a notice may say


def test_a_text_within_an_element_named_for_advertisements() -> None:
    part = f"<div class='article_content tracking-ad'><h2>网络结构</h2><p>{SECOND}</p></div>"
    assert _texts(_read(f"<div class=b>{PROSE}{part}{PROSE}</div>"))[2:4] == ["网络结构", SECOND]


def _headings(body: str) -> list[str]:
    manuscript = _read(body)
    article = recognise(manuscript).articles[0]
    return ["".join(block.text.split()) for block in article.blocks if block.kind is Kind.HEADING]


def test_headings_in_two_lines_are_headings() -> None:
    parts = ("输入", "每步只看一个词"), ("输出", "每步都有损失"), ("训练", "误差往回传")
    bold = "".join(f"<p><b>{one}</b></p><p><b>{two}</b></p><p>{FIRST * 2}</p>" for one, two in parts)
    assert _headings(f"<div>{bold}</div>") == [line for part in parts for line in part]
    stacked = (
        "".join(f"<p><b>{one}</b></p>" for one in ("甲乙丙", "丁戊己", "庚辛壬", "子丑寅"))
        + f"<p>{FIRST}</p>"
    )
    assert _headings(f"<div>{stacked * 2}</div>") == []  # so stand the lines of a list


def test_a_heading_may_have_the_last_words_of_the_title() -> None:
    names = ("网络结构", "交叉熵的来历", "损失函数", "求解的办法")
    heads = "".join(f"<h2>{name}</h2><p>{FIRST}</p><p>{SECOND}</p>" for name in names)
    page = f"<html><h1>[译]理解{TITLE}</h1><div>{heads}<p>理解{TITLE}？</p></div></html>"
    article = recognise(read_manuscript(page.encode(), "a.html")).articles[0]
    assert [block.text for block in article.blocks if block.kind is Kind.HEADING] == list(names)
    page = page.replace("[译]", "")
    assert recognise(read_manuscript(page.encode(), "a.html")).articles[0].blocks[-1].text == f"理解{TITLE}？"


CODE = ("def f(x):", "    for i in x:", "        y += [i]  # *一个*", "", "- 1. y", "return `y`")
SHOWN = "\n".join(CODE)


@pytest.mark.parametrize(
    "shown",
    [
        f"<pre>{SHOWN}</pre>",
        f"<div class=highlight><pre><code class=language-python><span>{SHOWN}</span></code></pre></div>",
        "<pre><ol class='linenums hljs'>" + "".join(f"<li>{line}</li>" for line in CODE) + "</ol></pre>",
        "<section class=code-snippet__fix><ul class=code-snippet__line-index><li></li></ul><pre>"
        + "".join(f"<code><span>{line}</span></code>" for line in CODE)
        + "</pre></section>",
        "<table class=highlight><tr><td class=gutter><pre>1\n2\n3\n4\n5\n6</pre></td>"
        f"<td><pre class=code>{SHOWN}</pre></td></tr></table>",
        f"<div class=cnblogs_code><div class=cnblogs_code_toolbar>复制代码</div><pre>{SHOWN}</pre></div>",
        "<pre><code class=hljs><table class=hljs-ln>"
        + "".join(
            f"<tr><td class=hljs-ln-numbers>{i}</td><td>{line}</td></tr>" for i, line in enumerate(CODE)
        )
        + "</table></code></pre>",
    ],
)
def test_code_keeps_its_lines(shown: str) -> None:
    manuscript = _read(f"<div class=post-body><p>{FIRST}</p>{shown}<p>{SECOND}</p></div>")
    (article,) = recognise(manuscript).articles
    text = render_article(article, {}).partition("\n---\n")[2]
    _, code, _ = text.strip().split("\n\n")
    (block,) = parse_markdown(Source("", tuple(code.split("\n"))), 1, []).blocks
    assert isinstance(block, Paragraph)
    lines = "".join("\n" if isinstance(part, Break) else read_text((part,)) for part in block.children)
    assert lines.replace("\u00a0", " ") == SHOWN


def test_a_text_in_sentences_is_no_code() -> None:
    assert _texts(_read(f"<pre>{FIRST}\n{SECOND}</pre>{PROSE}"))[1:] == [FIRST, SECOND]
    assert _texts(_read(f"<p>{FIRST}</p><pre>{FIRST}\n{SECOND}</pre>"))[1:] == [FIRST + SECOND]


NAMED = "关于做好水库安全管理工作的通知"
OFFICE = "某市人民政府"


@pytest.mark.parametrize(
    ("head", "lines", "wanted"),
    [
        (OFFICE + NAMED, (OFFICE, NAMED), OFFICE + NAMED),
        (OFFICE + NAMED, (OFFICE + NAMED[:8], NAMED[8:]), OFFICE + NAMED),
        (NAMED, (OFFICE, NAMED), NAMED),
        (f"{NAMED}（转）", (NAMED[:12] + "…",), f"{NAMED}（转）"),
        (f"{NAMED[:12]}…_某网", (NAMED[:12] + "…", f"原标题：{NAMED}"), NAMED),
        (f"{NAMED[:12]}…_某网", (NAMED[:12] + "…",), f"{NAMED[:12]}…"),
    ],
)
def test_the_whole_title_is_taken(head: str, lines: tuple[str, ...], wanted: str) -> None:
    shown = "".join(f"<p align=center><font size=5>{line}</font></p>" for line in lines)
    page = (
        f"<html><head><meta name=ArticleTitle content='{head}'></head><body><ul><li><a href=/>首页</a></ul>"
        f"{shown}{PROSE}<div class=foot>版权所有：某人</div></body></html>"
    )
    draft = recognise(read_manuscript(page.encode(), "a.html"))
    assert draft.articles[0].title == wanted
    assert check_balance(draft) == []


def test_a_page_of_an_encyclopaedia() -> None:
    page = (
        "<html><head><title>青山水库（某市境内水库）_某百科</title></head><body>"
        "<ul><li><a href=/>首页</a></ul><h1>青山水库</h1><div>播报编辑讨论</div>"
        "<div>某市境内水库</div><div class=main>"
        f"<div>{FIRST}</div><dl><dt>坝高</dt><dd>46米</dd><dt>坝长</dt><dd>380米</dd></dl>"
        f"<div class=catalog><h2>目录</h2><ol><li><a href=#1>建设历程</a></ol></div><h2>建设历程</h2>"
        f"<div>播报编辑</div><div>{SECOND}</div></div><div class=foot>版权所有：某人</div></body></html>"
    )
    manuscript = read_manuscript(page.encode(), "a.html")
    texts = [block.text.strip() for block in manuscript.blocks]
    assert texts == ["青山水库", "某市境内水库", FIRST, "坝高：46米", "坝长：380米", "建设历程", SECOND]


def test_the_first_post_of_a_board() -> None:
    page = (
        f"<html><head><title>{TITLE}-某论坛</title></head><body><ul><li><a href=/>首页</a></ul>"
        f"<h1><a href=#>[原创]</a> <span>{TITLE}</span> <a href=#>[复制链接]</a></h1>"
        "<div><a href='home.php?mod=space&uid=12'>看水人</a></div><p>主题 12 帖子 88 积分 1024</p>"
        f"{PROSE}<div class=foot>版权所有：某人</div></body></html>"
    )
    manuscript = read_manuscript(page.encode(), "a.html")
    assert [block.text.strip() for block in manuscript.blocks] == [TITLE, "作者：看水人", FIRST, SECOND]


@pytest.mark.parametrize(
    "again", ["文｜李小明", "【文/某报记者 李小明】", "来源丨某市日报", "（作者：李小明）"]
)
def test_whose_an_article_is_is_said_once(again: str) -> None:
    line = "<div>2023-06-01 来源：某市日报 作者：李小明</div>"
    article = recognise(_read(line + PROSE.replace("</div>", f"<p>{again}</p></div>"))).articles[0]
    assert (article.author, article.source) == (("李小明",), "某市日报")
    assert [block.text for block in article.blocks] == [FIRST, SECOND]
    other = recognise(_read(line + PROSE.replace("</div>", "<p>文｜王芳</p></div>"))).articles[0]
    assert [block.text for block in other.blocks][2:] == ["文｜王芳"]  # an editor decides


def test_numbers_over_headings_are_of_them() -> None:
    parts = "".join(
        f"<p><b>0{i}</b></p><p><b>{name}</b></p><p>{FIRST}</p><p>{SECOND}</p>"
        for i, name in enumerate(("水边的人", "山里的路"), 1)
    )
    body = f"<div>{parts}<p>- END -</p></div>"
    assert _headings(body) == ["01水边的人", "02山里的路"]
    assert _texts(_read(body))[-1] == SECOND
    assert "05" in _texts(_read(body.replace("<b>02", "<b>05")))  # which count nothing


def test_a_byline_of_a_paper_is_no_account() -> None:
    line = "<div class=author>本报记者 王 芳 李小明</div><div>2023-06-01 来源：某市日报</div>"
    article = recognise(_read(line + PROSE, NEWS)).articles[0]
    assert (article.author, article.source) == (("王芳", "李小明"), "某市日报")


def test_what_an_author_is_stands_in_the_card() -> None:
    card = "<div class=AuthorInfo><a href='/people/x'>看水的老林</a><div>水利工程师</div></div>"
    assert _texts(_read(f"{card}<span>128 人赞同了该回答</span>{PROSE}", BLOG)) == [
        "作者：看水的老林",
        FIRST,
        SECOND,
    ]
