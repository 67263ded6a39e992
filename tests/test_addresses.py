"""Addresses typed as text: where each begins and ends in Chinese, what is none, and how long it takes."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletin.addresses import AddressKind, find_addresses


def find(text: str) -> list[tuple[str, str]]:
    return [(text[found.start : found.end], found.target) for found in find_addresses(text)]


# What stands in each text between ‹ and › is an address, and nothing else.
TYPED = [
    "请登录‹https://www.example.gov.cn/art/2024/9/30/art_1.html?from=index&page=2›查询。",
    "网址：‹http://10.0.0.1:8080/kjj›，‹https://example.gov.cn›。",
    "（‹https://example.gov.cn/a›）、“‹https://example.gov.cn/b›”",
    "(‹https://example.gov.cn/a›),(‹https://example.gov.cn/b›)",
    "见‹https://zh.example.org/wiki/科›技".replace("科›技", "A_(B)›科技"),
    "‹https://example.gov.cn/a›(见附件)，‹https://example.gov.cn/c›[1]".replace("›[1]", "[1]›"),
    "‹https://example.gov.cn/x?a[]=1&b=2#top›!",
    "‹https://a.example.gov.cn/x›,‹https://b.example.gov.cn/y›;‹www.example.gov.cn›",
    "‹https://user@example.gov.cn/›...",
    "邮箱‹qingshan_kjj-01.b+c@example.gov.cn›，联系人：张三",
    "联系人邮箱：‹123456@qq.com›/‹zhang@mail.example.com.cn›（工作日）",
    "发至‹kjj@example.gov.cn›.2024年起",
    "-‹kjj@example.gov.cn›-办公室",
    "登录‹www.example.gov.cn›办理,或‹WWW.EXAMPLE.GOV.CN›.",
    "网站‹kj.qingshan.example.gov.cn›的“申报”栏，‹kj.qingshan.example.gov.cn:8443/login?next=/a›；",
    "‹www.example.gov.cn:8080›端口，‹12306.cn›、‹163.com›、‹github.io.example.net/a_b/›。",
    "‹ftp://ftp.example.gov.cn/pub/›的文件",
    "域名www.‹›以.gov.cn结尾，如gov.cn、.com".replace("‹›", ""),
]
NONE = [
    *("e.g. i.e. U.S. a.m. 3.5 1.2.3 V1.0 v2.0.1 No.5 GB/T 9704—2012 192.168.1.1 2024.9.30", "图1.jpg"),
    *("名单.xlsx report.final.pdf 附件1.docx archive.tar.gz README.md main.py index.html a.b.py", "@所有人"),
    *(
        "ASP.NET、Node.js、user.name、this.is、System.Net.Http、a.b.c",
        "logo@2x.png",
        "http:// https://，www.",
    ),
    *("www.a www..cn", "a@b a@@b.cn @example.gov.cn a..b@example.gov.cn a.@example.gov.cn", "5个@3元"),
    *(r"C:\www.example.gov.cn", "x/example.gov.cn", "rtsp://cam.example.gov.cn", "a_b.example.gov.cn"),
]


@pytest.mark.parametrize("marked", TYPED)
def test_an_address_begins_and_ends_where_it_was_typed(marked: str) -> None:
    wanted = [part.partition("›")[0] for part in marked.split("‹")[1:]]
    assert [typed for typed, _ in find(marked.replace("‹", "").replace("›", ""))] == wanted


@pytest.mark.parametrize("text", NONE)
def test_what_only_looks_like_one_is_none(text: str) -> None:
    assert find(text) == []


@pytest.mark.parametrize(
    ("typed", "kind", "target"),
    [
        ("HTTPS://Example.gov.cn/A", AddressKind.URL, "https://Example.gov.cn/A"),
        ("www.example.gov.cn/a", AddressKind.DOMAIN, "https://www.example.gov.cn/a"),
        ("kj.example.gov.cn", AddressKind.DOMAIN, "https://kj.example.gov.cn"),
        ("a.b@example.gov.cn", AddressKind.EMAIL, "mailto:a.b@example.gov.cn"),
    ],
)
def test_what_a_link_to_it_opens(typed: str, kind: AddressKind, target: str) -> None:
    assert [(found.kind, found.target) for found in find_addresses(f"见{typed}。")] == [(kind, target)]


HOST = st.sampled_from(["example.gov.cn", "www.a-b.com.cn", "kj.x1.example.org"])
PATH = st.text("abZ09/-_.=&?%~", max_size=20).map(lambda text: f"/{text}".rstrip("?.~_"))
ADDRESS = st.one_of(
    st.tuples(st.sampled_from(["http://", "https://", ""]), HOST, PATH).map(
        lambda parts: (parts[0] or "https://") + "".join(parts[1:])
    ),
    st.tuples(st.from_regex(r"[a-z0-9][a-z0-9_-]{0,20}", fullmatch=True), HOST).map("@".join),
)
AROUND = st.text("一科技（）《》“”，。；：、\n ", max_size=8)


@given(AROUND, ADDRESS, st.text("一科技）》”，。；：、\n ", min_size=1, max_size=8))
def test_chinese_on_both_sides_is_no_part_of_it(before: str, address: str, after: str) -> None:
    assert [typed for typed, _ in find(before + address + after)] == [address]


@given(st.text("aZ0.@:/-_()[],;wW%？科\n ", max_size=60) | st.text(max_size=40))
def test_addresses_lie_in_order_and_open_what_is_typed(text: str) -> None:
    end = 0
    for found in find_addresses(text):
        assert end <= found.start < found.end <= len(text)
        end = found.end
        typed = text[found.start : found.end]
        assert typed.isascii()
        assert found.target.lower().endswith(typed.lower())


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "a.",
        "a@",
        "www.",
        "https://",
        "https://a(",
        "https://a)",
        "https://a[)",
        "a@b.",
        "a.b@",
        "-",
        "a.cn/(",
        "http",
    ],
)
def test_long_lines_take_no_longer_than_they_are(piece: str) -> None:
    begin = time.process_time()
    find_addresses(piece * (200_000 // len(piece)))
    assert time.process_time() - begin < 3
