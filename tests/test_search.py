"""The search index: every piece of a text is found, nothing else is; the same bytes however it was made."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import chain
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bulletin.site.postings import SHARD_BYTES, encode_places
from bulletin.site.search import (
    SearchArticle,
    SearchIssue,
    find_index,
    index_issue,
    normalize,
    parse_indexed,
    render_indexed,
    render_search,
)

from .search_site import compose, find_articles, list_texts, make_article, read_value

# Few letters, so that pairs recur and false neighbours are likely; and whatever may trouble a normal form.
CHARACTERS = st.one_of(
    st.sampled_from("蒙科聚创新，。“”ab AB0１Ａ"),
    st.sampled_from("ｶﾞ①㎡…\u3000\u00a0\u200b\ufeff\u0301e\u0338=\"'\\\u2028\n\t<&𬍛\ue000İςß"),
    st.characters(exclude_categories=["Cs"]),
)
TEXTS = st.text(CHARACTERS, max_size=30)
ARTICLES = st.builds(
    SearchArticle,
    address=st.just("2024-09/01/"),
    title=TEXTS,
    byline=st.lists(TEXTS, max_size=2).map(tuple),
    tags=st.lists(TEXTS, max_size=2).map(tuple),
    page=st.integers(0, 99),
    paragraphs=st.lists(TEXTS, max_size=4).map(tuple),
    headings=st.lists(st.integers(0, 3), max_size=2).map(tuple),
)


def make_issues(groups: Sequence[Sequence[SearchArticle]]) -> list[SearchIssue]:
    return [
        SearchIssue(f"2024-{number:02d}", f"2024年第{number}期", "", tuple(group))
        for number, group in enumerate(groups, 1)
    ]


ISSUES = st.lists(st.lists(ARTICLES, max_size=3), max_size=3).map(make_issues)


def render(issues: Sequence[SearchIssue]) -> dict[str, bytes]:
    return render_search([index_issue(issue) for issue in issues])


@settings(max_examples=150, deadline=None)
@given(ISSUES, st.randoms(use_true_random=False), TEXTS)
def test_every_piece_of_a_text_is_found_and_nothing_else(
    issues: list[SearchIssue], random: Random, other: str
) -> None:
    files = render(issues)
    texts = {
        (i, a): [normalize(text) for text in list_texts(article)]
        for i, issue in enumerate(issues)
        for a, article in enumerate(issue.articles)
    }
    pieces = {normalize(other)[:8]} - {""}
    for text in chain.from_iterable(texts.values()):
        for _ in range(3 if text else 0):
            at = random.randrange(len(text))
            pieces.add(text[at : at + random.randint(1, 8)])
    for piece in sorted(pieces):
        expected = {key for key, lines in texts.items() if any(piece in line for line in lines)}
        assert find_articles(files, piece) == expected, piece


def test_every_piece_of_the_issue_that_ran() -> None:
    """Exhaustively, on real words: each piece of 1 to 8 characters of each paragraph finds its article."""
    words = "“蒙科聚”播撒科技“金种子” 深耕生物医药产业沃土，5 家创新主体发布 EDA 等24项成果（2024年）。"
    other = "湖北省咸宁市高新技术产业增加值150.55亿元，同比增长20.5%，占GDP比重15.5%。"
    files = render(make_issues([[make_article(1, words, other)], [make_article(1, other)]]))
    for text, expected in ((words, {(0, 0)}), (other, {(0, 0), (1, 0)})):
        folded = normalize(text)
        for at in range(len(folded)):
            for end in range(at + 1, min(at + 8, len(folded)) + 1):
                assert find_articles(files, folded[at:end]) >= expected


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＡＩ　２０２４年", "ai 2024年"),
        ("  open \t source，e-mail ", "open source,e-mail"),
        ("“蒙科聚 强首府”工程  EDA 技术", "“蒙科聚强首府”工程eda技术"),
        ("蒙\u200b科\u00ad聚\ufe0f", "蒙科聚"),
        ("e\u0301tude ÉTUDE", "étude étude"),
        ("ΣΑΣ", "σασ"),  # by characters: no final sigma, whose form would depend on the next one
        ("①㎡½", "1m21⁄2"),
        ("\n", ""),
    ],
)
def test_normal_form(text: str, folded: str) -> None:
    assert normalize(text) == folded


@given(TEXTS)
def test_normal_form_has_no_separators(text: str) -> None:
    """Ends of paragraphs and of pairs are marked with what no text holds."""
    folded = normalize(text)
    assert not set(folded) & set("\n\t")
    assert folded == folded.strip(" ")


@settings(max_examples=60, deadline=None)
@given(ISSUES)
def test_what_was_kept_makes_the_same_files(issues: list[SearchIssue]) -> None:
    kept = [parse_indexed(render_indexed(index_issue(issue))) for issue in issues]
    assert kept == [index_issue(issue) for issue in issues]
    assert render_search(kept) == render(issues)
    assert list(render_search(kept)) == list(render(issues))


@settings(max_examples=60, deadline=None)
@given(ISSUES)
def test_texts_are_shown_as_they_were_written(issues: list[SearchIssue]) -> None:
    files = render(issues)
    values = [value for name, data in files.items() if "/text/" in name for _, value in [read_value(data)]]
    assert len(values) == len(issues)
    for issue, value in zip(issues, values, strict=True):
        assert isinstance(value, dict)
        assert (value["label"], value["date"]) == (issue.label, issue.date)
        shown = [[a["title"], *a["byline"], *a["tags"], *a["paragraphs"]] for a in value["articles"]]
        assert shown == [list(map(compose, list_texts(article))) for article in issue.articles]


@settings(max_examples=150, deadline=None)
@given(st.lists(ISSUES.filter(bool).map(lambda issues: issues[0]), max_size=9), st.data())
def test_a_later_run_makes_what_a_clean_one_makes(issues: list[SearchIssue], data: st.DataObject) -> None:
    """Whatever was changed, added or taken away since, byte for byte and in the same order."""
    before = render(issues)
    now = list(issues)
    for _ in range(data.draw(st.integers(0, 2))):
        new = data.draw(ISSUES.filter(bool))[0]
        at = data.draw(st.integers(0, len(now)))
        now[at : at + data.draw(st.integers(0, 1))] = data.draw(st.sampled_from([[new], []]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bulletin.site.search._FEW", 1)
        indexed = [index_issue(issue) for issue in now]
        again = render_search(indexed, before)
    assert again == render(now)
    assert list(again) == list(render(now))


def test_a_later_run_forgets_the_last_issue() -> None:
    issues = make_issues([[make_article(1, f"第{n}篇", "正文" * n)] for n in range(1, 20)])
    assert render_search([index_issue(issue) for issue in issues[:-1]], render(issues)) == render(issues[:-1])


def test_fields_rank_by_their_lengths() -> None:
    """Title; byline and tags; then text and headings in turn; each text and its end."""
    article = make_article(
        1, "标题", "一", "二二", "三三三", "四", byline=("李涛",), tags=("甲",), headings=(1, 2)
    )
    other = make_article(2, "题", "小标题", headings=(0,))
    assert index_issue(make_issues([[article, other]])[0]).lengths == ((3, 5, 2, 7, 2), (2, 0, 0, 4))


def test_a_later_run_reads_no_file_that_was_touched(monkeypatch: pytest.MonkeyPatch) -> None:
    issues = make_issues([[make_article(1, f"第{n}篇", "正文" * n)] for n in range(1, 20)])
    clean = render(issues)
    indexed = [index_issue(issue) for issue in issues]
    for name in (find_index(clean) + "p0.js", find_index(clean) + "index.js"):
        assert (
            render_search(indexed, {**clean, name: clean[name].replace("第".encode(), "弟".encode())})
            == clean
        )
        assert render_search(indexed, {key: data for key, data in clean.items() if key != name}) == clean
    monkeypatch.setattr("bulletin.site.search.merge_postings", None)  # else nothing is merged anew
    assert render_search(indexed, clean) == clean
    changed = [*indexed[:-1], index_issue(make_issues([[make_article(1, "改")]])[0])]
    assert find_index(render_search(changed, clean)) != find_index(clean)


def test_one_change_renames_the_index_and_one_text() -> None:
    groups = [[make_article(1, f"第{n}篇", "正文" * n)] for n in range(1, 6)]
    before = render(make_issues(groups))
    groups[2] = [make_article(1, "第3篇", "改过的正文")]
    after = render(make_issues(groups))
    assert find_index(before) != find_index(after)
    texts = [{name for name in files if "/text/" in name} for files in (before, after)]
    assert len(texts[0] - texts[1]) == len(texts[1] - texts[0]) == 1
    assert render(make_issues(groups)) == after


def test_the_name_of_the_index_stands_for_all_of_it() -> None:
    """A title, a date, a page that nobody can search for is part of it too."""
    base = SearchIssue("2024-09", "2024年第9期", "2024-09-30", (make_article(1, "甲", "乙"),))
    others = [
        SearchIssue("2024-09", "2024年第9期", "2024-09-29", base.articles),
        SearchIssue("2024-09", "2024年第9期", "2024-09-30", (make_article(1, "甲", "乙", page=9),)),
        SearchIssue("2024-09", "2024年第9期", "2024-09-30", (make_article(1, "甲", "丙"),)),
    ]
    assert len({find_index(render([issue])) for issue in (base, *others)}) == 4


def test_files_are_small_and_plain_scripts() -> None:
    random = Random(1)
    han = [chr(0x4E00 + n) for n in range(400)]
    groups = [
        [make_article(1, "题", *("".join(random.choices(han, k=900)) for _ in range(6)))] for _ in range(20)
    ]
    files = render(make_issues(groups))
    shards = [data for name, data in files.items() if "/p" in name]
    assert len(shards) > 5
    assert max(map(len, shards)) < SHARD_BYTES * 1.5
    for name, data in files.items():
        assert name.startswith("search/")
        assert "\u2028" not in data.decode()
        assert read_value(data)[0] == name.rpartition("/")[2].removesuffix(".js")


def test_an_archive_of_nothing() -> None:
    files = render([])
    assert [name.rpartition("/")[2] for name in files] == ["index.js"]
    assert read_value(files[find_index(files) + "index.js"])[1] == {
        "format": 1,
        "shards": [],
        "tags": [],
        "issues": [],
    }


@given(st.lists(st.integers(0, 300_000), min_size=1, unique=True).map(sorted))
def test_places_take_few_plain_characters(places: list[int]) -> None:
    data = encode_places(places)
    assert data.isascii()
    assert json.dumps(data) == f'"{data}"'
    assert " " not in data
