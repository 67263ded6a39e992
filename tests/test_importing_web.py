"""Saved web pages, in files of all kinds: the article is found, what a site puts around it is left, and told."""

from __future__ import annotations

import base64
import quopri
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from bulletin.errors import BulletinError
from bulletin.importing.beside import read_beside
from bulletin.importing.model import INSET, Kind, Manuscript
from bulletin.importing.read.formats import read_manuscript
from bulletin.importing.recognise.stages import recognise
from bulletin.importing.write.report import check_balance

TITLE = "关于做好汛期安全生产工作的通知"
FIRST = "各单位要切实加强领导，明确责任分工，认真组织排查，按时报送有关情况。"
SECOND = "遇有重要情况，第一时间报告；对工作不力的，予以通报批评。"
ENDS = ("附件：1.工作台账", "某市应急管理局", "2023年6月1日")
MENU = "".join(
    f'<li><a href="/{i}">{name}</a></li>' for i, name in enumerate(("首页", "政务公开", "办事服务"))
)
FOOT = (
    "<div>版权所有：某市人民政府　主办：某市大数据中心</div><div>网站标识码：1234567890　某ICP备12345号</div>"
)


def _paragraphs(texts: tuple[str, ...]) -> str:
    return "".join(f"<p>　　{text}</p>" for text in texts)


BODY = _paragraphs(("各有关单位：", FIRST, "一、抓好落实", SECOND, *ENDS))
PICTURE = BytesIO()
Image.new("RGB", (60, 60), "red").save(PICTURE, "PNG")

# How sites are built: each with all that stands around an article.
MANNERS = {
    "sections of now": f"""<!DOCTYPE html><html><head><meta name="ArticleTitle" content="{TITLE}">
        <title>{TITLE}_通知公告_某市人民政府</title></head><body><ul class="nav">{MENU}</ul>
        <div class="dqwz">您当前的位置：<a href="/">首页</a> &gt; <a href="/a">政务公开</a></div><h1>{TITLE}</h1>
        <div class="info"><span>发布时间：2023-06-02 10:00</span><span>来源：某市应急局</span>
        <span>浏览次数：<em>1024</em>次</span><span>【字体：<a href="#">大</a> <a href="#">中</a> <a href="#">小</a>】
        </span></div><div class="TRS_Editor">{BODY}</div><div class="share">分享到：<a href="#">微信</a></div>
        <h3>相关文件</h3><ul><li><a href="/b">关于印发应急预案的通知，2022年修订</a></li></ul><div class="footer">{FOOT}</div>
        </body></html>""",
    "tables of old": f"""<HTML><HEAD><TITLE>某县政府网</TITLE></HEAD><BODY><TABLE border=0><TR><TD><A href=/>首页</A></TD>
        <TD><A href=/a>政务</A></TD></TR></TABLE><TABLE border=0><TR><TD><TABLE><TR><TD><A href=/b>机构设置</A></TD></TR>
        </TABLE></TD><TD><TABLE><TR><TD>您现在的位置：<A href=/>首页</A> &gt;&gt; 正文</TD></TR><TR><TD align=center>
        <FONT size=5><B>{TITLE}</B></FONT></TD></TR><TR><TD align=center>作者：佚名　　来源：某市应急局　　点击数：336</TD></TR>
        <TR><TD>{"<br><br>".join("&nbsp;&nbsp;&nbsp;&nbsp;" + text for text in ("各有关单位：", FIRST, "一、抓好落实", SECOND, *ENDS))}
        </TD></TR><TR><TD>上一篇文章：<A href=/c>别的通知</A></TD></TR><TR><TD>【<A href=#>打印此文</A>】【<A href=#>关闭窗口</A>】
        </TD></TR></TABLE></TD></TR></TABLE>{FOOT}</BODY></HTML>""",
    "a page of an account": f"""<html><head><meta property="og:title" content="{TITLE}"></head><body>
        <h1 class="rich_media_title" id="activity-name">
        {TITLE}
        </h1><div id="meta_content"><span id="copyright_logo">原创</span><span class="rich_media_meta_nickname">
        <a href="javascript:void(0);" id="js_name"> 某市应急局 </a></span><em id="publish_time">昨天</em></div>
        <div id="js_content" style="visibility: hidden">{BODY.replace("<p>", "<section><section><p><span>").replace("</p>", "</span></p></section></section>")}
        </div><div>微信扫一扫<br>关注该公众号</div><p>预览时标签不可点</p></body></html>""",
    "a news site": f"""<html><head><title>{TITLE}|某报|新闻</title></head><body><div class="topbar"><a href=#>登录</a></div>
        <h1>{TITLE}</h1><div>2023年06月02日 09:10　来源：某市应急局　编辑：李丽</div><div class="article-content">{BODY}
        <p>责任编辑：李丽</p></div><div class="comment"><h3>网友评论</h3><div><b>甲</b><p>说得很好，支持一下，希望能够真正落到实处，让群众安心。</p>
        </div></div><div class="sidebar"><h3>热门排行</h3><ol>{MENU * 3}</ol></div>{FOOT}</body></html>""",
}


def _read(page: str | bytes, name: str = "a.html", beside: dict[str, bytes] | None = None) -> Manuscript:
    manuscript = read_manuscript(page.encode() if isinstance(page, str) else page, name, beside)
    assert check_balance(recognise(manuscript)) == []
    return manuscript


def _texts(manuscript: Manuscript) -> list[str]:
    return ["".join(block.text.split()) for block in manuscript.blocks if block.kind is Kind.PARAGRAPH]


def _left(manuscript: Manuscript) -> str:
    return "".join(item.text for item in manuscript.left)


@pytest.mark.parametrize("manner", MANNERS)
def test_the_article_is_found(manner: str) -> None:
    manuscript = _read(MANNERS[manner])
    title, *rest = _texts(manuscript)
    assert (title, manuscript.blocks[0].look.level) == (TITLE, 1)
    credits = [text for text in rest if text[:2] in {"来源", "作者"}]
    assert "来源：某市应急局" in credits
    assert [text for text in rest if text not in credits] == [
        "各有关单位：",
        FIRST,
        "一、抓好落实",
        SECOND,
        *ENDS,
    ]
    assert "微信" in _left(manuscript) or "版权所有" in _left(manuscript)


def test_what_a_text_says_of_sites_is_text() -> None:
    words = (
        "本局网站版权所有，未经授权不得转载，这是制度的第一条。",
        "用户可以点击打印，关闭页面以后也能找回，请放心使用。",
    )
    manuscript = _read(MANNERS["sections of now"].replace(BODY, BODY + _paragraphs(words)))
    assert _texts(manuscript)[-2:] == list(words)


def test_other_articles_below_are_none_of_it() -> None:
    other = f"<div class=zhaiyao><p>{SECOND}</p><p>{FIRST[:20]}，都在这里。</p></div>"
    page = f"<html><title>{TITLE}</title><ul>{MENU}</ul><h1>{TITLE}</h1><div class=zw>{BODY * 3}</div>{other}{FOOT}</html>"
    assert _texts(_read(page))[-1] == ENDS[-1]
    page = page.replace("zhaiyao", "zw")  # one of the same name goes on with it
    assert _texts(_read(page))[-1].endswith("都在这里。")


def test_the_name_of_a_column_is_no_title() -> None:
    page = f"""<html><head><title>新闻动态--某学会</title></head><body><ul>{MENU}<li><a href="/n">新闻动态</a></li></ul>
        <h4>新闻动态</h4><h5>{TITLE}</h5><div>{BODY}</div>{FOOT}</body></html>"""
    assert _texts(_read(page))[0] == TITLE


def test_a_title_that_the_head_alone_has() -> None:
    page = (
        f'<html><head><meta name="ArticleTitle" content="{TITLE}"></head><ul>{MENU}</ul>{BODY}{FOOT}</html>'
    )
    manuscript = _read(page)
    assert (_texts(manuscript)[0], sum(manuscript.added.values()) > 0) == (TITLE, True)


def test_a_page_without_a_site_is_kept_whole() -> None:
    texts = [
        "关于值班的说明",
        "一、时间",
        "每天早上八点开始，下午六点结束。",
        "联系人：王芳",
        "电话：01088888888",
    ]
    assert _texts(_read("<html>" + "".join(f"<p>{text}</p>" for text in texts) + "</html>")) == texts


def test_a_page_of_a_word_processor() -> None:
    page = f"""<html xmlns:w="urn:schemas-microsoft-com:office:word"><head><meta name=Generator content="Microsoft Word 15">
        <style><!-- p.a {{text-align:center; font-size:22.0pt}} div.b p {{font-weight:bold}} --></style></head><body>
        <!--[if gte mso 9]><xml><Author>某人</Author></xml><![endif]-->
        <p class=a>{TITLE}<o:p></o:p></p><p class=c>各单位<a href="#_ftn1" name="_ftnref1"><span>[1]</span></a>请落实。</p>
        <p><![if !supportLists]><span style='mso-list:Ignore'>一、<span>&nbsp;&nbsp;</span></span><![endif]>抓好落实</p>
        <p><span style='font-family:Wingdings'><span style='mso-list:Ignore'>l<span>&nbsp; </span></span></span>做好检修</p>
        <p>打√的项目：<span style='font-family:Wingdings'>þ</span><span style="font-family:Wingdings">n</span></p>
        <p align=right>某市住建局</p><div id=ftn1><p><a href="#_ftnref1" name="_ftn1">[1]</a> 含二级单位。</p></div></body></html>"""
    manuscript = _read(page.encode("gb18030", "xmlcharrefreplace"))
    looks = [(block.look.size, block.look.align) for block in manuscript.blocks]
    assert (looks[0], looks[-1]) == ((22.0, "center"), (12.0, "right"))
    assert _texts(manuscript)[1:4] == ["各单位请落实。", "一、抓好落实", "做好检修"]
    assert [block.number for block in manuscript.blocks][2:4] == ["一、", "•"]
    assert _texts(manuscript)[4].endswith("■")
    assert [
        (run.note, manuscript.notes[run.note][0].text) for run in manuscript.blocks[1].runs if run.note
    ] == [("ftn1", "含二级单位。")]
    assert "某人" not in str(manuscript)


def test_tables_of_a_page() -> None:
    data = "<table border=1><caption>表1 进度</caption><tr><td>项目<td>数量<tr><td>供水<td>12<tr><td>排水<td>15</table>"
    frame = f"<table><tr><td><p>{FIRST}</p><p>{FIRST}</p></td><td><p>{SECOND}</p></td></tr><tr><td><p>{FIRST * 9}</p></td><td>完</td></tr></table>"
    manuscript = _read(f"<html><h1>{TITLE}</h1>{data}{frame}</html>")
    assert [block.cells for block in manuscript.blocks if block.cells] == [
        (("项目", "数量"), ("供水", "12"), ("排水", "15"))
    ]
    assert _texts(manuscript) == [TITLE, "表1进度", FIRST, FIRST, SECOND, FIRST * 9, "完"]


def test_a_table_with_rules_is_data_however_long_its_cells() -> None:
    form = (
        f"<tr><td>项目<td>要求<tr><td>排查<td><p>{FIRST * 5}</p><p>{SECOND}</p><p>{FIRST}</p><p>{SECOND}</p>"
    )
    (table,) = (
        block
        for block in _read(f"<html><p>{FIRST}</p><table border=1>{form}</table></html>").blocks
        if block.cells
    )
    assert table.cells[1][1].split("\n") == [FIRST * 5, SECOND, FIRST, SECOND]


def test_files_that_an_article_leads_to() -> None:
    page = MANNERS["sections of now"].replace(
        "附件：1.工作台账", '附件：<a href="/f/1.docx">1.工作台账.docx</a>'
    )
    manuscript = _read(page)
    assert "附件：1.工作台账.docx" in _texts(manuscript)
    assert any("/f/1.docx" in remark.message for remark in manuscript.remarks)


# Pictures


def test_pictures_that_were_saved_beside_the_page(tmp_path: Path) -> None:
    page = tmp_path / "通知.html"
    page.write_text(
        f"<h1>{TITLE}</h1><p>{FIRST}<img src='./%E9%80%9A%E7%9F%A5_files/640(1)' alt='现场照片'></p><p>{SECOND}</p>"
        "<img src='../secret.png'><img src='http://127.0.0.1:9/640(1)' alt='远处'><img src='通知_files/link.png'>",
        "utf-8",
    )
    folder = tmp_path / "通知_files"
    folder.mkdir()
    (folder / "640(1)").write_bytes(PICTURE.getvalue())
    (folder / "app.js").write_text("alert(1)")
    (folder / "inner").mkdir()
    (tmp_path / "secret.png").write_bytes(PICTURE.getvalue())
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    beside = read_beside(page)
    assert list(beside) == ["640(1)"]
    manuscript = _read(page.read_bytes(), page.name, beside)
    assert [(block.image, block.alt) for block in manuscript.blocks if block.image] == [("图1", "现场照片")]
    assert [block.kind for block in manuscript.blocks][:3] == [Kind.PARAGRAPH, Kind.PARAGRAPH, Kind.IMAGE]
    told = [remark.message for remark in manuscript.remarks if remark.code == "I138"]
    assert ["secret.png" in told[0], "远处" in told[1], "link.png" in told[2]] == [True, True, True]
    assert read_beside(tmp_path / "通知.docx") == {}


CONTACTS = ("联系人：王芳", "咨询电话：010-88888888", "邮编：100000", "通讯地址：某市建设路1号")


@pytest.mark.parametrize(
    "table", ["", "<table border=1><tr><td>序号<td>姓名<tr><td>1<td>孔明<tr><td>2<td>冯唐</table>"]
)
def test_whom_to_ask_is_of_the_article_and_not_of_the_foot(table: str) -> None:
    manner = MANNERS["sections of now"]
    page = manner.replace(
        BODY, f"<p>{FIRST}</p>{table}{_paragraphs((*CONTACTS, '主办单位：某市科协', *ENDS[1:]))}"
    )
    foot = (
        "<p>主办：某市政府办公室</p><p>网站标识码：1234567890</p><p>地址：人民路1号　电话：010-66666666</p>"
    )
    manuscript = _read(page.replace(FOOT, foot))
    assert _texts(manuscript)[2:] == [FIRST, *CONTACTS, "主办单位：某市科协", *ENDS[1:]]
    assert all(text in _left(manuscript) for text in ("某市政府办公室", "人民路1号"))


@pytest.mark.parametrize(
    ("line", "credits"),
    [
        (
            "<span>李丽</span><a href=#>某市发布</a><em>2023-06-01 18:00</em><em>发表于某省</em>",
            ["作者：李丽", "来源：某市发布"],
        ),
        ("<span>原创</span><span><a href=#>某市发布</a></span><em>昨天 18:00</em>", ["来源：某市发布"]),
        ("<span>某市发布</span><em>6月1日</em><em>IP属地：某省</em>", ["来源：某市发布"]),
    ],
)
def test_the_line_of_an_account(line: str, credits: list[str]) -> None:
    page = f"<html><head><meta property='og:title' content='{TITLE}'></head><h1>{TITLE}</h1><div id=meta_content>{line}</div><div id=js_content>{BODY}</div><p>微信扫一扫</p></html>"
    assert _texts(_read(page))[:4] == [TITLE, *credits, "各有关单位：", FIRST][:4]


def test_behind_the_editor_of_an_article_a_site_writes_of_others() -> None:
    page = MANNERS["a news site"].replace(
        "<p>责任编辑：李丽</p>", f"<p>责任编辑：</p><div>别的新闻</div><p>{SECOND * 2}</p>"
    )
    assert _texts(_read(page))[-1] == ENDS[-1]


def test_an_article_of_two_lines() -> None:
    page = MANNERS["sections of now"].replace(
        BODY, "<div><p>因系统维护，今天下午暂停办理业务。</p></div><p>某市应急管理局</p>"
    )
    assert _texts(_read(page))[2:] == ["因系统维护，今天下午暂停办理业务。", "某市应急管理局"]


def test_of_several_articles_the_longest_is_taken_and_the_others_told() -> None:
    posts = "".join(
        f"<div class=post><h2><a href='/{i}'>第{i}篇关于汛期工作的文章</a></h2>{_paragraphs((FIRST, SECOND) * i)}</div>"
        for i in (1, 3, 2)
    )
    manuscript = _read(
        f"<html><title>某人的网志</title><h1>某人的网志</h1><ul>{MENU}</ul>{posts}{FOOT}</html>"
    )
    assert _texts(manuscript) == ["第3篇关于汛期工作的文章", *(FIRST, SECOND) * 3]
    assert "网页上有3篇文章" in "".join(remark.message for remark in manuscript.remarks)


def test_of_a_thread_the_first_post_is_taken() -> None:
    posts = "".join(
        f"<div class=post><div><b>甲</b> <i>{name}</i></div>{_paragraphs((text, SECOND))}</div>"
        for name, text in (
            ("楼主", FIRST),
            ("2楼", "说得好，支持一下，希望落实。"),
            ("3楼", "同意，早就该这样了，顶一下。"),
        )
    )
    posts = posts.replace("<b>甲</b> <i>", "<p>").replace("</i>", "</p>")
    manuscript = _read(
        f"<html><title>{TITLE}_论坛</title><ul>{MENU}</ul><h1>{TITLE}</h1>{posts}{FOOT}</html>"
    )
    assert _texts(manuscript) == [TITLE, FIRST, SECOND]
    assert "只收了第一楼" in "".join(remark.message for remark in manuscript.remarks)


def test_what_readers_say_of_an_article_is_none_of_it() -> None:
    said = "".join(
        f"<div class=zw><p>{i}楼</p><p>说得好，支持一下，希望早日落实。</p></div>" for i in (1, 2, 3)
    )
    page = f"<html><title>{TITLE}</title><ul>{MENU}</ul><h1>{TITLE}</h1><div class=zw>{BODY}</div><div>{said}</div>{FOOT}</html>"
    assert _texts(_read(page))[-1] == ENDS[-1]


def test_formulas_signs_and_what_is_folded() -> None:
    formula = "<math><semantics><mrow><mi>E</mi><mo>=</mo><msup><mi>c</mi><mn>2</mn></msup><mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mi>n</mi></mfrac></mrow><annotation>E=mc^2</annotation></semantics></math>"
    page = f"""<html><h1>{TITLE}</h1><p>按{formula}计算<i class=icon>\ue60e</i>。</p><details><summary>说明</summary>{FIRST}</details>
        <p>其中x<sub>max</sub>为<ruby>汛<rt>xùn</rt></ruby>期水位。</p><dl><dt>甲</dt><dd>乙</dd></dl><pre>第一行\n  第二行</pre></html>"""
    manuscript = _read(page)
    assert _texts(manuscript)[1:] == [
        "按E=c²(a+b)/n计算。",
        "说明",
        FIRST,
        "其中xmax为汛期水位。",
        "甲",
        "乙",
        "第一行第二行",
    ]
    assert [run.script for run in manuscript.blocks[4].runs if run.script] == ["~"]
    assert any("有公式" in remark.message for remark in manuscript.remarks)


def test_pictures_and_lists_in_cells_stay_there() -> None:
    src = f"data:image/png;base64,{base64.b64encode(PICTURE.getvalue()).decode()}"
    table = f"<table border=1><tr><td>现场<td>要求<tr><td><img src='{src}' alt='现场照片'>甲处<td><ul><li>排查<li>上报</ul></table>"
    pairs = (
        f"<table border=1><tr><td><img src='{src}'><td><img src='{src}'><tr><td>甲处现场<td>乙处现场</table>"
    )
    figure = f"<figure><img src='{src}'><figcaption>值班现场</figcaption></figure>"
    manuscript = _read(
        f"<html><h1>{TITLE}</h1><p>{FIRST}</p>{table}<p>{SECOND}</p>{pairs}{figure}<p>{FIRST}</p></html>"
    )
    (block,) = (block for block in manuscript.blocks if block.cells)
    assert block.cells[1] == (f"{INSET}\n甲处", "•排查\n•上报")
    assert [picture.image for picture in block.pictures] == ["图1"]
    kinds = [block.image or "".join(block.text.split()) for block in manuscript.blocks[4:]]
    assert kinds == ["图2", "甲处现场", "图3", "乙处现场", "图4", "值班现场", FIRST]
    (article,) = recognise(manuscript).articles
    assert [block.alt for block in article.blocks if block.image][-1] == "值班现场"
    assert sorted(manuscript.images) == ["图1", "图2", "图3", "图4"]


def test_pictures_that_a_site_puts_on_every_page_are_not_missed() -> None:
    page = MANNERS["sections of now"].replace(
        '</div><div class="share">',
        "<img src='/images/icon_doc.gif'><img src='/skin/a/3.png'></div><div class=\"share\">",
    )
    assert not any(remark.code == "I138" for remark in _read(page).remarks)


def test_what_a_page_shows_without_a_program() -> None:
    page = f"<html><script src=a.js></script><div id=app></div><noscript><h1>{TITLE}</h1>{BODY}</noscript></html>"
    assert _texts(_read(page))[:3] == [TITLE, "各有关单位：", FIRST]
    assert "脚本" not in "".join(
        _texts(_read(f"<html><noscript>请打开脚本</noscript><h1>{TITLE}</h1>{BODY}</html>"))
    )


# In one file


def _make_mhtml(charset: str, encoding: str) -> bytes:
    page = MANNERS["sections of now"].replace(
        "</h1>", '</h1><img src="http://a.gov.cn/b/1.png"><img src="cid:2@x">'
    )
    raw = page.encode(charset)
    body = quopri.encodestring(raw) if encoding == "quoted-printable" else base64.encodebytes(raw)
    picture = base64.encodebytes(PICTURE.getvalue())
    head = b'From: "Saved by a browser"\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary="--B"\r\n\r\n'
    parts = [
        f"Content-Type: text/html;\r\n\tcharset={charset}\r\nContent-Transfer-Encoding: {encoding}\r\n"
        "Content-Location: http://a.gov.cn/b/t.html\r\n\r\n".encode()
        + body,
        b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-Location: http://a.gov.cn/b/1.png\r\n\r\n"
        + picture,
        b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-ID: <2@x>\r\n\r\n"
        + picture,
    ]
    return head + b"".join(b"----B\r\n" + part + b"\r\n" for part in parts) + b"----B--\r\n"


@pytest.mark.parametrize(("charset", "encoding"), [("utf-8", "quoted-printable"), ("gb2312", "base64")])
@pytest.mark.parametrize("name", ["a.mht", "a.mhtml", "a.doc"])
def test_a_page_in_one_file(charset: str, encoding: str, name: str) -> None:
    manuscript = _read(_make_mhtml(charset, encoding), name)
    assert (_texts(manuscript)[0], len(manuscript.images)) == (TITLE, 2)
    assert FIRST in _texts(manuscript)


def test_a_page_in_one_file_that_is_none() -> None:
    assert _texts(_read(f"<html><p>{FIRST}</p></html>", "a.mht")) == [FIRST]
    with pytest.raises(BulletinError) as caught:
        _read(b"MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nabc", "a.mht")
    assert "单个文件网页里没有网页" in caught.value.problems[0].message


@pytest.mark.parametrize("address", ["http://[x", "//[", "http://a]/"])
def test_a_part_whose_address_is_none(address: str) -> None:
    data = _make_mhtml("utf-8", "base64").replace(b"http://a.gov.cn/b/1.png\r", address.encode() + b"\r")
    assert _texts(_read(data, "a.mht"))[0] == TITLE


# Encodings


@pytest.mark.parametrize(
    ("declared", "codec"),
    [
        ("gb2312", "utf-8"),
        ("utf-8", "gb18030"),
        ("gbk", "gb18030"),
        ("big5", "big5"),
        ("utf-8", "utf-16"),
        ("", "gb18030"),
    ],
)
def test_the_encoding_of_a_page(declared: str, codec: str) -> None:
    meta = f'<meta charset="{declared}">' if declared else ""
    page = f"<html><head>{meta}</head><h1>一月工作</h1><p>今天天气不好，大家在家中看《三字文》，共有十人。</p></html>"
    assert _texts(_read(page.encode(codec), "a.html"))[0] == "一月工作"


def test_a_page_in_utf_8_that_says_gb_and_can_be_read_so() -> None:
    page = f'<html><meta charset="gb2312"><p>{"安全" * 60}</p></html>'.encode()
    assert page.decode("gb18030")
    manuscript = _read(page)
    assert _texts(manuscript) == ["安全" * 60]
    assert any("gb2312 不对" in remark.message for remark in manuscript.remarks)


def test_a_few_broken_bytes_of_a_page_are_told() -> None:
    page = f'<meta charset="gb2312"><html><p>{FIRST * 40}</p></html>'.encode("gb18030")
    manuscript = _read(page[:300] + b"\xff" + page[300:])
    assert [remark.code for remark in manuscript.remarks if remark.guess] == ["I120"]


# Pages that are none


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (
            f"<html><title>通知公告</title><h2>通知公告</h2><ul>{''.join(f'<li><a href=/{i}>关于做好第{i}项工作的通知</a> 2023-06-0{i}</li>' for i in range(1, 10))}</ul>{FOOT}</html>",
            "这是文章的列表（9个链接）",
        ),
        ("<html><title>404 Not Found</title><p>您访问的页面不存在</p></html>", "网站出错时的页面"),
        (
            "<html><title>登录</title><form>用户名<input name=a>密码<input type='password'></form></html>",
            "要登录的页面",
        ),
        ("<html><div id=app></div><script src=a.js></script></html>", "由网页上的程序去取"),
        ("<html><frameset><frame src='top.htm'><frame src='main.htm'></frameset></html>", "“main.htm”"),
    ],
)
def test_pages_without_an_article_say_what_they_are(page: str, said: str) -> None:
    with pytest.raises(BulletinError) as caught:
        _read(page)
    assert said in caught.value.problems[0].message


def test_a_page_that_is_nested_beyond_reason_is_refused_at_once() -> None:
    began = time.monotonic()
    with pytest.raises(BulletinError) as caught:
        _read("<html>" + "<div>" * 100_000 + FIRST)
    assert "套得太深" in caught.value.problems[0].message
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    "tag", ["<meta ", "<meta ProgId ", "<title>", "<style>", "<noscript>", "<script>", "<iframe ", "<input "]
)
def test_a_page_of_tags_that_are_never_closed_is_read_at_once(tag: str) -> None:
    page = f"<h1>{TITLE}</h1>{BODY}{tag * (100_000 // len(tag))}"
    began = time.monotonic()
    read_manuscript(page.encode(), "a.html", None)
    with pytest.raises(BulletinError, match="I113"):
        read_manuscript((tag * (100_000 // len(tag))).encode(), "a.html", None)
    assert time.monotonic() - began < 3


def test_the_frame_with_the_text_is_read() -> None:
    frames = {
        "top.htm": b"<p>top</p>",
        "main.htm": f"<html><h1>{TITLE}</h1>{BODY * 2}</html>".encode("gb18030"),
    }
    page = "<html><frameset><frame src='a_files/top.htm'><frame src='a_files/main.htm'></frameset></html>"
    assert _texts(_read(page, beside=frames))[0] == TITLE


# Copied into a text


def test_a_page_that_was_copied_into_a_text() -> None:
    text = (
        f"您现在的位置：首页 > 通知公告\n\n{TITLE}\n\n发布时间：2023-06-02　来源：某市应急局　浏览次数：12　【字体：大 中 小】\n\n"
        f"各有关单位：\n　　{FIRST}\n　　{SECOND}\n\n某市应急管理局\n2023年6月1日\n\n【打印本页】【关闭窗口】\n上一篇：别的通知\n版权所有：某市\n"
    )
    manuscript = _read(text, "a.txt")
    assert [line.text for line in manuscript.lines][:4] == [TITLE, "来源：某市应急局", "各有关单位：", FIRST]
    assert manuscript.lines[-1].text == "2023年6月1日"
    assert ["别的通知" in _left(manuscript), "2023-06-02" in _left(manuscript)] == [True, True]


def test_a_mail_that_was_copied_into_a_text() -> None:
    head = f"发件人：王芳 <a@b.cn>\n发送时间：2023年6月2日\n收件人：简报\n主题：{TITLE}\n\n"
    manuscript = _read(f"{head}{FIRST}\n\n{SECOND}\n\n发自我的手机\n", "a.txt")
    assert [line.text for line in manuscript.lines] == [TITLE, FIRST, SECOND]
    assert "王芳" in _left(manuscript)
    manuscript = _read(f"{head}{TITLE}\n\n{FIRST}\n", "a.txt")
    assert [line.text for line in manuscript.lines] == [TITLE, FIRST]
    quoted = "".join(f"> {text}\n>\n" for text in (TITLE, FIRST, SECOND))
    assert [line.text for line in _read(quoted, "a.txt").lines] == [TITLE, FIRST, SECOND]


def test_a_masthead_is_no_line_of_a_page() -> None:
    lines = ["工作简报", "2024年第9期", "某市科技局主办　2024年9月30日", "编辑：李涛　电话：12345678", FIRST]
    assert [line.text for line in _read("\n\n".join(lines), "a.txt").lines] == lines


def test_a_folder_beside_a_page_that_cannot_be_read_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A share that is gone is no empty folder."""
    (tmp_path / "a_files").mkdir()

    def refuse(self: Path) -> Iterator[Path]:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(BulletinError, match="I117"):
        read_beside(tmp_path / "a.html")
