"""Files that are broken, or made to harm: each a name, its bytes, and the codes that may answer it."""

from __future__ import annotations

import gzip
import io
import os
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from tests.manuscripts import _NAMES, make_docx, make_png, paragraph, picture, run, table, text_box, title

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TEXT = "今年以来，我市全力推进创新驱动发展，取得积极成效，高新技术企业达到215家。"
ARTICLE = (title("我市推进科技成果转化"), paragraph(_TEXT), paragraph(_TEXT))


@dataclass(frozen=True)
class Hostile:
    """A file of the corpus: how it is called, its bytes, the codes one of which refuses it ("" for any outcome
    but a crash)."""

    name: str
    data: bytes
    codes: str = ""


def list_hostile() -> dict[str, Callable[[], Hostile]]:
    """Every case by what it is; its bytes are made when it is asked for."""
    cases: dict[str, Callable[[], Hostile]] = {}
    for group in (
        _containers,
        _parts,
        _documents,
        _pdfs,
        _pages,
        _texts,
        _others,
        _slow_to_write,
        _office,
        _names,
    ):
        cases |= dict(group())
    return cases


Cases = Iterator[tuple[str, Callable[[], Hostile]]]


def _docx(codes: str = "", **changes: bytes) -> Hostile:
    """A good document with some entries replaced or added."""
    return Hostile("稿.docx", rezip(make_docx(*ARTICLE), changes), codes)


def rezip(data: bytes, changes: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The container `data` with entries replaced or added (name → bytes)."""
    source, buffer = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name in source.namelist():
            if name not in changes:
                archive.writestr(name, source.read(name))
        for name, content in changes.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def document(body: str, *, head: str = "") -> bytes:
    """word/document.xml of this body, with `head` before its root."""
    return f'<?xml version="1.0"?>{head}<w:document {_NAMES}><w:body>{body}</w:body></w:document>'.encode()


def _patch(data: bytes, old: bytes, new: bytes) -> bytes:
    assert old in data
    return data.replace(old, new)


def _containers() -> Cases:
    good = make_docx(*ARTICLE)
    main = "word/document.xml"
    yield "空文件", lambda: Hostile("空.docx", b"", "I113 I103")
    yield "只有四个字节", lambda: Hostile("短.docx", b"PK\x03\x04", "I103")
    for share in (0.2, 0.5, 0.9, 0.99):
        yield (
            f"截断到{share:.0%}",
            partial(Hostile, "断.docx", good[: int(len(good) * share)], "I103"),
        )
    yield "少了开头", lambda: Hostile("断.docx", good[200:], "")
    yield "中间坏了", lambda: Hostile("坏.docx", good[:300] + b"\0" * 200 + good[500:], "")
    yield "是文本", lambda: Hostile("稿.docx", _TEXT.encode(), "I103")
    yield "是图片", lambda: Hostile("稿.docx", make_png(), "I103")
    yield "是 gzip", lambda: Hostile("稿.docx", gzip.compress(good), "I103")
    yield (
        "压缩炸弹",
        lambda: _docx("I106", **{main: document(f"<w:p><w:r><w:t>{'甲' * 12_000_000}</w:t></w:r></w:p>")}),
    )
    yield "旁边的炸弹", lambda: _docx("I106", **{"word/media/a.png": b"\0" * 40_000_000})
    yield (
        "展开后太大",
        lambda: _docx("I106", **{f"word/media/{i}.png": bytes([i]) * 900_000 for i in range(250)}),
    )
    yield "谎报大小", lambda: Hostile("稿.docx", _lie_about_size(good), "I106 I103")
    yield "重叠的条目", lambda: Hostile("稿.docx", _overlap(good), "")
    yield "条目太多", lambda: _docx("I106", **{f"word/x{i}.xml": b"" for i in range(2_100)})
    yield "名字通到上面", lambda: _docx("I106", **{"../../etc/passwd": b"x"})
    yield "名字是绝对的", lambda: _docx("I106", **{"/etc/passwd": b"x"})
    yield "名字带盘符", lambda: _docx("I106", **{"C:/a.xml": b"x"})
    yield (
        "名字带反斜线",
        lambda: Hostile("稿.docx", _patch(rezip(good, {"word/a-b.xml": b"x"}), b"a-b", b"a\\b"), "I106"),
    )
    yield "名字带换行", lambda: _docx("I106", **{"word/a\nb.xml": b"x"})
    yield "两个同名的条目", lambda: Hostile("稿.docx", _duplicate(good), "I106")
    yield "条目加了密", lambda: Hostile("稿.docx", _mark_encrypted(good), "I105")
    yield "压缩方法不认识", lambda: Hostile("稿.docx", _patch(good, b"\x08\0", b"\x63\0"), "")
    yield "套着的压缩包", lambda: Hostile("稿.docx", rezip(good, {"word/in.zip": good}), "")
    yield "Excel 表格", lambda: Hostile("表.docx", _zip({"xl/workbook.xml": b"<x/>"}), "I101")
    yield "空的压缩包", lambda: Hostile("稿.docx", _zip({}), "I101 I103")
    yield "没有正文", lambda: Hostile("稿.docx", _zip({"a.txt": b"x"}), "I101")


def _parts() -> Cases:
    main = "word/document.xml"
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))
    bomb = f'<!DOCTYPE w [<!ENTITY l0 "哈">{laughs}]>'
    yield (
        "实体炸弹",
        lambda: _docx("I107 I103", **{main: document("<w:p><w:r><w:t>&l11;</w:t></w:r></w:p>", head=bomb)}),
    )
    outside = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    yield (
        "外部实体",
        lambda: _docx("I107 I103", **{main: document("<w:p><w:r><w:t>&x;</w:t></w:r></w:p>", head=outside)}),
    )
    net = '<!DOCTYPE w SYSTEM "http://127.0.0.1:9/x.dtd">'
    yield "外部文档类型", lambda: _docx("I107 I103", **{main: document(paragraph(_TEXT), head=net)})
    hidden = '<!DOCTYPE w [<!ENTITY x "甲">]><w:styles xmlns:w="a">&x;</w:styles>'.encode()
    yield "样式里的实体", lambda: _docx("I107 I103", **{"word/styles.xml": hidden})
    yield "XML 没有写完", lambda: _docx("I103", **{main: document(paragraph(_TEXT))[:-30]})
    yield "XML 是乱的", lambda: _docx("I103", **{main: b"<<<>>>"})
    yield "XML 是空的", lambda: _docx("I101 I103", **{main: b""})
    yield "XML 套得太深", lambda: _docx("I103", **{main: document("<w:sdt>" * 5_000 + "</w:sdt>" * 5_000)})
    yield "表格套得太深", lambda: _docx("", **{main: document(_nest_tables(40))})
    yield "XML 里有 NUL", lambda: _docx("I103", **{main: document(paragraph("甲\0乙"))})
    yield "XML 是 UTF-16", lambda: _docx("", **{main: document(paragraph(_TEXT)).decode().encode("utf-16")})
    yield "关系是乱的", lambda: _docx("I103", **{"word/_rels/document.xml.rels": b"<Relationships"})
    rels = '<Relationships xmlns="r"><Relationship Id="r1" Type="a/styles" Target="../../../../etc/passwd"/></Relationships>'
    yield "关系通到外面", lambda: _docx("", **{"word/_rels/document.xml.rels": rels.encode()})
    loop = '<w:styles xmlns:w="w"><w:style w:type="paragraph" w:styleId="a" w:default="1"><w:basedOn w:val="b"/></w:style><w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a"/></w:style></w:styles>'
    yield "样式互相引用", lambda: _docx("", **{"word/styles.xml": loop.encode()})
    yield "编号数字太大", lambda: Hostile("稿.docx", _huge_numbers(), "")
    yield (
        "上百万个空段",
        lambda: Hostile(
            "稿.docx",
            rezip(make_docx(*ARTICLE), {main: document("<w:p/>" * 1_500_000)}),
            "I106 I108 I109 I118",
        ),
    )
    yield "一段一千万字", lambda: _docx("I106 I108 I109", **{main: document(paragraph(_noise(8_500_000)))})


def _documents() -> Cases:
    external = '<Relationship Id="rIdX" TargetMode="External" Type="http://x/image" Target="http://127.0.0.1:9/a.png"/>'
    yield (
        "网上的图",
        lambda: Hostile("稿.docx", make_docx(*ARTICLE, paragraph(picture("rIdX")), relations=external), ""),
    )
    local = (
        '<Relationship Id="rIdX" TargetMode="External" Type="http://x/image" Target="file:///etc/passwd"/>'
    )
    yield (
        "本机的图",
        lambda: Hostile("稿.docx", make_docx(*ARTICLE, paragraph(picture("rIdX")), relations=local), ""),
    )
    remote = '<Relationship Id="rIdT" TargetMode="External" Type="http://x/attachedTemplate" Target="http://127.0.0.1:9/a.dotm"/>'
    yield "网上的模板", lambda: Hostile("稿.docx", make_docx(*ARTICLE, relations=remote), "")
    yield (
        "宏",
        lambda: Hostile("稿.docm", make_docx(*ARTICLE, raw={"word/vbaProject.bin": OLE + b"x" * 999}), ""),
    )
    for name, data in (
        ("十亿像素的图", _huge_png(40_000, 40_000)),
        ("截断的图", make_png(900, 900)[:400]),
        ("假的图", b"GIF89a" + b"\0" * 50),
        ("零像素的图", _huge_png(0, 0)),
        ("图是 XML", b"<svg/>"),
        ("空的图", b""),
    ):
        body = (*ARTICLE, paragraph(picture("rIdP")))
        yield (
            name,
            partial(Hostile, "稿.docx", make_docx(*body, media={"rIdP": data}), ""),
        )
    yield "图不在文件里", lambda: Hostile("稿.docx", make_docx(*ARTICLE, paragraph(picture("rIdQ"))), "")
    yield (
        "只有图",
        lambda: Hostile("稿.docx", make_docx(paragraph(picture("rIdP")), media={"rIdP": make_png()}), ""),
    )
    yield "没有一个字", lambda: Hostile("稿.docx", make_docx(paragraph(""), paragraph(" ")), "I118")
    wide = table(*(["甲"] * 300 for _ in range(40)))
    yield "表格太宽", lambda: Hostile("稿.docx", make_docx(*ARTICLE, wide), "")
    span = table(["甲", "乙"], ["丙", "丁"]).replace(
        "<w:tc>", '<w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr>'
    )
    yield "合并十亿格", lambda: Hostile("稿.docx", make_docx(*ARTICLE, span), "")
    yield "文本框套文本框", lambda: Hostile("稿.docx", make_docx(*ARTICLE, paragraph(_nest_boxes(12))), "")
    yield (
        "域没有结束",
        lambda: Hostile(
            "稿.docx",
            make_docx(*ARTICLE, '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>', paragraph(_TEXT)),
            "",
        ),
    )
    yield (
        "脚注不存在",
        lambda: Hostile(
            "稿.docx", make_docx(*ARTICLE, paragraph(_TEXT, '<w:r><w:footnoteReference w:id="9"/></w:r>')), ""
        ),
    )
    yield (
        "标题里有记号",
        lambda: Hostile("稿.docx", make_docx(title("': [x](y) # *标题* <b>"), paragraph(_TEXT)), ""),
    )
    yield (
        "文字里有模板",
        lambda: Hostile(
            "稿.docx", make_docx(title("我市推进工作"), paragraph("{{ 7*7 }}{% for %}" + _TEXT)), ""
        ),
    )
    yield "方向控制符", lambda: Hostile("稿.docx", make_docx(*ARTICLE, paragraph("\u202e甲乙\u2066丙。")), "")
    yield (
        "大小写错乱的属性",
        lambda: Hostile(
            "稿.docx", make_docx(*ARTICLE, paragraph(run(_TEXT).replace('w:val="32"', 'w:val="abc"'))), ""
        ),
    )


def _pdfs() -> Cases:
    yield "PDF 只有开头", lambda: Hostile("a.pdf", b"%PDF-1.7\n", "I103")
    yield "PDF 是乱的", lambda: Hostile("a.pdf", b"%PDF-1.7\n" + random.Random(1).randbytes(20_000), "I103")
    good = make_pdf("BT /F1 20 Tf 72 700 Td (Hello) Tj ET")
    for share in (0.3, 0.7, 0.95):
        yield (
            f"PDF 截断到{share:.0%}",
            partial(Hostile, "a.pdf", good[: int(len(good) * share)], ""),
        )
    yield "PDF 没有字", lambda: Hostile("扫描.pdf", make_pdf("0 0 99 99 re f"), "I110")
    yield "PDF 加了密", lambda: Hostile("密.pdf", _encrypt_pdf(good), "I105")
    yield "PDF 的页互相引用", lambda: Hostile("a.pdf", _patch(good, b"/Kids [3 0 R]", b"/Kids [2 0 R]"), "")
    yield "PDF 谎报页数", lambda: Hostile("a.pdf", _patch(good, b"/Count 1", b"/Count 999999999"), "")
    yield (
        "PDF 里的炸弹",
        lambda: Hostile(
            "a.pdf", make_pdf_stream(zlib.compress(b"q " * 60_000_000)), "I103 I108 I109 I110 I114"
        ),
    )
    yield (
        "PDF 字太多",
        lambda: Hostile(
            "a.pdf",
            make_pdf(
                "BT /F1 1 Tf 1 1 Td " + "(aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) Tj " * 60_000 + "ET"
            ),
            "I104 I108 I109 I114",
        ),
    )
    yield (
        "PDF 有脚本",
        lambda: Hostile(
            "a.pdf",
            _patch(
                good, b"/Type /Catalog", b"/Type /Catalog /OpenAction << /S /JavaScript /JS (app.alert(1)) >>"
            ),
            "",
        ),
    )
    yield "PDF 表单互相引用", lambda: Hostile("a.pdf", make_pdf("/X0 Do /X1 Do"), "I110")


def _pages() -> Cases:
    body = f"<h1>我市推进工作</h1><p>{_TEXT}</p>"
    yield (
        "网页有脚本",
        lambda: Hostile(
            "a.html", f"<script>alert('脚本')</script>{body}<img src=x onerror=alert(1)>".encode(), ""
        ),
    )
    yield (
        "网页取外面的东西",
        lambda: Hostile(
            "a.html",
            f"<link rel=stylesheet href=http://127.0.0.1:9/a.css>{body}<img src='http://127.0.0.1:9/a.png'><iframe src='file:///etc/passwd'></iframe>".encode(),
            "",
        ),
    )
    yield "网页套得太深", lambda: Hostile("a.html", ("<div>" * 9_000 + body).encode(), "I103 I108 I109")
    yield (
        "网页有实体炸弹",
        lambda: Hostile(
            "a.html", f'<!DOCTYPE x [<!ENTITY a "{"哈" * 99}">]>{body}{"&a;" * 9_999}'.encode(), ""
        ),
    )
    yield "网页没有字", lambda: Hostile("a.html", b"<html><script>1</script></html>", "I113 I118")
    yield "网页是乱的", lambda: Hostile("a.html", b"<html" + random.Random(2).randbytes(9_000), "")
    yield (
        "网页表格合并太多",
        lambda: Hostile(
            "a.html", f"{body}<table>{'<tr><td colspan=999999999>甲<td>乙' * 9}</table>".encode(), ""
        ),
    )
    yield (
        "网页里的大图",
        lambda: Hostile(
            "a.html",
            f"{body}<img src='data:image/png;base64,{_base64(_huge_png(40_000, 40_000))}'>".encode(),
            "",
        ),
    )


def _texts() -> Cases:
    yield "文本有 NUL", lambda: Hostile("a.txt", f"{_TEXT}\0{_TEXT}".encode(), "F101")
    yield (
        "文本是 Big5",
        lambda: Hostile("a.txt", "臺灣經濟發展迅速，產業轉型升級。\n".encode("big5") * 9, "F101"),
    )
    yield "文本是乱的", lambda: Hostile("a.txt", random.Random(3).randbytes(5_000), "F101")
    yield (
        "文本有坏字",
        lambda: Hostile("a.txt", f"{_TEXT}\n{_TEXT}".encode() + b"\xff\xfe" + _TEXT.encode(), "F106 F101"),
    )
    yield "文本太长", lambda: Hostile("a.txt", (_TEXT * 70_000).encode(), "I104")
    yield (
        "一行二十万个点",
        lambda: Hostile("a.txt", (_TEXT + "\n" + "…" * 200_000 + "\n" + _TEXT).encode(), ""),
    )
    yield "十万个空行", lambda: Hostile("a.txt", ("\n" * 100_000 + _TEXT).encode(), "")
    yield (
        "一万个短行",
        lambda: Hostile("a.txt", "\n".join(f"第{i}行科技创新" for i in range(10_000)).encode(), ""),
    )
    yield "只有标点", lambda: Hostile("a.txt", "。。。\n，，，\n".encode() * 40, "")
    yield "只有编号", lambda: Hostile("a.txt", "一、\n二、\n三、\n".encode() * 40, "")
    yield "半个 UTF-16", lambda: Hostile("a.txt", _TEXT.encode("utf-16")[:-1], "F101")
    yield "Word 改名的文本", lambda: Hostile("a.txt", OLE + b"\0" * 5_000, "I103")


def _slow_to_write() -> Cases:
    """What is read at once, and would take minutes or gigabytes to write as Markdown; packed loosely, as a
    bomb is found by how well it packs."""

    def loose(*content: str, ahead: str = "") -> Hostile:
        body = "".join((ahead, *ARTICLE, *content))
        data = rezip(make_docx(*ARTICLE), {"word/document.xml": document(body)}, zipfile.ZIP_STORED)
        return Hostile("稿.docx", data, "I104 I108 I109")

    yield "一行三千格，下面一万行一格", lambda: loose(table(["甲"] * 3_000, *[["甲"]] * 10_000))
    yield "十万个方括号", lambda: loose(paragraph("[甲" * 100_000))
    yield (
        "三百多篇文章",
        lambda: loose(
            *(title(f"关于第{i}项工作的通知") + paragraph(_TEXT) for i in range(320)),
            ahead=paragraph("2024年第9期"),
        ),
    )
    yield "内存不够时的网页", lambda: Hostile("a.html", b"<p>\xe7\xa7\x91" * 250_000, "I108 I109")
    digits = f"<ol start={'9' * 5_000}><li>{_TEXT}</li></ol><h1>我市推进工作</h1><p>{_TEXT}</p>"
    yield "五千位的编号", lambda: Hostile("a.html", digits.encode(), "")
    level = f'<w:lvl w:ilvl="0"><w:start w:val="{"9" * 5_000}"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1、"/></w:lvl>'
    lists = f'<w:abstractNum w:abstractNumId="0">{level}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    yield (
        "五千位的自动编号",
        lambda: Hostile(
            "稿.docx",
            make_docx(*ARTICLE, paragraph(_TEXT, number=(1, 0)), parts={"numbering": lists}),
            "",
        ),
    )
    yield "图没有地址", lambda: Hostile("稿.docx", make_docx(*ARTICLE, paragraph(picture(""))), "")


def _office() -> Cases:
    """What no office program is given to read."""
    stream = "WordDocument".encode("utf-16-le")
    yield "doc 是乱的", lambda: Hostile("a.doc", OLE + random.Random(5).randbytes(20_000), "I103")
    yield "doc 是 Excel", lambda: Hostile("a.doc", OLE + "Workbook".encode("utf-16-le"), "I101")
    locked = OLE.ljust(512, b"\0") + b"\xec\xa5".ljust(11, b"\0") + b"\x01" + stream
    yield "doc 有密码", lambda: Hostile("a.doc", locked, "I105")
    yield "doc 是图片", lambda: Hostile("a.doc", make_png(), "I101")
    yield "wps 是乱的", lambda: Hostile("a.wps", random.Random(6).randbytes(5_000), "I103")
    yield "doc 是文本", lambda: Hostile("a.doc", f"我市推进工作\n\n{_TEXT}\n".encode(), "")
    page = f"<?xml version='1.0'?><html><link rel=stylesheet href=http://127.0.0.1:9/a.css><p>{_TEXT}"
    yield "doc 是网页", lambda: Hostile("a.doc", page.encode(), "")
    drawing = b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><text>x</text></svg>"
    mail = b"From: <Word>\r\nSubject: x\r\n\ty\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\nPGh0bWw+"
    yield "单个文件网页没有网页", lambda: Hostile("a.doc", mail, "I103")
    nested = b"".join(
        b"Content-Type: multipart/related; boundary=%d\n\n--%d\n" % (i, i) for i in range(3_000)
    )
    yield "单个文件网页套得太深", lambda: Hostile("a.mht", b"MIME-Version: 1.0\n" + nested, "I103 I108 I109")
    part = b"Content-Type: text/html; charset=x\nContent-Transfer-Encoding: base64\n\n!!!!\n--B\n"
    many = b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=B\n\n--B\n" + part * 20_000
    yield "单个文件网页里部分太多", lambda: Hostile("a.mht", many, "I113")
    sheet = "<style>" + "".join(f"p p .c{i}{{font-size:{i}px}}" for i in range(20_000)) + "</style>"
    styled = f"<html>{sheet}{'<p class=c1>' * 3_000}{_TEXT}</html>".encode()
    yield "网页的样式太多", lambda: Hostile("a.html", styled, "")
    yield "doc 是 SVG", lambda: Hostile("a.doc", drawing, "I101")
    word = (
        '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        '<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml">&x;</w:wordDocument>'
    )
    yield "Word 2003 有实体", lambda: Hostile("a.doc", word.encode(), "I107")
    good = make_odt(_TEXT)
    yield "odt 截断", lambda: Hostile("a.odt", good[:-60], "I103")
    secret = {"META-INF/manifest.xml": b"<m><encryption-data/></m>"}
    yield "odt 有密码", lambda: Hostile("a.odt", rezip(good, secret, zipfile.ZIP_STORED), "I105")
    yield "odt 是炸弹", lambda: Hostile("a.odt", make_odt("甲" * 20_000_000), "I106")
    yield "odt 套得太深", lambda: Hostile("a.odt", make_odt(f"{'<a>' * 9_000}{'</a>' * 9_000}"), "I103")
    entity = "<!DOCTYPE x [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
    yield "odt 有实体", lambda: Hostile("a.odt", make_odt("&x;", head=entity), "I107")
    yield (
        "odt 的名字通到上面",
        lambda: Hostile("a.odt", rezip(good, {"../../a.xml": b"x"}, zipfile.ZIP_STORED), "I106"),
    )


def _names() -> Cases:
    """Files of any content under names that steer a terminal, cannot be written, or read backwards."""
    text = f"{_TEXT}\n" * 4
    for name in ("a\x1b[31mb\x07.txt", "a\nb.txt", "a\u202etxt.txt", os.fsdecode(b"a\xff.txt"), "-rf.txt"):
        yield f"名字是 {name!r}", partial(Hostile, name, text.encode(), "")
    yield "坏文件的名字换行", lambda: Hostile("a\n\x1b[1m.docx", b"x", "I103")


def _others() -> Cases:
    encrypted = OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600
    yield "加密的 docx", lambda: Hostile("密.docx", encrypted, "I105")
    yield "加密的 doc", lambda: Hostile("密.doc", encrypted, "I105")
    yield "程序", lambda: Hostile("a.exe", b"MZ" + b"\0" * 900, "I101")
    yield "没有后缀的图", lambda: Hostile("a", make_png(), "I101")
    yield "不认识的后缀", lambda: Hostile("a.xyz", _TEXT.encode(), "I101")
    yield "太大", lambda: Hostile("a.txt", b"a" * 20_000_001, "I102")


# How they are made


def _zip(entries: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def _noise(count: int) -> str:
    chance = random.Random(4)
    return "".join(chr(0x4E00 + chance.randrange(20_000)) for _ in range(count // 10)) * 10


def _lie_about_size(data: bytes) -> bytes:
    """The directory says that word/document.xml has one byte."""
    data = rezip(data, {"word/document.xml": document(paragraph(_noise(200_000)))})
    at = data.rindex(b"word/document.xml") - 46
    return data[: at + 24] + struct.pack("<I", 1) + data[at + 28 :]


def _overlap(data: bytes) -> bytes:
    """Two entries of the directory that share their bytes (as in a bomb that does not nest)."""
    data = rezip(data, {"word/documenx.xml": b"x"})
    main = data.rindex(b"word/document.xml") - 46
    other = data.rindex(b"word/documenx.xml") - 46
    return data[: other + 42] + data[main + 42 : main + 46] + data[other + 46 :]


def _duplicate(data: bytes) -> bytes:
    return _patch(rezip(data, {"word/documenx.xml": b"<x/>"}), b"documenx", b"document")


def _mark_encrypted(data: bytes) -> bytes:
    at = data.index(b"PK\x01\x02")
    return data[: at + 8] + b"\x01\0" + data[at + 10 :]


def _nest_tables(depth: int) -> str:
    inner = paragraph(_TEXT)
    for _ in range(depth):
        inner = f"<w:tbl><w:tr><w:tc>{inner}</w:tc></w:tr></w:tbl>"
    return paragraph(_TEXT) + inner


def _nest_boxes(depth: int) -> str:
    inner = paragraph(_TEXT)
    for _ in range(depth):
        inner = paragraph(text_box(inner, fallback=False))
    return text_box(inner, fallback=False)


def _huge_numbers() -> bytes:
    level = '<w:lvl w:ilvl="0"><w:start w:val="99999999999999999999"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1%2%9"/></w:lvl>'
    lists = f'<w:abstractNum w:abstractNumId="0">{level}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    return make_docx(
        *ARTICLE, paragraph(_TEXT, number=(1, 0)), paragraph(_TEXT, number=(1, 8)), parts={"numbering": lists}
    )


def _huge_png(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 999)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def _base64(data: bytes) -> str:
    import base64

    return base64.b64encode(data).decode()


def make_odt(text: str, address: str = "", file: str = "", command: str = "", *, head: str = "") -> bytes:
    """An OpenDocument text: `text`, a picture at `address`, the text of `file`, and a macro that runs
    `command` when it is opened."""
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "text", "script")
    )
    names += ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
    names += ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:ooo="http://openoffice.org/2004/office"'
    body = f"<text:p>{text}</text:p>"
    if address:
        body += f'<text:p><draw:frame><draw:image xlink:href="{address}"/></draw:frame></text:p>'
    if file:
        link = f'<text:section-source xlink:href="{file}"/>'
        body += f'<text:section text:name="a">{link}<text:p>无</text:p></text:section>'
    macro = (
        '<office:scripts><office:script script:language="ooo:Basic"><ooo:libraries><ooo:library-embedded'
        ' ooo:name="Standard"><ooo:module ooo:name="M"><ooo:source-code>Sub Main\n'
        f'Shell("{command}")\nEnd Sub</ooo:source-code></ooo:module></ooo:library-embedded></ooo:libraries>'
        '</office:script><office:event-listeners><script:event-listener script:language="ooo:script"'
        ' script:event-name="dom:load" xlink:type="simple"'
        ' xlink:href="vnd.sun.star.script:Standard.M.Main?language=Basic&amp;location=document"/>'
        "</office:event-listeners></office:scripts>"
    )
    content = f'<?xml version="1.0"?>{head}<office:document-content {names} office:version="1.2">'
    content += f"{macro if command else ''}<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    kind = "application/vnd.oasis.opendocument.text"
    entries = "".join(
        f'<f:file-entry f:full-path="{path}" f:media-type="{media}"/>'
        for path, media in (("/", kind), ("content.xml", "text/xml"))
    )
    manifest = f'<f:manifest xmlns:f="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" f:version="1.2">{entries}<m/></f:manifest>'
    packed = _zip({"mimetype": kind.encode(), "META-INF/manifest.xml": manifest.encode()})
    return rezip_packed(packed, {"content.xml": content.encode()})


def rezip_packed(data: bytes, more: dict[str, bytes]) -> bytes:
    """The container `data`, as it is stored, and more entries, packed."""
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in more.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def make_pdf(content: str) -> bytes:
    """A PDF of one page with this content and one font."""
    return make_pdf_stream(content.encode(), packed=False)


def make_pdf_stream(stream: bytes, *, packed: bool = True) -> bytes:
    """A PDF of one page whose content is this stream."""
    how = b" /Filter /FlateDecode" if packed else b""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> /XObject << /X0 6 0 R /X1 6 0 R >> >> >>",
        b"<< /Length %d%s >>\nstream\n%s\nendstream" % (len(stream), how, stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X0 6 0 R >> >> /Length 6 >>"
        b"\nstream\n/X0 Do\nendstream",
    ]
    out, places = b"%PDF-1.7\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)


def _encrypt_pdf(data: bytes) -> bytes:
    import pikepdf

    buffer = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.save(buffer, encryption=pikepdf.Encryption(owner="a", user="b"))
    return buffer.getvalue()
