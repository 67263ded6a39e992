"""The line composer: an editor's cases, the printed originals, and what always holds."""

import re
import string
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bulletin.typography import (
    BUREAU,
    CELL,
    CLREQ,
    TITLE,
    Advance,
    Kind,
    Line,
    Run,
    Style,
    compose_paragraph,
    count_cohesion,
)
from bulletin.typography.classes import Class, classify_char, is_extender

from .advances import load_advance, plain_advance
from .conftest import REPOSITORY
from .typography_fixture import Case, compose_case, read_cases

STYLES = {style.name: style for style in (BUREAU, CLREQ, TITLE, CELL)}

# The rules once more, independent of the code's own tables.
NEVER_FIRST = set("，。、；：！？）》〉」』】〕”’…·％%℃‰,.;!?)]}々")
NEVER_LAST = set("（《〈「『【〔“‘([{")


def compose(text: str, measure: float, style: Style = BUREAU, indent: float = 0.0) -> tuple[Line, ...]:
    return compose_paragraph([Run(text)], measure, style, plain_advance, indent=indent)


def add_up(line: Line, text: str) -> float:
    hyphen = sum(plain_advance("-", "")) if line.hyphen else 0.0
    return line.before + sum(plain_advance(text[line.start : line.end], "")) + sum(line.after) + hyphen


# An editor's cases


@pytest.mark.parametrize("case", read_cases(), ids=lambda case: case.title)
def test_case(case: Case) -> None:
    assert compose_case(case) == []


@pytest.mark.parametrize("measure", range(6, 40))
def test_a_spaced_name_is_not_parted(measure: int) -> None:
    text = "出　席：王德明、赵　敏，孙 伟　周建平　吴　芳　郑　凯　冯　丽"
    ends = {line.end for line in compose(text, measure)}
    for name in ("出　席", "赵　敏", "孙 伟", "吴　芳", "郑　凯", "冯　丽"):
        first = text.index(name)
        assert ends.isdisjoint(range(first + 1, first + len(name))), name


def test_characters_apart_may_be_parted() -> None:
    text = "　".join("全市科技工作会议在云岭召开")
    assert len(compose(text, 8)) > 3
    assert len(compose("　".join("一" * 400), 8)) > 50


def test_there_are_enough_cases() -> None:
    assert len(read_cases()) >= 120


# What each character is, taken from UAX #14, GB/T 15834-2011 5.1 and CLREQ

CLASSES = {
    Class.HAN: "一龥鿿㐀𠮷かカ가",
    Class.WIDE: "★①Ⅳ→Ａｚ😀㎡\u3000",
    Class.WIDE_DIGIT: "０９",
    Class.LETTER: "aZéαЖ²³½⁶₂\u2099\u0301",
    Class.DIGIT: "09٣",
    Class.SYMBOL: "+=&#@$©",
    Class.JOINER: "-_*^~＆",
    Class.LATIN_OPEN: "([{«",
    Class.LATIN_CLOSE: ",.;:!?)]}»",
    Class.QUOTE: "'\"",
    Class.OPEN: "“‘（《〈「『【〔〖［｛",
    Class.CLOSE: "”’）》〉」』】〕〗］｝",
    Class.COMMA: "，、；：",
    Class.STOP: "。！？",
    Class.MIDDLE: "·",
    Class.DASH: "—",
    Class.CONNECTOR: "～–∶",
    Class.ELLIPSIS: "…",
    Class.SLASH: "/／",
    Class.PREFIX: "¥￥№±≥≤＋",
    Class.POSTFIX: "%％‰℃°",
    Class.SMALL: "々ーっァ",
    Class.SPACE: " \t\u2003",
    Class.GLUE: "\u00a0\u2060\ue000",
    Class.ZERO: "\u200b\x01\x1f",
    Class.SOFT: "\u00ad",
    Class.NEWLINE: "\n\r\x85\u2028",
}


@pytest.mark.parametrize(
    ("kind", "char"), [(kind, char) for kind, chars in CLASSES.items() for char in chars]
)
def test_the_class_of_a_character(kind: Class, char: str) -> None:
    assert classify_char(char) is kind


def test_letters_and_digits() -> None:
    assert {classify_char(char) for char in string.ascii_letters} == {Class.LETTER}
    assert {classify_char(char) for char in string.digits} == {Class.DIGIT}


def test_what_belongs_to_the_character_before_it() -> None:
    extenders = (
        "\u0301\u0e31\u0903\u200d\u20e3\ufe00\ufe0f\U000e0020\U000e01ef\U0001f3fb\U0001f3ff\u1160\u11ff"
    )
    assert all(map(is_extender, extenders))
    others = "a汉\u00ad\u200b\u2060\ufe10\U000e001f\U000e01f0\U0001f3fa\U0001f400\u115f\u1200"
    assert not any(map(is_extender, others))


# The printed originals: two issues, every printed line of their body text

ORIGINALS = Path(__file__).parent / "fixtures" / "originals.txt"
MEASURE_OF_A4 = 170 / 25.4 * 72 / 16  # 三号 between margins of 20 mm


@pytest.mark.parametrize("fonts", ["plain", "files"])
def test_lines_break_as_in_the_printed_originals(fonts: str) -> None:
    advance: Advance = plain_advance
    if fonts == "files":
        advance = load_advance(REPOSITORY / "fonts")
    missed = []
    total = 0
    for block in ORIGINALS.read_text(encoding="utf8").strip().split("\n\n"):
        want = block.split("\n")
        text = "".join(want)
        lines = compose_paragraph([Run(text)], MEASURE_OF_A4, BUREAU, advance, indent=2.0)
        got = {line.end for line in lines[:-1]}
        ends = {sum(map(len, want[: i + 1])) for i in range(len(want) - 1)}
        total += len(ends)
        missed += [text[end - 12 : end] for end in ends - got]
        for line in lines[:-1]:
            assert line.is_justified, text[line.start : line.end]
    assert total > 320
    assert not missed


def test_spaces_typed_around_numbers_change_no_line() -> None:
    for block in ORIGINALS.read_text(encoding="utf8").strip().split("\n\n"):
        text = block.replace("\n", "")
        typed = re.sub("(?<=[一-龥])(?=[0-9A-Z])|(?<=[0-9A-Z])(?=[一-龥])", " ", text)
        lines = compose(text, MEASURE_OF_A4, indent=2.0)
        spaced = compose(typed, MEASURE_OF_A4, indent=2.0)
        want = [text[line.start : line.end].replace(" ", "") for line in lines]
        assert [typed[line.start : line.end].replace(" ", "") for line in spaced] == want


# Titles: where one may break is learnt from the issue's own text

MEASURE_OF_2 = 158.2 / 25.4 * 72 / 22  # 二号 between the margins of GB/T 9704
TITLES = {
    "2023-a": [
        "“蒙科聚”创新驱动平台|全力推进“强首府”工程",
        "南京市扎实推进原始创新|和成果转化取得“新突破”",
        "湖北宜昌高新区：“四个聚焦”|推动科技创新能级跃升",
        "安徽省铜陵市以“五大创新行动”|打造高水平创新型城市",
    ],
    "2023-b": [
        "内蒙古自治区高新区|“提质进位 促优培育”显成效",
        "浙江：科技创新助力嘉善|数字经济跑出“加速度”",
        "南京市科技赋能民营企业|发展跑出创新“加速度”",
    ],
    "2023-c": [
        "内蒙古： “三大抓手”推进京蒙协作 |“科技创新倍增计划”落地见效",
        "南京量质并举打造科技企业孵化器 |完善全链条企业培育生态",
        "安徽省池州市健全|“四个机制”推动科技成果转化",
        "湖北黄冈：加快创新平台建设 |释放创新发展动能",
    ],
    "2024-03": [
        "安徽省六安市综合施策|推动科技特派员创新创业",
        "湖北武汉：“武创通”科创|平台上线服务大数据科技治理",
        "南京持续强化四链融合打通|科技成果转化“最后一公里”",
        "南京市厚植科创沃土推动|创新型民营经济高质量发展",
    ],
    "2024-09": [
        "“蒙科聚”播撒科技“金种子” |深耕生物医药产业沃土",
        "江西多措并举支持赣江新区|科技创新和高质量发展",
        "宁波创建首批概念验证中心|助力培育新质生产力",
    ],
}


def read_issue_texts(name: str) -> list[str]:
    return [
        re.sub("^(标题: |#+ )", "", line)
        for path in sorted((REPOSITORY / "issues" / name).glob("0*.md"))
        for line in path.read_text("utf-8").splitlines()
    ]


@pytest.mark.parametrize("name", TITLES)
def test_a_title_breaks_between_words(name: str) -> None:
    texts = read_issue_texts(name)
    for wanted in TITLES[name]:
        title = wanted.replace("|", "")
        assert title in texts
        lines = compose_paragraph(
            [Run(title)], MEASURE_OF_2, TITLE, plain_advance, cohesion=count_cohesion(texts)
        )
        assert "|".join(title[line.start : line.end] for line in lines) == wanted


def test_how_firmly_characters_stand_together() -> None:
    cohesion = count_cohesion(["赣江新区新区科技", "新城江河"])
    assert cohesion("赣", "江") > cohesion("江", "新") > cohesion("河", "赣") == 0
    assert cohesion("新", "区") > cohesion("区", "科")
    assert cohesion("3", "家") == cohesion("创", "的") == 1
    assert [cohesion(*pair) for pair in ("第二", "二十", "十三", "三次")] == [1, 1, 1, 1]
    assert cohesion("会", "第") < 1


# Any mixture of text

PLAIN = "一二三四五六七八九十科技创新发展的"
HAN = st.text(PLAIN, min_size=1, max_size=12)
LATIN = st.sampled_from(
    [
        "GDP",
        "R＆D",
        "miniLED",
        "research",
        "state-of-the-art",
        "photoelectrochemistry",
        "don’t",
        "NS5B",
        "COVID-19",
        "A",
    ]
)
NUMBER = st.sampled_from(
    ["3", "15", "2024", "1,234.56", "57.14％", "14.6%", "1—7", "-5℃", "¥300", "20 km", "±0.5"]
)
MARK = st.sampled_from(
    [*"，。、；：！？（）《》“”‘’【】·—…～/％", "——", "……", "”，", "》（", "。”", ",", '"']
)
ODD = st.sampled_from(
    [
        " ",
        "  ",
        "\u3000",
        "\u00a0",
        "\u200b",
        "\u00ad",
        "★",
        "①",
        "𠮷",
        "㐀",
        "葛󠄀",
        "é",
        "e\u0301",
        "\n",
    ]
)
EMOJI = st.sampled_from(["👨‍👩‍👧", "🇨🇳", "👍🏽", "❤️", "1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"])
TEXT = st.lists(st.one_of(HAN, HAN, LATIN, NUMBER, MARK, ODD, EMOJI), max_size=60).map("".join)
MEASURE = st.sampled_from([1.0, 2.5, 5.0, 9.0, 12.0, 20.0, 30.118])
STYLE = st.sampled_from(list(STYLES.values()))
many = settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@many
@given(TEXT, MEASURE, STYLE, st.sampled_from([0.0, 2.0]))
def test_no_character_is_lost_or_moved(text: str, measure: float, style: Style, indent: float) -> None:
    lines = compose(text, measure, style, indent if measure > 4 else 0.0)
    assert "".join(text[line.start : line.end] for line in lines) == text
    assert [line.start for line in lines[1:]] == [line.end for line in lines[:-1]]
    assert all(len(line.after) == line.end - line.start > 0 for line in lines)


@many
@given(TEXT, MEASURE, STYLE, st.sampled_from([0.0, 2.0]))
def test_widths_add_up_and_stay_in_the_measure(
    text: str, measure: float, style: Style, indent: float
) -> None:
    indent = indent if measure > 4 else 0.0
    for number, line in enumerate(compose(text, measure, style, indent)):
        assert add_up(line, text) == pytest.approx(line.width, abs=1e-6)
        room = measure - (0.0 if number else indent)
        assert line.width + line.left == pytest.approx(room, abs=1e-6)
        if measure > 2:  # nothing here is wider than that and cannot be broken
            assert line.width <= room + 1e-6


JUSTIFIED = st.sampled_from([style for style in STYLES.values() if style.justify])
TORN = st.lists(st.one_of(HAN, LATIN, LATIN, MARK), min_size=3, max_size=40).map("".join)


@many
@given(TORN, st.sampled_from([5.0, 9.0, 12.0]), JUSTIFIED)
def test_a_line_is_ragged_only_where_sharing_would_tear_it(text: str, measure: float, style: Style) -> None:
    """And none is torn: between two characters there is never more than the style has for the loosest."""
    for line in compose(text, measure, style)[:-1]:
        shown = text[line.start : line.end].rstrip(" ")
        pairs = zip(pairwise(shown), line.after, strict=False)
        between = [share for (one, other), share in pairs if one in PLAIN and other in PLAIN]
        assert all(share <= style.loosest + 1e-6 for share in between)
        if line.left > 1e-6:
            assert line.shared == 0
            assert set(between) <= {0.0}
            if len(between) == len(shown) - 1:  # ideographs alone: all would have had an equal part
                assert line.left > style.loosest * len(between)


def test_word_spaces_that_open_to_their_half_em_leave_no_line_ragged() -> None:
    text = f"在Du et al. [2020]中提出了一种基于斯托克斯流的可微分框{'甲' * 60}"
    for measure in (16.2, 20.1, 26.1, 30.0):
        line = compose(text, measure, BUREAU)[0]
        assert line.left == pytest.approx(0, abs=1e-6)
        assert max(line.after) > BUREAU.loosest


@many
@given(TEXT, st.sampled_from([5.0, 9.0, 12.0, 20.0, 30.118]), STYLE)
@example("…" * 14, 5.0, BUREAU)
@example(f"一二{'，' * 9}三四", 5.0, CLREQ)
def test_no_line_starts_or_ends_with_what_it_must_not(text: str, measure: float, style: Style) -> None:
    for line in compose(text, measure, style)[:-1]:
        if text[line.end - 1] == "\n" or is_lawful(text, line.end):
            continue
        # A piece wider than the measure was torn, and had no lawful place; a line of blanks is none.
        places = (at for at in range(line.start + 1, line.end) if text[line.start : at].strip())
        assert not any(is_lawful(text, at) for at in places), text[line.start : line.end]


def is_lawful(text: str, at: int) -> bool:
    last = text[:at].rstrip(" \u200b\u00ad")[-1:]
    if text[at] in NEVER_FIRST or last in NEVER_LAST:
        return False
    return not (text[at - 1] == text[at] and text[at] in "—…")


@many
@given(st.lists(st.one_of(HAN, LATIN, NUMBER, MARK), max_size=40), MEASURE, STYLE, st.data())
def test_runs_of_one_look_are_one_text(
    pieces: list[str], measure: float, style: Style, data: st.DataObject
) -> None:
    """A link or a part in another colour changes no line."""
    text = "".join(pieces)
    at = data.draw(st.integers(0, len(text)))
    parts = [Run(text[:at], key="a"), Run(text[at:], key="b")]
    assert compose_paragraph(parts, measure, style, plain_advance) == compose(text, measure, style)


RUN = st.one_of(
    st.builds(Run, st.one_of(HAN, LATIN, NUMBER, MARK), size=st.sampled_from([1.0, 0.75, 1.25])),
    st.builds(Run, st.just("[1]"), size=st.just(0.6), kind=st.just(Kind.NOTE)),
    st.builds(Run, st.just("\ufffc"), kind=st.just(Kind.BOX), width=st.sampled_from([0.8, 3.0])),
    st.builds(Run, st.just("https://www.hhht.gov.cn/kjj?id=1&p=2"), kind=st.just(Kind.URL)),
)


@many
@given(st.lists(RUN, max_size=25), st.sampled_from([4.0, 12.0, 30.118]), STYLE)
def test_runs_of_any_kind_and_size_add_up(runs: list[Run], measure: float, style: Style) -> None:
    text = "".join(run.text for run in runs)
    advances: list[float] = []
    for run in runs:
        if run.width is not None:
            advances += [run.width]
        else:
            advances += [width * run.size for width in plain_advance(run.text, "")]
    lines = compose_paragraph(runs, measure, style, plain_advance)
    assert "".join(text[line.start : line.end] for line in lines) == text
    for line in lines:
        whole = line.before + sum(advances[line.start : line.end]) + sum(line.after)
        assert whole == pytest.approx(line.width, abs=1e-6)
        assert line.width <= measure + 1e-6
        assert not text.startswith("[1]", line.start) or line.start == 0 or measure < 5


ADDRESS = st.from_regex(
    r"\A(?:https?://|www\.|[a-z_]{1,12}@)[a-z]{1,24}(?:\.[a-z]{2,9}){1,3}(?:/[a-zA-Z0-9._~=&?%-]{0,40})?\Z"
)
CODE = st.from_regex(r"\A[a-zA-Z]{1,20}[0-9_.@/=&#][a-zA-Z0-9_.@/-]{1,40}[a-z]\Z")


@many
@given(
    st.lists(HAN | MARK, max_size=12).map("".join),
    st.data(),
    st.sampled_from([3.0, 9.0, 20.0, 30.118]),
    STYLE,
)
def test_no_hyphen_is_put_into_an_address_or_a_code(
    before: str, data: st.DataObject, measure: float, style: Style
) -> None:
    """Whatever hyphens a word may have: and all of it stands, in lines that hold it."""
    is_address = data.draw(st.booleans())
    typed = data.draw(ADDRESS if is_address else CODE)
    runs = [
        Run(before),
        Run(typed, kind=Kind.URL if is_address else Kind.TEXT),
        Run("，可以查询information。"),
    ]
    text = "".join(run.text for run in runs)
    lines = compose_paragraph(runs, measure, style, plain_advance, hyphenate=lambda word: range(1, len(word)))
    assert "".join(text[line.start : line.end] for line in lines) == text
    for line in lines:
        assert line.width <= measure + 1e-6
        assert not (line.hyphen and len(before) < line.end < len(before + typed)), text[line.start : line.end]


@pytest.mark.parametrize("piece", ["a", "Ab", "a_", "1-", "ab/", "。", "“", "(", "-", "一\n", " .a,"])
def test_long_paragraphs_take_no_longer_than_they_are(piece: str) -> None:
    """Nobody types a word of 20,000 letters; who pastes one is not to wait for it."""
    begin = time.process_time()
    for measure, style in ((3.0, BUREAU), (30.118, CELL), (20.0, TITLE)):
        runs = [Run(piece * (20_000 // len(piece)))]
        compose_paragraph(runs, measure, style, plain_advance, hyphenate=lambda word: range(1, len(word)))
    assert time.process_time() - begin < 6


# Words that may be divided, and marks that meet


@pytest.mark.parametrize(
    ("word", "ends"), [("mmmm", ""), ("mmmmm", "mm"), ("m\u0301mmmm", ""), ("mmmm1", "")]
)
def test_words_of_five_letters_are_divided_as_late_as_fits(word: str, ends: str) -> None:
    """And no shorter ones, nor any where a letter is of two characters: a place is counted in letters."""
    text = f"一二三四五六七{word}"
    lines = compose_paragraph([Run(text)], 9.5, CLREQ, plain_advance, hyphenate=lambda found: (1, 2, 3, 4))
    assert (text[7 : lines[0].end], lines[0].hyphen) == (ends, bool(ends))


def test_a_word_is_not_divided_behind_its_last_letter() -> None:
    """Though a hyphen would fit where the mark behind it does not."""
    lines = compose_paragraph(
        [Run("一二三四五六七iiiiiii，八九")], 9.55, CLREQ, plain_advance, hyphenate=lambda found: (7,)
    )
    assert not any(line.hyphen for line in lines)


@pytest.mark.parametrize(("first", "second"), [("”", "《"), ("，", "《"), ("）", "”"), ("”", "“")])
@pytest.mark.parametrize(("part", "holds"), [(0.24, True), (0.26, False)])
def test_marks_that_meet_give_a_quarter_of_their_size(
    first: str, second: str, part: float, holds: bool
) -> None:
    """The blank between them is the first one's or the second's; quotation marks keep theirs."""
    runs = [Run(f"一{first}", size=0.5), Run(f"{second}二三四五六七八九十", size=0.8)]
    own = 0.5 if first not in "”“" else 0.8
    lines = compose_paragraph(runs, 0.5 * 2 + 0.8 * 4 - part * own, BUREAU, plain_advance)
    assert lines[0].end == (6 if holds and (first, second) != ("”", "“") else 5)
