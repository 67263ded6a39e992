"""The site: its pages and their addresses, links, feeds, tags; what is made anew and what stays as it was."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bulletin.document.tree import Document
from bulletin.errors import BulletinError
from bulletin.model import Article, Issue, IssueId, Series, Source
from bulletin.record import (
    Correction,
    PublishedArticle,
    Record,
    find_record_file,
    read_records,
    render_record,
)
from bulletin.site.addresses import number_articles
from bulletin.site.build import BuiltSite, build_shard, build_site
from bulletin.site.links import PageLinks, find_dead_links, list_links
from bulletin.site.tags import is_region, name_tag_page
from bulletin.workspace import Workspace, open_workspace

from .conftest import SERIES, MakeWorkspace
from .test_web import Page

ARTICLE = "---\n标题: {title}\n作者: 王芳\n来源: 科技日报\n标签: {tags}\n---\n\n{title}的正文，见[网站](https://a.example.cn/)。\n"
URL = "https://kj.example.gov.cn/qk/"
FILES: dict[str, str | bytes] = {
    "bulletin.yaml": f"{SERIES}网址: {URL}\n网站名称: 某市科技局\n网站标识码: '0150100012'\n",
    "issues/2023-a/issue.md": "---\n期号: 不详\n---\n# 旧文\n\n旧文的正文[^1]。\n\n[^1]: 注文。\n",
    "issues/2024-01/issue.md": "---\n日期: 2024-01-30\n---\n",
    "issues/2024-01/01-春.md": ARTICLE.format(title="春天的科技", tags="内蒙古、科技金融"),
    "issues/2024-01/02-夏.md": ARTICLE.format(title="夏天的科技", tags="湖北"),
    "issues/2024-02/issue.md": "---\n日期: 2024-02-28\n---\n",
    "issues/2024-02/01-秋.md": "---\n标题: 秋天<b>&\n摘要: 摘要里的话\n---\n\n## 大\n\n### 小\n\n正文\n",
    "issues/2024-03/01-草稿.md": "---\n标题: 草稿\n状态: 草稿\n---\n\n还没写好。\n",
}


def make_site(make_workspace: MakeWorkspace, **more: str) -> tuple[Workspace, BuiltSite]:
    workspace = make_workspace({**FILES, **more})
    return workspace, build_site(workspace)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """The site of FILES."""
    root = tmp_path_factory.mktemp("site")
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(text.encode() if isinstance(text, str) else text)
    return build_site(open_workspace(root, None))


def read_tree(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def read_page(folder: Path, name: str) -> Page:
    return Page((folder / name).read_text("utf-8"))


def test_addresses_that_others_hold_on_to(built: BuiltSite) -> None:
    names = set(read_tree(built.folder))
    assert names == set(built.files)
    assert names >= {
        *("index.html", "2024/index.html", "2023/index.html", "2024-01/index.html", "2024-01/2024-01.pdf"),
        *("2024-01/01/index.html", "2024-01/02/index.html", "2023-a/01/index.html", "feed.xml", "feed.json"),
        *("sitemap.xml", "robots.txt", "search.html", "404.html", "favicon.svg", "tags/index.html"),
        *("tags/内蒙古/index.html", "tags/科技金融/index.html"),
    }
    assert not any(name.startswith("2024-03") for name in names)
    assert [problem.code for problem in built.problems].count("G104") == 1


def test_every_link_leads_somewhere_and_is_relative(built: BuiltSite) -> None:
    pages = {
        p: read_page(built.folder, str(p.relative_to(built.folder))) for p in built.folder.rglob("*.html")
    }
    checked = 0
    for path, page in pages.items():
        for tag, attribute in (("a", "href"), ("link", "href"), ("img", "src"), ("script", "src")):
            for attrs in page.all(tag):
                address = attrs.get(attribute) or ""
                if re.match(r"(https?|tel):", address) or (tag == "script" and not address):
                    continue
                assert not address.startswith("/"), address
                target, _, anchor = address.partition("#")
                found = (path.parent / unquote(target)).resolve() if target else path
                assert found.is_file(), (path, address)
                if anchor and found.suffix == ".html":
                    assert anchor in [a.get("id") for _, a in pages[found].elements], (path, address)
                checked += 1
    assert checked > 200


def test_an_article_has_its_neighbours_its_issue_and_its_printed_page(built: BuiltSite) -> None:
    page = read_page(built.folder, "2024-01/01/index.html")
    assert "".join(page.text["h1"]) == "春天的科技"
    links = [a["href"] for a in page.all("a")]
    assert "../../2024-01/02/index.html" in links
    assert "../../2024-01/2024-01.pdf#page=2" in links
    assert "../../tags/内蒙古/index.html" in links
    assert page.meta("ArticleTitle") == "春天的科技"
    assert page.meta("PubDate") == "2024-01-30 00:00"
    assert page.meta("ContentSource") == "科技日报"
    assert (page.meta("SiteName"), page.meta("SiteIDCode")) == ("某市科技局", "0150100012")
    assert page.meta("Url") == f"{URL}2024-01/01/index.html"
    data = json.loads("".join(page.text["script"]))
    assert (data["@type"], data["isPartOf"]["@type"]) == ("Article", "PublicationIssue")
    assert data["isPartOf"]["isPartOf"]["@type"] == "Periodical"
    assert data["pageStart"] == "2"
    og = {a.get("property"): a.get("content") for a in page.all("meta") if a.get("property")}
    assert og["og:url"] == f"{URL}2024-01/01/index.html"
    assert (built.folder / (og["og:image"] or "").removeprefix(URL)).is_file()
    # Headings go down from the title without a gap, and what is not HTML stays text.
    other = (built.folder / "2024-02/01/index.html").read_text("utf-8")
    assert re.findall(r"<(h\d)", other) == ["h1", "h2", "h3"]
    assert "秋天&lt;b&gt;&amp;" in other
    assert 'content="摘要里的话"' in other


def test_lists_carry_the_tags_of_columns(built: BuiltSite) -> None:
    for name in ("index.html", "2024/index.html", "tags/index.html", "tags/湖北/index.html", "search.html"):
        page = read_page(built.folder, name)
        for tag in (
            "SiteName",
            "SiteDomain",
            "ColumnName",
            "ColumnDescription",
            "ColumnKeywords",
            "ColumnType",
        ):
            assert page.meta(tag), (name, tag)
    assert json.loads("".join(read_page(built.folder, "index.html").text["script"]))["@type"] == "Periodical"
    issue = json.loads("".join(read_page(built.folder, "2024-01/index.html").text["script"]))
    assert issue["@type"] == "PublicationIssue"
    assert [part["url"] for part in issue["hasPart"]] == [f"{URL}2024-01/0{n}/index.html" for n in (1, 2)]


def test_atom_feed(built: BuiltSite) -> None:
    atom = {"": "http://www.w3.org/2005/Atom"}
    feed = ET.parse(built.folder / "feed.xml").getroot()
    entries = feed.findall("entry", atom)
    assert [e.findtext("title", "", atom) for e in entries] == [
        "滨江科技通讯 2024年第2期",
        "滨江科技通讯 2024年第1期",
        "滨江科技通讯 2023年（a）",
    ]
    ids = [feed.findtext("id", "", atom), *(e.findtext("id", "", atom) for e in entries)]
    assert len(set(ids)) == 4
    enclosure = entries[1].find("link[@rel='enclosure']", atom)
    assert enclosure is not None
    assert enclosure.get("href") == f"{URL}2024-01/2024-01.pdf"
    assert enclosure.get("length") == str((built.folder / "2024-01/2024-01.pdf").stat().st_size)
    assert "夏天的科技的正文" in entries[1].findtext("content", "", atom)
    assert entries[1].findtext("updated", "", atom) == "2024-01-30T00:00:00+08:00"
    assert [c.get("term") for c in entries[1].findall("category", atom)] == ["内蒙古", "科技金融", "湖北"]
    assert "秋天&lt;b&gt;&amp;" in entries[0].findtext("content", "", atom)


def test_json_feed_and_sitemap(built: BuiltSite) -> None:
    feed = json.loads((built.folder / "feed.json").read_text("utf-8"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"{URL}feed.json"
    assert feed["items"][1]["attachments"][0]["mime_type"] == "application/pdf"
    assert "夏天的科技的正文" in feed["items"][1]["content_html"]
    urls = ET.parse(built.folder / "sitemap.xml").getroot()
    located = [element.text for element in urls.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert f"{URL}2024-01/01/index.html" in located
    assert f"{URL}tags/%E6%B9%96%E5%8C%97/index.html" in located
    assert not [url for url in located if "404" in (url or "")]
    assert f"Sitemap: {URL}sitemap.xml" in (built.folder / "robots.txt").read_text("utf-8")


def test_without_an_address_everything_stays_relative(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace({"issues/2024-01/01.md": "# 甲\n\n正文\n"})
    site = build_site(workspace)
    assert [problem.code for problem in site.problems] == ["G101"]
    for path in site.folder.rglob("*.html"):
        assert 'href="http' not in path.read_text("utf-8")
    entry = ET.parse(site.folder / "feed.xml").getroot().find("{http://www.w3.org/2005/Atom}entry")
    assert entry is not None
    assert json.loads((site.folder / "feed.json").read_text("utf-8"))["items"][0].get("url") is None


# What is made anew


def test_only_what_changed_is_made_anew_and_equals_a_clean_build(
    make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bulletin.site.search._FEW", 1.0)  # the index is mended, not merged anew
    workspace, site = make_site(make_workspace)
    assert site.made == 3
    before = read_tree(site.folder)
    assert build_site(workspace).made == 0
    article = workspace.root / "issues/2024-01/02-夏.md"
    article.write_text(article.read_text("utf-8").replace("的正文", "改过的正文"), "utf-8")
    assert build_site(workspace).made == 1
    shutil.rmtree(workspace.root / "issues/2024-02")  # its neighbour says so, too
    assert build_site(workspace).made == 1
    folder = workspace.issue_folder(IssueId(2024, 4))
    folder.mkdir()
    (folder / "01.md").write_text("# 新的一期\n\n正文\n", "utf-8")
    assert build_site(workspace).made == 2
    incremental = read_tree(site.folder)
    monkeypatch.undo()
    shutil.rmtree(workspace.out)
    assert build_site(workspace).made == 3
    assert read_tree(site.folder) == incremental
    assert incremental != before


def test_what_was_damaged_in_dist_is_put_right(make_workspace: MakeWorkspace) -> None:
    workspace, site = make_site(make_workspace)
    before = read_tree(site.folder)
    (site.folder / "2024-01/01/index.html").write_text("spoilt", "utf-8")
    (site.folder / "index.html").unlink()
    (site.folder / "stray").mkdir()
    (site.folder / "stray" / "file.html").write_text("stray", "utf-8")
    (workspace.out / ".site" / "tree.json").write_text("[", "utf-8")
    (workspace.out / ".site" / "2024-02" / "state.json").write_text("{}", "utf-8")
    assert build_site(workspace).made == 1
    assert read_tree(site.folder) == before
    assert not (site.folder / "stray").exists()


def test_templates_and_series_count_as_sources(make_workspace: MakeWorkspace) -> None:
    workspace, _ = make_site(make_workspace)
    pdfs = {p: p.stat().st_mtime_ns for p in workspace.out.glob("2*/*.pdf")}
    folder = workspace.root / "templates" / "site"
    folder.mkdir(parents=True)
    (folder / "site.css").write_text("body { color: green }", "utf-8")
    assert build_site(workspace).made == 3
    assert pdfs == {p: p.stat().st_mtime_ns for p in workspace.out.glob("2*/*.pdf")}  # not typeset again


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("issues/2024-02/01-秋.md", "---\n标题：秋\n---\n\n![图](无.png)\n", "P103"),
        (
            "templates/site/issue.html",
            '{% extends "site/base.html" %}{% block main %}<a href="x.html">x</a>',
            "L102",
        ),
        (
            "templates/site/year.html",
            '{% extends "site/base.html" %}{% block main %}<a id="main" href="x.html">x</a>{% endblock %}',
            "G102",
        ),
    ],
)
def test_one_fault_leaves_the_site_as_it_was(
    make_workspace: MakeWorkspace, name: str, text: str, code: str
) -> None:
    workspace, site = make_site(make_workspace)
    before = read_tree(site.folder)
    path = workspace.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    with pytest.raises(BulletinError) as caught:
        build_site(workspace)
    assert code in {problem.code for problem in caught.value.problems}
    assert read_tree(site.folder) == before


class _Inline(Executor):
    """Any executor will do."""

    def __init__(self) -> None:
        self.ran = 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.ran += 1
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


def test_shards_and_executors_make_the_same_site(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    workspace, site = make_site(make_workspace)
    alone = read_tree(site.folder)
    merged = tmp_path / "merged"
    counts = []
    for shard in (1, 2):
        one = replace(workspace, out=tmp_path / f"shard{shard}")
        counts.append(build_shard(one, shard, 2)[0])
        assert not (one.out / "site").exists()
        shutil.copytree(one.out, merged, dirs_exist_ok=True)
    assert counts == [2, 1]
    together = build_site(replace(workspace, out=merged))
    assert together.made == 0
    assert read_tree(together.folder) == alone
    executor = _Inline()
    elsewhere = build_site(replace(workspace, out=tmp_path / "executor"), executor=executor)
    assert executor.ran == 3
    assert read_tree(elsewhere.folder) == alone


# Publication records


def publish_by_hand(
    workspace: Workspace, issue: str, *articles: PublishedArticle, corrected: str = ""
) -> None:
    corrections = (Correction(corrected, ("01",)),) if corrected else ()
    time = "2024-03-01T09:00:00+08:00"
    record = Record(issue, time, time, "0.1.0", "0" * 64, articles, corrections=corrections)
    issue_id = workspace.find_issue(issue)
    find_record_file(workspace, issue_id).parent.mkdir(exist_ok=True)
    find_record_file(workspace, issue_id).write_bytes(render_record(record))
    assert read_records(workspace)[issue_id] == record


def test_addresses_stay_and_corrections_are_said(make_workspace: MakeWorkspace) -> None:
    workspace, site = make_site(make_workspace)
    spring = PublishedArticle("01", "春天的科技", "issues/2024-01/01-春.md", "0" * 64)
    summer = PublishedArticle("02", "夏天的科技", "issues/2024-01/02-夏.md", "0" * 64)
    publish_by_hand(workspace, "2024-01", spring, summer)
    assert build_site(workspace).made == 0  # a record that changes nothing a page says
    # Another comes first, one is renamed, one is withdrawn.
    folder = workspace.root / "issues/2024-01"
    (folder / "01-春.md").rename(folder / "02-春.md")
    (folder / "02-夏.md").unlink()
    (folder / "01-新.md").write_text("# 新来的\n\n正文\n", "utf-8")
    publish_by_hand(workspace, "2024-01", spring, summer, corrected="2024-03-05")
    build_site(workspace)
    assert "春天的科技" in (site.folder / "2024-01/01/index.html").read_text("utf-8")
    assert "已撤下" in (site.folder / "2024-01/02/index.html").read_text("utf-8")
    assert "新来的" in (site.folder / "2024-01/03/index.html").read_text("utf-8")
    assert "本文于2024年3月5日更正" in (site.folder / "2024-01/01/index.html").read_text("utf-8")
    assert "2024年3月5日更正" in (site.folder / "2024-01/index.html").read_text("utf-8")
    atom = (site.folder / "feed.xml").read_text("utf-8")
    assert "滨江科技通讯 2024年第1期（2024年3月5日更正）" in atom
    assert "<updated>2024-03-05T00:00:00+08:00</updated>" in atom


def test_a_broken_record_is_named(make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace({**FILES, "published/2024-01.json": '{"version": 1}'})
    with pytest.raises(BulletinError, match=r"published/2024-01\.json.*G103"):
        build_site(workspace)


def make_issue(*names: str) -> Issue:
    articles = tuple(
        Article(title=f"题{name}", file=Source(f"issues/2024-01/{name}.md", ()), line=1, document=Document())
        for name in names
    )
    return Issue(IssueId(2024, 1), Series(), "刊", "局", (), "", "2024", "", articles, {}, {})


@pytest.mark.parametrize(
    ("files", "numbers"),
    [
        (["01-a", "02-b"], ["01", "02"]),
        (["1-a", "3-b", "10-c"], ["01", "03", "10"]),
        (["a", "b"], ["01", "02"]),
        (["01-a", "01-b", "02-c"], ["01", "03", "02"]),
        (["2024年-a", "b"], ["01", "02"]),
        (["issue", "issue", "01-a"], ["02", "03", "01"]),
    ],
)
def test_numbers_of_articles(files: list[str], numbers: list[str]) -> None:
    assert list(number_articles(make_issue(*files), None)) == numbers


@given(
    names=st.lists(
        st.from_regex(r"(?:[0-9]{1,2}-)?[a-z]{1,3}", fullmatch=True), unique=True, min_size=1, max_size=8
    ),
    later=st.lists(st.from_regex(r"(?:[0-9]{1,2}-)?[a-z]{1,3}", fullmatch=True), unique=True, max_size=8),
)
@settings(max_examples=200, deadline=None)
def test_an_address_never_moves(names: list[str], later: list[str]) -> None:
    first = make_issue(*names)
    numbers = number_articles(first, None)
    assert len(set(numbers)) == len(numbers)
    published = tuple(
        PublishedArticle(number, article.title, article.file.path, "")
        for number, article in zip(numbers, first.articles, strict=True)
    )
    record = Record("2024-01", "", "", "", "", published)
    second = make_issue(*later)
    again = number_articles(second, record)
    assert len(set(again)) == len(again)
    known = {p.path: p.address for p in published}
    for number, article in zip(again, second.articles, strict=True):
        if article.file.path in known:
            assert number == known[article.file.path]
        else:
            assert number not in known.values()


@pytest.mark.parametrize("name", ["内蒙古", "湖北省", "咸宁市", "赣江新区", "呼和浩特高新区", "土默特左旗"])
def test_regions(name: str) -> None:
    assert is_region(name)
    assert not is_region(name + "经验")


def test_names_of_tag_pages() -> None:
    names = ["科技金融", "5G", "5g", "A/B", "..", "C++", "con:1", "a b", "甲" * 60]
    pages = [name_tag_page(name) for name in names]
    assert pages[0] == "tags/科技金融/index.html"
    assert len({page.casefold() for page in pages}) == len(pages)
    for page in pages:
        assert re.fullmatch(r"tags/[^/.]+/index\.html", page), page


def test_a_dask_cluster_makes_the_same_site(make_workspace: MakeWorkspace, tmp_path: Path) -> None:
    """docs/网站.md shows how: the executor of a cluster, here two processes of this machine."""
    from distributed import Client, LocalCluster

    workspace, site = make_site(make_workspace)
    alone = read_tree(site.folder)
    cluster = LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, local_directory=tmp_path
    )
    with cluster, Client(cluster) as client:
        elsewhere = build_site(replace(workspace, out=tmp_path / "dask"), executor=client.get_executor())
    assert elsewhere.made == 3
    assert read_tree(elsewhere.folder) == alone


def test_a_workspace_without_issues_and_one_whose_issues_name_themselves(
    make_workspace: MakeWorkspace,
) -> None:
    workspace = make_workspace({})
    for code in ("E315", "G108"):  # without issues/, and with an empty one
        with pytest.raises(BulletinError, match=code):
            build_site(workspace)
        assert not (workspace.out / "site").exists()
        (workspace.root / "issues").mkdir(exist_ok=True)
    (workspace.root / "bulletin.yaml").write_text("", "utf-8")
    folder = workspace.root / "issues/2024-01"
    folder.mkdir(parents=True)
    (folder / "issue.md").write_text("---\n刊名: 自名刊\n编辑单位: 某局\n---\n# 甲\n\n正文\n", "utf-8")
    site = build_site(workspace)
    assert "<title>自名刊</title>" in (site.folder / "index.html").read_text("utf-8")


def test_links_of_a_page() -> None:
    page = (
        '<p id="x"><a href="c.html#y">1</a><a href="#x">2</a><a>3</a>'
        '<img src="../图%20.png"><a href="?q=1"></a>'
        '<a href="d.pdf#page=2">4</a><a href="https://e.cn/#z">5</a><a href="tel:1">6</a>'
        '<script>"<a href=n>"</script>'
    )
    links = list_links("a/b.html", page)
    assert links == PageLinks(("x",), ("a/b.html", "a/b.html#x", "a/c.html#y", "a/d.pdf", "图 .png"))
    pages = {"a/b.html": links, "a/c.html": PageLinks((), ())}
    assert find_dead_links(pages, ["a/b.html", "a/c.html", "图 .png"]) == [
        ("a/b.html", "a/c.html#y"),
        ("a/b.html", "a/d.pdf"),
    ]


def test_a_drawing_that_is_written_anew_is_no_changed_source(make_workspace: MakeWorkspace) -> None:
    """What is published of an SVG is not what its file holds, and that file is what the first look saw."""
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><!-- 甲 --><path d="M0 0h9"/></svg>'
    )
    workspace = make_workspace(
        {"issues/2024-09/a.svg": drawing, "issues/2024-09/01.md": "# 甲\n\n![图](a.svg)\n"}
    )
    built = build_site(workspace)
    (name,) = [name for name in built.files if name.startswith("2024-09/images/")]
    assert b"<!--" not in (built.folder / name).read_bytes()
