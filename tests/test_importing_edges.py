"""What sites write right above and below an article, and how its title and source are told from it."""

from __future__ import annotations

import pytest

from bulletin.errors import BulletinError
from bulletin.importing.model import Kind, Manuscript
from bulletin.importing.read.formats import read_manuscript
from bulletin.importing.read.webwords import find_publisher, is_closing, is_control, is_prompt
from bulletin.importing.recognise.stages import recognise
from bulletin.importing.write.report import check_balance

TITLE = "全市防汛演练昨日在东湖举行"
TEXT = (
    "昨日上午，全市防汛演练在东湖大堤举行，各区抢险队伍共三百余人参加，演练历时两个小时。",
    "演练设置了查险、封堵、转移等科目，记者在现场看到，各支队伍配合默契，用时比去年缩短。",
    "市应急局负责人说，汛期将至，要把各项准备做在前面，确保人民群众生命财产安全。",
)
MENU = "".join(
    f'<li><a href="/{i}">{name}</a></li>' for i, name in enumerate(("首页", "要闻", "视频", "体育"))
)
FOOT = "<div>版权所有：某报社　某ICP备12345号</div>"


def _make(head: str = "", before: str = "", after: str = "", title: str = f"<h1>{TITLE}</h1>") -> str:
    """A news page: what stands under its title, above its text and below it."""
    text = "".join(f"<p>　　{text}</p>" for text in TEXT)
    return (
        f"<html><head><title>{TITLE}_某网</title></head><body><ul>{MENU}</ul><div class=top>{title}{head}"
        f"</div>{before}<div class=body>{text}{after}</div>{FOOT}</body></html>"
    )


def _read(page: str) -> Manuscript:
    manuscript = read_manuscript(page.encode(), "a.html", None)
    assert check_balance(recognise(manuscript)) == []
    return manuscript


def _texts(page: str) -> list[str]:
    return ["".join(block.text.split()) for block in _read(page).blocks if block.kind is Kind.PARAGRAPH]


@pytest.mark.parametrize(
    "head",
    [
        "<span>T</span> <span>+</span> <span>-</span>",
        "<span>调整字体</span>",
        "<div>微博</div><div>Qzone</div><span>图集</span>",
        "<p><em>37</em>评论 <a href=#>收藏</a></p>",
        "<div>2019</div><div>09/07</div><div>19:02</div>",
        "<p>（原标题：昨日东湖上演防汛大演练）</p>",
        "<p>您的浏览器暂时无法播放此视频.</p>",
        "<div class=media><a href=#>已关注</a></div>",
    ],
)
def test_buttons_under_a_title_are_none_of_the_article(head: str) -> None:
    assert _texts(_make(head)) == [TITLE, *TEXT]


@pytest.mark.parametrize(
    "after",
    [
        "<p>【编辑：王芳】</p>",
        "<p>(责编：王芳、李涛)</p>",
        "<p>责编：Demi Wang</p>",
        "<p>编辑 王芳芳 校对 李涛</p>",
        "<p>点击进入专题：</p>",
        "<p>长按二维码，关注我们</p>",
        "<p>原标题：防汛演练昨日举行</p>",
    ],
)
def test_editors_and_prompts_below_a_text_are_none_of_it(after: str) -> None:
    assert _texts(_make(after=after)) == [TITLE, *TEXT]


def test_a_link_back_at_the_end_of_the_last_paragraph() -> None:
    page = _make().replace(f"{TEXT[-1]}", f'{TEXT[-1]}<a href="/">返回首页&gt;&gt;</a>')
    assert _texts(page)[-1] == TEXT[-1]


def test_what_a_site_invites_to_above_the_text() -> None:
    told = "年度人物评选火热进行中，快来选出你心目中的榜样！"
    page = _make(before=f'<div class=notice><p>{told}<a href="/x">看看</a></p></div>')
    assert _texts(page) == [TITLE, *TEXT]
    # An abstract leads nowhere.
    page = _make(before=f"<div class=notice><p>{told}</p></div>")
    assert _texts(page) == [TITLE, told, *TEXT]


@pytest.mark.parametrize(
    ("head", "source"),
    [
        ("<p>2023年06月02日 09:10　某某日报</p>", "某某日报"),
        ("<p>新华社</p><p>2023-06-02 18:13</p>", "新华社"),
        ("<p>2023-06-02 来源: <a href=#>某某日报</a> <a href=#>举报</a></p>", "某某日报"),
        ("<p>2023-06-02 开心网</p>", ""),
        ("<p>2023-06-02 时政新闻</p>", ""),
        ("<p>2023-06-02 某某日报 某某晚报</p>", ""),
    ],
)
def test_the_paper_beside_the_date_is_the_source(head: str, source: str) -> None:
    articles = recognise(_read(_make(head))).articles
    assert [(article.title, article.source) for article in articles] == [(TITLE, source)]


def test_the_name_of_a_site_is_no_part_of_a_title() -> None:
    page = _make(title="").replace(f"{TITLE}_某网", f"{TITLE}|某某星空")
    assert _texts(page)[0] == TITLE
    page = _make(title=f"<h2 class=title><span>原创</span>{TITLE}</h2>")
    assert _texts(page)[0] == TITLE


def test_a_title_that_a_page_sets_aside_and_that_trails_off() -> None:
    page = _make(title=f"<aside><h1>{TITLE}</h1></aside>").replace(f"{TITLE}_某网", "某网")
    assert _texts(page)[0] == TITLE
    page = _make().replace(TITLE, "他放弃高薪来到这里，要求竟是……")
    assert [article.title for article in recognise(_read(page)).articles] == [
        "他放弃高薪来到这里，要求竟是……"
    ]


def test_words_of_a_text_are_no_buttons() -> None:
    assert [
        text for text in ("关注民生", "评论员文章", "12", "标准", "一、时间", "大家") if is_control(text)
    ] == []
    assert not is_prompt("扫描二维码填写报名表")
    assert not is_prompt("点击查看通知全文后，各单位要抓好落实。")
    assert not is_closing("编辑部 王芳")
    assert not find_publisher("2023年6月2日 预报")


def test_the_line_under_a_picture_that_is_missing_is_what_it_shows() -> None:
    picture = '<p align=center><img src="/a.jpg" alt="点击查看大图"></p>'
    shown = f"{picture}<p align=center>抢险队伍集结</p><p align=center>王芳 摄</p>"
    page = _make(after=f"{shown}<p>　　{TEXT[0]}</p>")
    manuscript = _read(page)
    assert _texts(page) == [TITLE, *TEXT, TEXT[0]]
    assert any("有一张图“抢险队伍集结 王芳 摄”没有" in remark.message for remark in manuscript.remarks)
    # Lines in the middle that stand elsewhere, too, are headings.
    heads = "".join(f"<p align=center>第{i}天的演练</p><p>　　{TEXT[0]}</p>" for i in "二三")
    page = _make(
        after=f'<p align=center><img src="/a.jpg"></p><p align=center>第一天的演练</p><p>{TEXT[0]}</p>{heads}'
    )
    assert [text for text in _texts(page) if text.endswith("演练")] == [
        "第一天的演练",
        "第二天的演练",
        "第三天的演练",
    ]


@pytest.mark.parametrize(
    ("line", "author", "source"),
    [
        ("<b>某某新闻记者 王芳 李涛</b>", ("王芳", "李涛"), "某网"),
        ("【文/某某网专栏作者 王芳】", ("王芳",), "某网"),
        ("<b>执笔/叨叨姐、李小飞刀&amp;王芳</b>", ("叨叨姐", "李小飞刀", "王芳"), "某网"),
        ("撰文/王芳 编辑/李涛", ("王芳",), "某网"),
        ("文/王芳　图/李涛", ("王芳", "李涛"), "某网"),
        ("王芳/某某日报", ("王芳",), "某网"),
        ("文/图 王芳", ("王芳",), "某网"),
        ("全国优秀记者 评选活动", (), "某网"),
    ],
)
def test_who_writes_for_a_paper(line: str, author: tuple[str, ...], source: str) -> None:
    page = _make(head="<p>2023-06-02 来源：某网</p>", before=f"<div class=body><p>{line}</p></div>")
    articles = recognise(_read(page)).articles
    assert [(article.author, article.source) for article in articles] == [(author, source)]


def test_a_class_says_how_a_line_looks_whose_sheet_was_not_saved() -> None:
    page = _make(after=f"<p><span class='bjh-h3'>演练之后</span></p><p>{TEXT[0]}</p>")
    looks = {block.text: block.look for block in _read(page).blocks}
    assert (looks["演练之后"].level, looks["演练之后"].bold, looks[TEXT[0]].level) == (3, True, 0)


@pytest.mark.parametrize(
    "line",
    ["故宫博物院供图", "资料图：抢险队伍集结。某报记者 王芳 摄", "图片来源：某网", "抢险现场（视频截图）"],
)
def test_whose_a_missing_picture_is_stands_with_it_wherever_it_is_set(line: str) -> None:
    assert _texts(_make(after=f'<p><img src="/a.jpg"></p><p>{line}</p><p>　　{TEXT[0]}</p>'))[-2:] == [
        TEXT[2],
        TEXT[0],
    ]


def test_what_else_is_none_of_an_article() -> None:
    after = "<p>-----------------</p><p>Tag: <b>防汛</b></p><p>相关日志</p>"
    page = _make(head="<p>http://www.a.cn 2023年06月02日09:10 某网</p><p>E-mail推荐：</p>", after=after)
    assert _texts(page.replace("<ul>", "<div id=google-cache-hdr>这是某页的缓存。</div><ul>")) == [
        TITLE,
        "来源：某网",
        *TEXT,
    ]
    page = _make(title="").replace(f"{TITLE}_某网", f"{TITLE}-要闻-某某评论")
    assert _texts(page)[0] == TITLE
    page = _make(head="<p>作者：《某刊》记者 王芳　2023-06-02</p>")
    assert [article.author for article in recognise(_read(page)).articles] == [("王芳",)]


def test_each_line_of_an_old_board_is_a_paragraph_of_its_page() -> None:
    lines = [
        "昨日上午全市防汛演练在东湖大堤举行，各区抢险队伍共三百余人参加，演练历",
        "时两个小时，设置了查险、封堵、转移等科目，记者在现场看到，各支队伍配合",
        "默契，用时比去年缩短。",
        "市应急局负责人说，汛期将至，要把各项准备做在前面，确保人民群众生命财产",
        "安全，这是今年的第一次演练，往后每个月都要有一次，各区轮流举办，市里派",
        "人评比。",
        "（一）各区的队伍要在月底以前",
    ]
    rows = "".join(f"<p>{line}</p>" for line in lines)
    page = f"<html><ul>{MENU}</ul><h1>{TITLE}</h1><div class=body>{rows}</div>{FOOT}</html>"
    assert _texts(page)[1:] == ["".join(lines[:3]), "".join(lines[3:6]), lines[6]]
    # Paragraphs of a page that wraps by itself end where they will.
    page = page.replace(lines[2], TEXT[0] * 2)
    assert _texts(page)[1:3] == [lines[0], lines[1]]


def test_the_call_of_a_note_that_stands_alone() -> None:
    page = (
        f"<html><h1>{TITLE}</h1><p>{TEXT[0]}</p><p><a href='#_ftn1'>[1]</a></p><p>{TEXT[1]}</p>"
        "<div id='ftn1'><a href='#_ftnref1'>[1]</a> 含志愿者。</div></html>"
    )
    manuscript = _read(page)
    calls = [[run.note for run in block.runs if run.note] for block in manuscript.blocks]
    assert calls == [[], ["ftn1"], []]


def test_the_account_that_an_article_was_taken_from_is_its_source() -> None:
    line = "<div id=meta_content><a id=js_name href=#>转发的号</a></div>"
    page = _make(head=line, before="<p>以下文章来源于原来的号，作者李小飞刀</p>")
    articles = recognise(_read(page)).articles
    assert [(article.author, article.source) for article in articles] == [(("李小飞刀",), "原来的号")]
    assert "转发的号" in "".join(item.text for item in _read(page).left)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<p>此内容因违规无法查看</p><p>由用户投诉并经平台审核，涉嫌过度营销、骚扰用户。</p>", "网站出错"),
        (
            f"<h1>{TITLE}</h1><p>向上滑动看下一个</p><p>轻触阅读原文</p><script>a()</script>",
            "由网页上的程序去取",
        ),
    ],
)
def test_a_page_that_has_but_a_name_is_none(body: str, said: str) -> None:
    with pytest.raises(BulletinError) as caught:
        _read(f"<html><ul>{MENU}</ul>{body}</html>")
    assert said in caught.value.problems[0].message


def test_spans_that_are_paragraphs_and_bullets_that_are_typed() -> None:
    items = "".join(
        f"<span style='margin:0;display: block;'><span>•</span><span>第{i}支队伍</span></span>"
        for i in "一二"
    )
    page = _make(after=f"<p>{items}</p>", title=f"<h1>{TITLE}<span>已付费</span></h1>")
    blocks = _read(page).blocks
    assert [(block.text, block.number) for block in blocks[-2:]] == [("第一支队伍", "•"), ("第二支队伍", "•")]
    assert blocks[0].text == TITLE


def test_who_an_author_is_stands_on_a_card() -> None:
    card = (
        "<img src='/w.png' alt='王芳'><p><a href='/w'>王芳</a><span>某大学教授</span></p><a href=#>关注</a>"
    )
    page = _make(before=f"<ul class='author fix'><li><div class=author-intro>{card}</div></li></ul>")
    manuscript = _read(page)
    assert _texts(page) == [TITLE, "作者：王芳", *TEXT]
    assert not any("没有随网页存下来" in remark.message for remark in manuscript.remarks)
    assert "某大学教授" in "".join(item.text for item in manuscript.left)
