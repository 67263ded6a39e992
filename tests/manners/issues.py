"""Whole issues of other periodicals, and what lies on the border: a file that is nearly one, or hardly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from .house import BLANK, OFFICIAL, WPS_PLAIN, House
from .kinds_office import Make
from .paper import Look, Paper, Part, Role, move_into
from .texts import Writer

_NO = 8  # the import is asked for 2023年第8期
_SHORT = ("防汛有序", "书香入户", "小站大爱", "夜市开张", "一线速写", "新桥通车", "春耕正忙", "灯火可亲")


@dataclass(frozen=True, slots=True)
class Periodical:
    """How a periodical is made. `mast`: lines (name, number, unit and date, one under the other), line (name in
    one line with its number), cell (in a table). `contents`: none, list (titles alone), dots (with pages),
    names (with authors), tab. `end`: 版记: none, report (报送), editor (责任编辑、电话), copies, cell. `columns` are
    names over groups of articles; `bylines` as in the press; `titles` are short where so, numbered as 之一."""

    mast: str = "lines"
    contents: str = "list"
    end: str = "editor"
    columns: bool = False
    byline: str = ""
    short: bool = False
    count: int = 4
    subheads: str = ""
    source: bool = False
    page_break: bool = False
    house: House = WPS_PLAIN
    series: str = "工作简报"
    foot: str = "— # —"
    length: int = 3


def issue(way: Periodical) -> Make:
    """An issue of it."""

    def make(writer: Writer) -> Paper:
        writer.year = 2023
        name = f"{writer.place[:2]}{writer.field[:4]}{way.series}"
        month, day = writer.random.randint(7, 9), writer.random.randint(1, 28)
        date = f"2023年{month}月{day}日"
        serial = writer.random.randint(20, 300)
        fields = {
            "刊名": name,
            "编辑单位?": writer.unit,
            "日期?": f"2023-{month:02}-{day:02}",
            "总期号?": f"{serial}|总第{serial}期",
        }
        titles = _list_titles(writer, way)
        authors = [writer.name() if way.byline == "name" else f"{writer.other_unit()}" for _ in titles]
        head = _say_mast(way, name, serial, writer.unit, date)
        if way.contents:
            head += _say_contents(way, titles, authors)
        parts = list(move_into(-1, head))
        for number, title in enumerate(titles):
            if way.columns and number % 2 == 0:
                column = ("工作动态", "经验交流", "调查研究", "他山之石")[number // 2 % 4]
                parts += move_into(
                    -1, [Part(Role.OUT, f"【{column}】", Look(16, "hei", color="C00000", gap=1))]
                )
            parts += move_into(number, _say_article(writer, way, title, authors[number], first=number == 0))
        end, more = _say_end(writer, way, name, date)
        parts += move_into(-1, end)
        return Paper(tuple(parts), fields={**fields, **more}, foot=way.foot)

    return make


def _list_titles(writer: Writer, way: Periodical) -> list[str]:
    if way.short:
        return writer.random.sample(_SHORT, way.count)
    titles: list[str] = []
    while len(titles) < way.count:
        title = writer.news()
        if title not in titles:
            titles.append(title)
    return titles


def _say_mast(way: Periodical, name: str, serial: int, unit: str, date: str) -> list[Part]:
    red = Look(42, "xbs", align="center", color="FF0000")
    small = Look(16, "fang", align="center")
    number = f"2023年第{_NO}期（总第{serial}期）"
    if way.mast == "line":
        return [
            Part(Role.OUT, f"{name}{BLANK}{number}", Look(22, "hei", bold=True, align="center")),
            Part(Role.OUT, f"主办：{unit}{BLANK * 3}{date}", replace(small, size=12, rule=True)),
        ]
    lines = [
        Part(Role.OUT, name, red),
        Part(Role.OUT, f"第{_NO}期" if way.mast == "bare" else number, small),
        Part(Role.OUT, f"{unit}{BLANK * 8}{date}", replace(small, align="", rule=True)),
    ]
    if way.mast == "cell":
        return [replace(part, look=replace(part.look, box="cell")) for part in lines]
    return lines


def _say_contents(way: Periodical, titles: Sequence[str], authors: Sequence[str]) -> list[Part]:
    word = {"list": "本期要目", "names": "要目", "dots": f"目{BLANK * 2}录", "tab": "本期导读"}[way.contents]
    parts = [Part(Role.OUT, word, Look(16, "hei", align="center", gap=1))]
    page = 1
    for number, title in enumerate(titles):
        tail = {
            "list": "",
            "names": f"{BLANK * 2}{authors[number]}",
            "dots": f"{'…' * 12}（{page}）",
            "tab": f"\t{page}",
        }[way.contents]
        mark = "◇" if way.contents == "list" else ""
        parts.append(Part(Role.OUT, f"{mark}{title}{tail}", Look(14, "song", first=2)))
        page += 1
    return parts


def _say_article(writer: Writer, way: Periodical, title: str, author: str, *, first: bool) -> list[Part]:
    house = way.house
    look = replace(house.title, gap=2, page=way.page_break and not first)
    parts = house.say_title(title, look=look)
    if way.byline:
        parts.append(Part(Role.BYLINE, author, Look(house.body.size, "kai", align="center")))
    if way.subheads:
        parts += house.say_all(writer.paragraphs(1))
        parts += house.outline(writer, 3, way.subheads)
    else:
        parts += house.say_all(writer.paragraphs(writer.random.randint(2, way.length + 1)))
    if way.source:
        parts.append(house.say(f"（{writer.other_unit()}供稿）", Role.KEPT))
    return parts


def _say_end(writer: Writer, way: Periodical, name: str, date: str) -> tuple[list[Part], dict[str, str]]:
    line = Look(14, "fang")
    if way.end == "report":
        report, copy = "市委、市政府领导", "各县（市、区）有关部门"
        lines = [f"报：{report}。", f"送：{copy}。", f"{writer.unit}{BLANK * 4}{date}印发"]
        fields = {"报送?": report, "抄送?": copy}
    elif way.end == "editor":
        editor, phone = writer.name(), writer.phone()
        lines = [f"编辑：{editor}{BLANK * 6}电话：{phone}"]
        fields = {"编辑?": editor, "电话?": phone}
    elif way.end == "long":
        editor, phone = writer.name(), writer.phone()
        lines = [
            "报送：市领导，市人大常委会办公室",
            f"责任编辑：{editor}",
            f"联系电话：{phone}",
            "（共印120份）",
        ]
        fields = {
            "报送?": "市领导，市人大常委会办公室|市领导、市人大常委会办公室",
            "编辑?": editor,
            "电话?": phone,
            "印数?": "120|共印120份|120份",
        }
    else:
        return [], {}
    return [
        Part(Role.OUT, text, replace(line, gap=3 if not at else 0)) for at, text in enumerate(lines)
    ], fields


def two_news(house: House = WPS_PLAIN, *, page_break: bool = False) -> Make:
    """Two news items in a file without masthead or contents: nothing says that it is an issue, so it is one
    article, in which the second title is a subhead."""

    def make(writer: Writer) -> Paper:
        parts = house.say_title(writer.news())
        parts += house.say_all(writer.paragraphs(3))
        look = replace(house.title, page=page_break, gap=0 if page_break else 2)
        parts.append(Part(Role.EITHER, writer.news(), look))
        parts += house.say_all(writer.paragraphs(3))
        return Paper(tuple(parts))

    return make


def chapters(house: House = OFFICIAL, *, contents: bool = True) -> Make:
    """A report whose chapters are set as titles are, with a contents list of its own: one article."""

    def make(writer: Writer) -> Paper:
        heads = [f"第{writer.say_ordinal(number)}章{BLANK}{writer.heading()}" for number in range(1, 4)]
        parts = house.say_title(f"{writer.place}{writer.field}发展规划")
        if contents:
            parts.append(Part(Role.OUT, f"目{BLANK}录", Look(18, "hei", align="center", gap=1)))
            parts += [
                Part(Role.OUT, f"{head}\t{2 * n + 1}", Look(14, "song")) for n, head in enumerate(heads)
            ]
        for head in heads:
            look = Look(22, "xbs", align="center", page=True)
            parts.append(Part(Role.HEADING, head, look, 1))
            for sub in range(1, 4):
                parts.append(house.head(f"第{writer.say_ordinal(sub)}节{BLANK}{writer.heading()}", 2))
                parts += house.say_all(writer.paragraphs(2))
        return Paper(tuple(parts), foot="#")

    return make


def materials(house: House = OFFICIAL) -> Make:
    """交流材料: a contents list whose entries come again as titles, each of another unit: an issue by its
    contents, without masthead."""

    def make(writer: Writer) -> Paper:
        titles = [writer.news() for _ in range(4)]
        units = [writer.other_unit() for _ in titles]
        head = [Part(Role.OUT, f"{writer.field}工作交流材料汇编", Look(26, "xbs", align="center", gap=4))]
        head.append(Part(Role.OUT, f"目{BLANK * 2}录", Look(18, "hei", align="center", page=True)))
        for number, title in enumerate(titles):
            head.append(Part(Role.OUT, f"{title}{'…' * 10}{number + 1}", Look(14, "song")))
        parts = list(move_into(-1, head))
        for number, title in enumerate(titles):
            article = house.say_title(title, look=replace(house.title, page=True))
            article.append(Part(Role.BYLINE, units[number], Look(16, "kai", align="center")))
            article += house.say_all(writer.paragraphs(2)) + house.outline(writer, 2, "number")
            parts += move_into(number, article)
        return Paper(tuple(parts), fields={"刊名?": f"{writer.field}工作交流材料汇编"})

    return make


def call_for_papers(house: House = OFFICIAL) -> Make:
    """A notice that speaks of an issue, with an editors' office and its telephone: no masthead."""

    def make(writer: Writer) -> Paper:
        name = f"{writer.place[:2]}{writer.field[:4]}通讯"
        parts = house.say_title(f"关于征集《{name}》2023年第8期稿件的通知")
        parts.append(house.flush("各单位："))
        parts.append(house.say(f"《{name}》2023年第8期（总第56期）拟于近期编印，现将征稿事项通知如下。"))
        parts += house.outline(writer, 2, "number")
        parts += [
            house.say(f"编辑部：{writer.unit}办公室", Role.LINE),
            house.say(f"编辑：{writer.name()}", Role.LINE),
            house.say(f"电话：{writer.phone()}", Role.LINE),
        ]
        parts += house.sign("right", f"《{name}》编辑部", writer.date())
        return Paper(tuple(parts))

    return make


def offprint(house: House = WPS_PLAIN) -> Make:
    """An article taken out of a journal, whose name and number stand at the head of each page."""

    def make(writer: Writer) -> Paper:
        parts = house.say_title(f"{writer.field}若干问题探讨")
        parts.append(Part(Role.BYLINE, writer.name(), Look(14, "kai", align="center")))
        parts.append(house.say(f"【摘要】{writer.paragraph(100)}", bold=4))
        parts.append(house.say(f"【关键词】{writer.field}；{writer.fill('{act}')}", bold=5))
        parts += house.outline(writer, 4, "number")
        return Paper(tuple(parts), head=f"{writer.place[:2]}学刊{BLANK * 6}2023年第8期", foot="#")

    return make


def inscribed(house: House = WPS_PLAIN) -> Make:
    """One manuscript under a line that says which periodical it is meant for."""

    def make(writer: Writer) -> Paper:
        parts = [Part(Role.KEPT, f"《{writer.place[:2]}通讯》投稿", Look(12, "song"))]
        parts += house.say_title(writer.news())
        parts.append(
            Part(Role.BYLINE, f"{writer.unit}{BLANK}{writer.name()}", Look(14, "kai", align="center"))
        )
        parts += house.say_all(writer.paragraphs(2)) + house.outline(writer, 3, "bare")
        parts.append(house.say(f"作者联系电话：{writer.mobile()}", Role.LINE))
        return Paper(tuple(parts))

    return make
