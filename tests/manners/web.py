"""A paper → a web page: as sites of several makes show it, as Word saves it, as browsers put it in one file."""

from __future__ import annotations

import base64
import quopri
from collections.abc import Iterator
from html import escape

from tests.manuscripts import make_png

from .paper import IMAGE, LEFT, UP, Look, Paper, Part, Role
from .texts import Writer

_FACES = {
    "song": "宋体",
    "hei": "黑体",
    "kai": "楷体",
    "fang": "仿宋",
    "xbs": "方正小标宋简体",
    "yahei": "微软雅黑",
}
_PRINTED = {"hei": "Hei", "yahei": "Hei", "kai": "Kai", "xbs": "Title"}  # the others are 仿宋; heavy: 黑体


def _style(look: Look, printed: bool = False) -> str:
    face = "Hei" if look.bold and look.face != "xbs" else _PRINTED.get(look.face, "Fang")
    rules = [
        f"font-family:{f'Bulletin Latin,Bulletin {face}' if printed else _FACES[look.face]}",
        f"font-size:{look.size}pt",
    ]
    rules += ["font-weight:bold"] if look.bold and not printed else []
    rules += [f"color:#{look.color}"] if look.color else []
    rules += [f"text-align:{look.align}"] if look.align else []
    rules += [f"text-indent:{look.first}em"] if look.first else []
    rules += [f"margin-left:{look.left}em"] if look.left else []
    rules += [f"margin-right:{look.right}em"] if look.right else []
    rules += ["page-break-before:always"] if look.page else []
    rules += ["border-bottom:2px solid red"] if look.rule else []
    return ";".join(rules)


def say_inner(part: Part) -> str:
    """The text of a part with its bold start; blanks that were typed are hard ones."""
    text = part.number + part.typed.replace("\t", "\u3000\u3000")
    if part.bold:
        at = len(part.number) + len(part.lead) + part.bold
        return f"<strong>{escape(text[:at])}</strong>{escape(text[at:])}"
    return escape(text).replace("\n", "<br>")


def render_table(rows: tuple[tuple[str, ...], ...], extra: str = "") -> str:
    """A table with its spans."""
    made = []
    for number, row in enumerate(rows):
        cells = []
        for column, cell in enumerate(row):
            if cell in (LEFT, UP):
                continue
            wide = tall = 1
            while column + wide < len(row) and row[column + wide] == LEFT:
                wide += 1
            while number + tall < len(rows) and rows[number + tall][column] == UP:
                tall += 1
            spans = (f' colspan="{wide}"' if wide > 1 else "") + (f' rowspan="{tall}"' if tall > 1 else "")
            inner = (
                _image(int(cell[len(IMAGE) :]))
                if cell.startswith(IMAGE)
                else "".join(f"<p>{escape(line)}</p>" for line in cell.split("\n"))
                if "\n" in cell
                else escape(cell)
            )
            cells.append(f"<td{spans}>{inner}</td>")
        made.append(f"<tr>{''.join(cells)}</tr>")
    return f'<table border="1" cellspacing="0"{extra}>{"".join(made)}</table>'


def _image(number: int) -> str:
    data = base64.b64encode(make_png(200 + 7 * number, 120 + 5 * number)).decode()
    return f'<img src="data:image/png;base64,{data}" alt="">'


def _render_parts(parts: tuple[Part, ...], printed: bool = False) -> Iterator[str]:
    for part in parts:
        yield "<p>&nbsp;</p>" * part.look.gap
        if part.role is Role.PICTURE:
            yield f'<p style="text-align:center">{_image(part.picture)}</p>'
        elif part.rows:
            yield render_table(part.rows)
        else:
            yield f'<p style="{_style(part.look, printed)}">{say_inner(part)}</p>'


def render_page(paper: Paper, *, columns: int = 1) -> str:
    """A page to print: all as it looks, in columns behind its title."""
    css = "@page{size:A4;margin:28mm 26mm;@bottom-center{content:'— ' counter(page) ' —';font-size:11pt}}"
    if paper.head:
        css += f"@page{{@top-center{{content:'{paper.head}';font-size:9pt}}}}"
    css += "body{margin:0;font-family:Bulletin Latin,Bulletin Fang,Bulletin Rare;line-height:1.6;text-align:justify}p{margin:0}table{border-collapse:collapse;width:100%}"
    css += "td{border:1px solid #000;padding:2px 5px;font-size:10.5pt}img{width:60%}strong{font-family:Bulletin Hei}"
    ahead = 0
    if columns > 1:
        while paper.parts[ahead].role in (Role.TITLE, Role.SUBTITLE, Role.BYLINE, Role.OUT, Role.KEPT):
            ahead += 1
    head, rest = (
        "".join(_render_parts(paper.parts[:ahead], True)),
        "".join(_render_parts(paper.parts[ahead:], True)),
    )
    body = f'{head}<div style="columns:{columns};column-gap:8mm">{rest}</div>' if columns > 1 else head + rest
    return f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><style>{css}</style></head><body>{body}</body></html>'


def _article(parts: tuple[Part, ...], plain: bool) -> str:
    if not plain:
        return "".join(_render_parts(parts))
    made = []
    for part in parts:
        if part.role is Role.PICTURE:
            made.append(f'<p style="text-align: center;">{_image(part.picture)}</p>')
        elif part.rows:
            made.append(render_table(part.rows))
        elif part.role is Role.RIGHT:
            made.append(f'<p style="text-align: right;">{say_inner(part)}</p>')
        elif part.role is Role.HEADING:
            made.append(f"<p><strong>\u3000\u3000{say_inner(part)}</strong></p>")
        else:
            made.append(f"<p>\u3000\u3000{say_inner(part)}</p>")
    return "\n".join(made)


def _split(paper: Paper) -> tuple[str, str, str, tuple[Part, ...]]:
    """The title, subtitle and byline that a site has in fields of its own, and the rest."""
    of = {
        role: [part for part in paper.parts if part.role is role]
        for role in (Role.TITLE, Role.SUBTITLE, Role.BYLINE)
    }
    rest = tuple(part for part in paper.parts if part.role not in of)
    title = "".join(part.text for part in of[Role.TITLE])
    return (
        title,
        "".join(part.text for part in of[Role.SUBTITLE]),
        "".join(part.text for part in of[Role.BYLINE]),
        rest,
    )


Page = tuple[str, tuple[str, ...], tuple[str, ...]]  # a page, its credits, and words that may be kept


def gov_site(paper: Paper, writer: Writer) -> Page:
    """The site of an office: navigation, breadcrumb, counters, share bar, editor at the end, footer of links."""
    title, sub, byline, rest = _split(paper)
    menu = "".join(
        f'<li><a href="/{n}/">{word}</a></li>'
        for n, word in enumerate(
            ("首页", "政务公开", "新闻中心", "办事服务", "互动交流", "走进" + writer.place[:2])
        )
    )
    links = "".join(
        f'<option value="#">{word}</option>' for word in ("中国政府网", "省政府网站", "市直部门网站")
    )
    source = byline or writer.unit
    page = f"""<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>{escape(title)}-{writer.unit}</title>
<meta name="ArticleTitle" content="{escape(title)}"><meta name="PubDate" content="{writer.year}-05-16 10:20"><meta name="ContentSource" content="{source}">
<script>var hits = 1;</script><style>.nav li{{float:left}}</style></head><body>
<div class="header"><img src="logo.png" alt="{writer.unit}"><div class="search"><input type="text" value="请输入关键字"><a href="#">搜索</a></div></div>
<div class="nav"><ul>{menu}</ul></div>
<div class="position">当前位置：<a href="/">首页</a> &gt; <a href="/xwzx/">新闻中心</a> &gt; <a href="/xwzx/dt/">工作动态</a></div>
<div class="content"><div class="title"><h1>{escape(title)}</h1>{f'<h2 class="sub">{escape(sub)}</h2>' if sub else ""}</div>
<div class="info"><span>发布日期：{writer.year}-05-16 10:20</span> <span>来源：{source}</span> <span>浏览次数：<i id="hits">1024</i></span> <span>字体：[<a href="#">大</a> <a href="#">中</a> <a href="#">小</a>]</span></div>
<div class="TRS_Editor" id="zoom">{_article(rest, True)}</div>
<div class="share">分享到：<a href="#">微信</a><a href="#">微博</a> 【<a href="javascript:window.print()">打印本页</a>】【<a href="javascript:window.close()">关闭窗口</a>】</div>
<div class="pages"><p>上一篇：<a href="/1.html">{writer.news()}</a></p><p>下一篇：<a href="/2.html">{writer.news()}</a></p></div></div>
<div class="footer"><select>{links}</select><p>主办：{writer.unit}　承办：{writer.place}信息中心</p><p>网站标识码：0000000000　备案号：某ICP备00000000号</p><p>地址：{writer.place}人民路1号　电话：{writer.phone()}</p></div>
</body></html>"""
    return page, (source,), ()


def portal(paper: Paper, writer: Writer) -> Page:
    """A news portal: an article among lists of other news, related reading and comments."""
    title, sub, byline, rest = _split(paper)
    hot = "".join(f'<li><a href="/n/{n}.html">{writer.news()}</a></li>' for n in range(8))
    more = "".join(
        f'<li><a href="/r/{n}.html">{writer.feature()}</a><span>05-{n + 10}</span></li>' for n in range(5)
    )
    source, editor = byline or f"{writer.place[:2]}日报", f"（责任编辑：{writer.name()}_NB001）"
    page = f"""<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>{escape(title)}_新闻频道_{writer.place[:2]}网</title>
<meta name="keywords" content="{writer.field}"><meta name="author" content="{source}"></head>
<body><header><nav><a href="/">首页</a><a href="/n">新闻</a><a href="/v">视频</a><a href="/s">专题</a><a href="/l">登录</a><a href="/r">注册</a></nav></header>
<main><article><h1 class="post_title">{escape(title)}</h1>{f'<p class="subtitle">{escape(sub)}</p>' if sub else ""}<div class="post_info">{writer.year}-09-0{writer.random.randint(1, 9)} 08:30:12　来源: <a href="#">{source}</a></div>
<div class="post_body">{_article(rest, True)}</div><div class="post_end">{editor}</div></article>
<section class="comments"><h3>网友评论</h3><p>文明上网理性发言，请遵守评论服务协议</p><p>0条评论</p></section>
<section class="related"><h3>相关阅读</h3><ul>{more}</ul></section></main>
<aside><h3>热门推荐</h3><ul>{hot}</ul><h3>扫一扫，关注我们</h3></aside>
<footer><a href="#">关于我们</a> | <a href="#">联系方式</a> | <a href="#">版权声明</a><p>版权所有　未经许可不得转载</p></footer></body></html>"""
    return page, (source,), (editor,)


def old_tables(paper: Paper, writer: Writer) -> Page:
    """A page laid out in tables, with <font> and <br>, in GBK."""
    title, sub, byline, rest = _split(paper)
    lines = []
    for part in rest:
        if part.role is Role.PICTURE:
            lines.append(f"<center>{_image(part.picture)}</center>")
        elif part.rows:
            lines.append(render_table(part.rows))
        elif part.role is Role.RIGHT:
            lines.append(f'<div align="right">{say_inner(part)}</div>')
        else:
            inner = say_inner(part)
            lines.append(
                f"　　<b>{inner}</b><br><br>" if part.role is Role.HEADING else f"　　{inner}<br><br>"
            )
    side = "".join(f'<tr><td><a href="{n}.htm">·{writer.news()[:12]}</a></td></tr>' for n in range(6))
    page = f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"><title>{escape(title)}</title></head>
<body bgcolor="#ffffff"><table width="960" align="center"><tr><td colspan="2"><a href="/">网站首页</a> | <a href="/a">机构设置</a> | <a href="/b">政策法规</a> | <a href="/c">工作动态</a> | <a href="/d">下载中心</a></td></tr>
<tr><td width="200" valign="top"><table><tr><td><b>最新更新</b></td></tr>{side}</table></td>
<td width="760" valign="top"><table width="100%"><tr><td align="center"><font size="5" color="#cc0000"><b>{escape(title)}</b></font></td></tr>
{f'<tr><td align="center">{escape(sub)}</td></tr>' if sub else ""}<tr><td align="center"><font size="2">{f"作者：{byline}" if byline else ""}　发布时间：{writer.year}-3-8　点击数：327</font></td></tr>
<tr><td><font size="3">{"".join(lines)}</font></td></tr></table></td></tr>
<tr><td colspan="2" align="center"><font size="2">版权所有：{writer.unit}　技术支持：{writer.place}信息中心</font></td></tr></table></body></html>"""
    return page, (byline,), ()


def account(paper: Paper, writer: Writer) -> Page:
    """An article of an account, as an app shows it: no headings, sections of spans, calls to follow."""
    title, sub, byline, rest = _split(paper)
    made = []
    for part in rest:
        if part.role is Role.PICTURE:
            made.append(f"<section style='text-align:center'>{_image(part.picture)}</section>")
        elif part.rows:
            made.append(render_table(part.rows))
        else:
            weight = "bold" if part.role is Role.HEADING else "normal"
            align = "right" if part.role is Role.RIGHT else "justify"
            size = "17" if part.role is Role.HEADING else "15"
            made.append(
                f'<section style="margin:0 16px;text-align:{align}"><span style="font-size:{size}px;font-weight:{weight}"><span>{say_inner(part)}</span></span></section><section><br></section>'
            )
    name = f"{writer.place[:2]}发布"
    page = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title></title><meta property="og:title" content="{escape(title)}"><meta property="og:site_name" content="公众平台"><meta property="og:article:author" content="{byline}"></head>
<body><div id="page"><div id="img-content"><h1 class="rich_media_title" id="activity-name">{escape(title)}</h1>
<div id="meta_content"><span class="meta_primary">{byline or "原创"}</span> <span><a href="javascript:void(0);">{name}</a></span> <em id="publish_time">{writer.year}-06-01 18:00</em> <em>发表于某地</em></div>
<div class="rich_media_content" id="js_content">{f"<section>{escape(sub)}</section>" if sub else ""}{"".join(made)}</div></div>
<div class="tools"><a>阅读原文</a><span>阅读 2043</span><span>赞 15</span><span>在看 6</span><p>微信扫一扫关注该公众号</p></div></div></body></html>"""
    return page, (byline, name), ()


def college(paper: Paper, writer: Writer) -> Page:
    """The site of a school, made by a site builder: the article is a table cell, and so is the menu beside it."""
    title, sub, byline, rest = _split(paper)
    side = "".join(
        f'<div class="wp_column"><a href="/{n}/list.htm"><span class="column-name">{word}</span></a></div>'
        for n, word in enumerate(("学院概况", "机构设置", "师资队伍", "学生工作", "党建工作", "下载专区"))
    )
    page = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{escape(title)}</title><meta name="description" content="{escape(title)}"></head>
<body class="info"><div class="wrapper header"><div class="logo"><img src="/_upload/logo.png" alt="logo"></div><div id="wp_nav_w1"><ul class="wp_nav"><li><a href="/main.htm">网站首页</a></li><li><a href="/xxgk/list.htm">信息公开</a></li><li><a href="/zs/list.htm">招生就业</a></li></ul></div></div>
<div class="wrapper"><div class="col_menu"><h2 class="anchor-title">学院概况</h2>{side}</div>
<div class="col_news"><div class="col_path"><span>当前位置：</span><a href="/main.htm">首页</a><span class="possplit">&nbsp;&nbsp;</span><a href="/xw/list.htm">学院新闻</a></div>
<div class="infobox"><div class="article"><h1 class="arti_title">{escape(title)}</h1>{f'<h2 class="arti_subtitle">{escape(sub)}</h2>' if sub else ""}
<p class="arti_metas"><span class="arti_publisher">发布者：{byline or "管理员"}</span><span class="arti_update">发布时间：{writer.year}-10-11</span><span class="arti_views">浏览次数：<span class="WP_VisitCount">77</span></span></p>
<div class="entry"><div class="read"><div class="wp_articlecontent">{_article(rest, True)}</div></div></div></div></div></div></div>
<div class="wrapper footer"><p>Copyright © {writer.year} {writer.unit} 版权所有</p><p>地址：{writer.place}学府路9号　邮编：000000</p></div></body></html>"""
    return page, (byline, "管理员"), ()


def bare(paper: Paper, writer: Writer) -> Page:
    """What an online editor exports: no site around it, the title as the first line of the text."""
    body = "\n".join(
        f'<p style="text-align:{part.look.align}"><strong>{say_inner(part)}</strong></p>'
        if part.role is Role.TITLE
        else _article((part,), True)
        for part in paper.parts
    )
    page = f'<!DOCTYPE html><html><head><meta charset="UTF-8"><title>无标题文档</title></head><body>{body}</body></html>'
    return page, (), ()


def word_html(paper: Paper) -> str:
    """What Word saves as a web page, filtered or not: mso- properties, o:p, conditional comments."""
    made = []
    for part in paper.parts:
        made.append("<p class=MsoNormal><span lang=EN-US><o:p>&nbsp;</o:p></span></p>\n" * part.look.gap)
        if part.role is Role.PICTURE:
            made.append(f"<p class=MsoNormal align=center>{_image(part.picture)}</p>")
        elif part.rows:
            made.append(
                render_table(
                    part.rows, ' class=MsoTableGrid style="border-collapse:collapse;mso-yfti-tbllook:1184"'
                )
            )
        else:
            look = part.look
            align = f" align={look.align}" if look.align else ""
            indent = (
                f"text-indent:{look.first * look.size}pt;mso-char-indent-count:{look.first:.2f};"
                if look.first
                else ""
            )
            indent += f"margin-left:{look.left * look.size}pt;" if look.left else ""
            inner = say_inner(part)
            inner = f"<b>{inner}</b>" if look.bold else inner
            face = _FACES[look.face]
            made.append(
                f"<p class=MsoNormal{align} style='text-align:{look.align or 'justify'};{indent}line-height:28.0pt;mso-line-height-rule:exactly'><span style='font-size:{look.size}pt;font-family:{face};mso-hansi-font-family:{face}'>{inner}<span lang=EN-US><o:p></o:p></span></span></p>\n"
            )
    return f"""<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40">
<head><meta http-equiv=Content-Type content="text/html; charset=utf-8"><meta name=Generator content="Microsoft Word 15"><title>新建 Microsoft Word 文档</title>
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Print</w:View></w:WordDocument></xml><![endif]-->
<style><!-- p.MsoNormal {{mso-style-parent:"";margin:0cm;font-size:10.5pt}} @page WordSection1 {{size:595.3pt 841.9pt}} --></style></head>
<body lang=ZH-CN style='tab-interval:21.0pt'><div class=WordSection1 style='layout-grid:15.6pt'>
{"".join(made)}</div></body></html>"""


def wrap_mht(page: str, charset: str = "utf-8") -> bytes:
    """A page as a browser or Word saves it in one file."""
    body = quopri.encodestring(page.encode(charset, "xmlcharrefreplace"))
    head = (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: http://www.example.com/art/1.html\r\n"
        'Subject: =?utf-8?Q?=E6=96=87?=\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype="text/html";\r\n'
        '\tboundary="----MultipartBoundary--x1----"\r\n\r\n------MultipartBoundary--x1----\r\n'
        f'Content-Type: text/html; charset="{charset}"\r\nContent-ID: <frame-1@mhtml.blink>\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\nContent-Location: http://www.example.com/art/1.html\r\n\r\n"
    )
    style = "\r\n------MultipartBoundary--x1----\r\nContent-Type: text/css\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: cid:css-1@mhtml.blink\r\n\r\n.nav { color: red; }\r\n------MultipartBoundary--x1------\r\n"
    return head.encode() + body.replace(b"\n", b"\r\n") + style.encode()
