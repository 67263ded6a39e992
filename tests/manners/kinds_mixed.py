"""Papers with what the others have not: hanging items, a cover before a form, mail, captions, rare names, revisions."""

from __future__ import annotations

from dataclasses import replace

from .house import BLANK, OFFICIAL, WPS_PLAIN, House
from .kinds_office import Make, task_table
from .paper import IMAGE, Look, Paper, Part, Role
from .texts import Writer

_RARE = ("王湦", "李㛃", "赵䶮", "陈赟堃", "何喆", "周玥琪", "吴犇", "郑翀")


def points(house: House = WPS_PLAIN, *, mark: str = "●") -> Make:
    """A handout whose items hang behind a mark or a number, over some lines each."""

    def make(writer: Writer) -> Paper:
        parts = house.say_title(f"{writer.field}宣传要点")
        look = replace(house.body, first=-2, left=2)
        for _ in range(2):
            parts.append(house.head(writer.heading()))
            parts.append(house.say(f"{writer.paragraph(60)[:-1]}，重点做好以下几项："))
            for number in range(1, 5):
                ahead = f"{number}." if mark == "1." else f"（{number}）" if mark == "（1）" else mark
                parts.append(Part(Role.LINE, ahead + writer.paragraph(90), look))
        return Paper(tuple(parts), foot="#")

    return make


def proposal(house: House = OFFICIAL, *, contents: bool = True, above: str = "附件1：") -> Make:
    """项目申报书: a cover of lines to fill in, notes on filling in, a table with prose, a 目录, sections."""

    def make(writer: Writer) -> Paper:
        parts = [Part(Role.KEPT, above, Look(16, "hei"))] if above else []
        big = Look(26, "xbs", align="center", gap=3)
        parts += house.say_title(f"{writer.place}{writer.field}", look=big)
        parts += house.say_title(f"项{BLANK}目{BLANK}申{BLANK}报{BLANK}书", look=replace(big, gap=0))
        line = Look(16, "fang", left=3)
        for at, (label, text) in enumerate(
            (
                ("项目名称", f"{writer.field}提升工程"),
                ("申报单位", writer.unit),
                ("负责人", writer.name()),
                ("联系电话", writer.phone()),
            )
        ):
            parts.append(Part(Role.KEPT, f"{label}：{text}", replace(line, gap=4 if not at else 0)))
        parts.append(
            Part(
                Role.KEPT,
                f"{writer.year}年{writer.random.randint(1, 12)}月",
                Look(16, "fang", align="center", gap=4),
            )
        )
        parts.append(Part(Role.KEPT, "填报说明", Look(18, "hei", align="center", page=True)))
        for number in range(1, 4):
            parts.append(
                house.say(f"{number}．{writer.fill('申报单位应当{means}，如实填写{thing}情况。')}", Role.KEPT)
            )
        parts.append(
            Part(
                Role.TABLE,
                rows=(
                    ("项目概况", writer.paragraph(120)),
                    ("实施条件", f"{writer.sentence()}\n{writer.sentence()}"),
                    ("预期效益", writer.paragraph(80)),
                ),
                look=Look(page=True),
            )
        )
        heads = [f"{writer.say_ordinal(number)}、{writer.heading()}" for number in range(1, 4)]
        if contents:
            parts.append(Part(Role.OUT, f"目{BLANK}录", Look(18, "hei", align="center", page=True)))
            parts += [
                Part(Role.OUT, f"{head}\t{number}", Look(14, "song")) for number, head in enumerate(heads, 3)
            ]
        for number, head in enumerate(heads):
            parts.append(Part(Role.HEADING, head, replace(house.heads[0], page=not number), 1))
            parts += house.say_all(writer.paragraphs(2))
        return Paper(tuple(parts), foot="#")

    return make


def mail(house: House = OFFICIAL) -> Make:
    """The body of an e-mail, saved as text, with its head."""

    def make(writer: Writer) -> Paper:
        topic = f"报送{writer.place}{writer.field}工作情况"
        parts = [
            house.flush(f"发件人：{writer.name()} <a{writer.random.randint(10, 99)}@example.com>", Role.KEPT),
            house.flush(f"发送时间：{writer.date()} 16:42", Role.KEPT),
            house.flush("收件人：信息科 <info@example.com>", Role.KEPT),
            *[
                replace(part, lead="主题：")
                for part in house.say_title(topic, look=replace(house.body, first=0))
            ],
            replace(house.flush("各位老师："), look=replace(house.body, first=0, gap=1)),
        ]
        parts += house.say_all(writer.paragraphs(4))
        parts += [
            house.flush(writer.name(), Role.KEPT),
            house.flush(writer.unit, Role.KEPT),
            house.flush(f"电话：{writer.phone()}", Role.KEPT),
        ]
        return Paper(tuple(parts))

    return make


def pictured(house: House = WPS_PLAIN, *, logo: bool = False, cells: bool = False, pictures: int = 2) -> Make:
    """A report of a visit: pictures with captions below them, perhaps a logo over the title, or pictures in a table."""

    def make(writer: Writer) -> Paper:
        parts = [Part(Role.PICTURE, picture=9, look=Look())] if logo else []
        parts += house.say_title(f"{writer.place}开展{writer.field}考察活动")
        parts += house.say_all(writer.paragraphs(2))
        if cells:
            rows = ((f"{IMAGE}1", f"{IMAGE}2"), ("图1 现场查看", "图2 座谈交流"))
            parts.append(Part(Role.TABLE, rows=rows))
        else:
            for number in range(1, pictures + 1):
                parts.append(Part(Role.PICTURE, picture=number))
                parts.append(
                    Part(
                        Role.KEPT,
                        f"图{number}{BLANK}{writer.fill('{act}')}现场",
                        Look(10.5, "kai", align="center"),
                    )
                )
                parts += house.say_all(writer.paragraphs(1))
        parts += house.say_all(writer.paragraphs(1))
        return Paper(tuple(parts))

    return make


def rare_names(house: House = OFFICIAL) -> Make:
    """名单: names that few faces have."""

    def make(writer: Writer) -> Paper:
        parts = house.say_title(f"{writer.year}年{writer.field}先进个人名单")
        parts.append(house.say(f"（共{len(_RARE)}名，排名不分先后）", Role.KEPT))
        names = writer.random.sample(_RARE, len(_RARE))
        parts += [house.say(f"{name}{BLANK * 2}{writer.other_unit()}", Role.LINE) for name in names]
        return Paper(tuple(parts))

    return make


def measured(house: House = WPS_PLAIN) -> Make:
    """A paper with raised and lowered figures: m², km², CO₂."""

    def make(writer: Writer) -> Paper:
        parts = house.say_title(f"{writer.place}{writer.field}设施建设情况")
        for _ in range(3):
            area, gas = writer.random.randint(100, 900), writer.random.randint(2, 90)
            parts.append(
                house.say(
                    f"{writer.place}新建用房{area}m²，绿化{gas}km²，年减少CO₂排放{gas}吨。{writer.paragraph(60)}"
                )
            )
        return Paper(tuple(parts))

    return make


def long_table(house: House = WPS_PLAIN, *, rows: int = 46) -> Make:
    """统计公报: a table that goes over pages between two paragraphs, its caption and unit above it."""

    def make(writer: Writer) -> Paper:
        parts = house.say_title(f"{writer.place}{writer.year}年{writer.field}统计公报")
        parts += house.say_all(writer.paragraphs(3))
        parts.append(Part(Role.EITHER, f"表1{BLANK}各单位完成情况", Look(12, "hei", align="center")))
        table = [("序号", "单位", "上年", "本年", "增幅")]
        for number in range(1, rows + 1):
            table.append(
                (
                    str(number),
                    writer.other_unit(),
                    str(writer.random.randint(100, 999)),
                    str(writer.random.randint(100, 999)),
                    f"{writer.random.randint(1, 20)}.{writer.random.randint(1, 9)}%",
                )
            )
        parts.append(Part(Role.TABLE, rows=tuple(table)))
        parts.append(house.head(f"二、{writer.heading()}"))
        parts += house.say_all(writer.paragraphs(2))
        return Paper(tuple(parts), foot="#")

    return make


def reviewed(make: Make) -> Make:
    """The same, with comments and a revision of somebody who read it."""

    def write(writer: Writer) -> Paper:
        paper = make(writer)
        at = [number for number, part in enumerate(paper.parts) if part.role is Role.TEXT]
        parts = list(paper.parts)
        parts[at[0]] = replace(parts[at[0]], remark="此处数据请再核一下")
        parts[at[-1]] = replace(parts[at[-1]], deleted="这半句删去不用。")
        return replace(paper, parts=tuple(parts))

    return write


def in_radicals(make: Make) -> Make:
    """The same, some characters typed as radicals."""
    return lambda writer: replace(make(writer), radicals=True)


def with_tasks(make: Make) -> Make:
    """The same, with a table of tasks behind it as 附件."""

    def write(writer: Writer) -> Paper:
        paper = make(writer)
        title = Part(Role.EITHER, f"{writer.field}任务分解表", Look(18, "hei", align="center"))
        label = Part(Role.EITHER, "附件", Look(16, "hei", page=True))
        return replace(paper, parts=(*paper.parts, label, title, task_table(writer)))

    return write
