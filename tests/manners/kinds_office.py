"""Papers of offices: notices, requests, letters, rules, plans, reports, speeches, minutes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from .house import BLANK, OFFICIAL, House, split_title, spread
from .paper import Look, Paper, Part, Role, join_parts
from .texts import Writer

Make = Callable[[Writer], Paper]


def _title_of(writer: Writer, house: House, kind: str, way: str) -> list[Part]:
    """关于…的通知 in this way: one, two, three (the last line is spread), unit (the office stands in a line of
    its own), left, box, cell, label."""
    topic = writer.topic()
    if way == "two":
        return house.say_title(*split_title(f"关于{writer.long_topic()}的{kind}", 2))
    if way == "three":
        return house.say_title(writer.unit, f"关于{topic}", spread(f"的{kind}"))
    if way == "unit":
        return house.say_title(writer.unit, f"关于{topic}的{kind}")
    if way == "broken":  # one paragraph, with a line break in it
        first, second = split_title(f"关于{writer.long_topic()}的{kind}", 2)
        return house.say_title(f"{first}\n{second}")
    look = house.title
    if way == "left":
        look = replace(look, align="", size=16, bold=True)
    if way in ("box", "cell"):
        look = replace(look, box=way)
    if way == "spread":
        return house.say_title(spread(kind))
    text = f"关于{topic}的{kind}"
    if way == "label":
        return [
            replace(part, lead="标题：") for part in house.say_title(text, look=replace(house.body, first=0))
        ]
    return house.say_title(text, look=look)


def official(
    kind: str,
    house: House = OFFICIAL,
    *,
    title: str = "one",
    form: str = "number",
    sections: int = 3,
    subs: int = 0,
    sign: str = "right",
    above: str = "",
    red: bool = False,
    to: bool = True,
    contact: bool = False,
    enclosed: int = 0,
    printed: bool = False,
) -> Make:
    """通知, 请示, 函, 意见 and their like. `above`: what stands over the title (number: 发文字号, enclosure:
    附件1, both). `red`: with the head of a 红头文件; `printed`: with its 版记."""

    def make(writer: Writer) -> Paper:
        parts: list[Part] = []
        plain = replace(house.body, first=0)
        if red:
            parts.append(Part(Role.FREE, "000001", Look(16, "hei")))
            parts.append(
                Part(Role.FREE, f"{writer.unit}文件", Look(42, "xbs", align="center", color="FF0000", gap=1))
            )
            code = writer.number()
            if kind in ("请示", "报告"):
                parts.append(
                    Part(Role.KEPT, f"{code}{BLANK * 6}签发人：{writer.name()}", replace(plain, rule=True))
                )
            else:
                parts.append(Part(Role.KEPT, code, replace(plain, align="center", rule=True)))
        if above in ("enclosure", "both"):
            parts.append(Part(Role.KEPT, f"附件{writer.random.randint(1, 4)}", Look(16, "hei")))
        if above in ("number", "both"):
            parts.append(Part(Role.KEPT, writer.number(), replace(plain, align="center")))
        gap = 1 if red else 0
        lines = _title_of(writer, house, kind, title)
        parts += [replace(lines[0], look=replace(lines[0].look, gap=gap)), *lines[1:]]
        if to:
            parts.append(
                replace(house.flush("各县（市、区）有关部门，市直各单位："), look=replace(plain, gap=1))
            )
        parts.append(
            house.say(f"为{writer.fill('{means}')}，{writer.fill('{goal}')}，现将有关事项{kind}如下。")
        )
        parts += house.outline(writer, sections, form, subs)
        ends = {"请示": "妥否，请批示。", "函": "专此函达，请予支持为盼。", "通知": "特此通知。"}
        if kind in ends:
            parts.append(house.say(ends[kind]))
        if enclosed:
            names = [f"{writer.fill('{act}')}{word}" for word in ("登记表", "方案", "任务分解表")[:enclosed]]
            if enclosed == 1:
                parts.append(house.say(f"附件：{names[0]}", Role.LINE))
            else:
                parts.append(house.say(f"附件：1.{names[0]}", Role.LINE))
                for number, name in enumerate(names[1:], 2):
                    parts.append(
                        replace(
                            house.say(f"{number}.{name}", Role.LINE),
                            look=replace(house.body, left=5, first=0),
                        )
                    )
        date = writer.date() if writer.random.random() < 0.7 else writer.chinese_date()
        if sign:
            parts += house.sign(sign, writer.unit, date)
        if contact:
            parts.append(house.say(f"（联系人：{writer.name()}；电话：{writer.phone()}）", Role.LINE))
        if printed:
            line = Look(14, "fang", left=1)
            parts.append(
                Part(
                    Role.FREE,
                    f"抄送：市委办公室，市人大常委会办公室，{writer.place}有关单位。",
                    replace(line, gap=3),
                )
            )
            parts.append(Part(Role.FREE, f"{writer.unit}{BLANK * 4}{date}印发", line))
        return Paper(tuple(parts))

    return make


def rules(
    house: House = OFFICIAL,
    *,
    kind: str = "管理办法",
    chapters: int = 3,
    trial: bool = True,
    note: bool = True,
) -> Make:
    """办法, 细则: chapters in the middle, articles 第一条."""

    def make(writer: Writer) -> Paper:
        parts = house.say_title(f"{writer.place}{writer.field}{kind}{'（试行）' if trial else ''}")
        if note:
            parts.append(
                Part(
                    Role.KEPT,
                    f"（{writer.date()}{writer.unit}第{writer.random.randint(2, 30)}次会议通过）",
                    Look(16, "kai", align="center"),
                )
            )
        clause = 0
        names = ("总则", "职责分工", "申报与受理", "监督管理", "法律责任")
        for chapter in range(1, chapters + 1):
            name = "附则" if chapter == chapters else names[chapter - 1]
            centred = Look(16, "hei", align="center", gap=1)
            parts.append(Part(Role.HEADING, f"第{writer.say_ordinal(chapter)}章{BLANK}{name}", centred, 1))
            for _ in range(writer.random.randint(2, 4)):
                clause += 1
                start = f"第{writer.say_ordinal(clause)}条"
                parts.append(house.say(f"{start}{BLANK}{writer.clause(kind[-2:])}", bold=len(start)))
                if writer.random.random() < 0.3:
                    for item in range(1, 4):
                        parts.append(
                            house.say(f"（{writer.say_ordinal(item)}）{writer.fill('{act}')}的；", Role.LINE)
                        )
        parts.append(
            house.say(
                f"第{writer.say_ordinal(clause + 1)}条{BLANK}本{kind[-2:]}自印发之日起施行。",
                bold=len(f"第{writer.say_ordinal(clause + 1)}条"),
            )
        )
        return Paper(tuple(parts))

    return make


def plan(
    house: House = OFFICIAL,
    *,
    form: str = "number",
    above: str = "",
    subs: int = 2,
    table: bool = False,
    title: str = "one",
) -> Make:
    """方案, 总结: a title without 关于, sections of two levels, perhaps a table of tasks at its end."""

    def make(writer: Writer) -> Paper:
        parts: list[Part] = []
        if above:
            parts.append(Part(Role.KEPT, above, Look(16, "hei", first=0)))
        name = (
            f"{writer.place}{writer.year}年{writer.field}{writer.pick(('实施方案', '工作方案', '应急预案'))}"
        )
        lines = (
            split_title(f"{name[:-4]}和{writer.fill('{act}')}{name[-4:]}", 2) if title == "two" else [name]
        )
        titles = house.say_title(*lines)
        parts += [replace(titles[0], look=replace(titles[0].look, gap=1 if above else 0)), *titles[1:]]
        parts.append(house.say(writer.paragraph(120)))
        parts += house.outline(writer, 3, form, subs)
        if table:
            parts.append(Part(Role.EITHER, f"表1{BLANK}任务分解表", Look(12, "hei", align="center")))
            parts.append(task_table(writer))
        return Paper(tuple(parts))

    return make


def task_table(writer: Writer, rows: int = 4) -> Part:
    """A table of tasks, with merged cells and cells of paragraphs."""
    head = ("序号", "任务", "责任单位", "完成时限")
    body: list[tuple[str, ...]] = []
    for number in range(1, rows + 1):
        tasks = f"1.{writer.fill('{act}')}到位；\n2.{writer.fill('{means}')}。"
        unit = "^" if number % 2 == 0 else writer.unit
        body.append((str(number), tasks, unit, f"{writer.random.randint(1, 12)}月底"))
    return Part(Role.TABLE, rows=(head, *body))


def report(
    house: House = OFFICIAL,
    *,
    kind: str = "总结",
    byline: str = "",
    form: str = "number",
    subs: int = 0,
    foot: str = "",
    pictures: int = 0,
) -> Make:
    """工作总结, 工作报告: perhaps the unit and the date under the title, in brackets."""

    def make(writer: Writer) -> Paper:
        parts = house.say_title(
            f"{writer.unit}{writer.year}年{writer.pick(('上半年工作', '工作', '履职'))}{kind}"
        )
        small = Look(16, "kai", align="center")
        if byline == "date":
            parts.append(Part(Role.KEPT, f"（{writer.date()}）", small))
        elif byline == "unit-date":
            parts.append(Part(Role.BYLINE, writer.unit, small))
            parts.append(Part(Role.KEPT, f"（{writer.date()}）", small))
        parts.append(house.say(writer.paragraph(150)))
        parts += house.outline(writer, 4, form, subs)
        for number in range(pictures):
            parts.insert(-1 - 2 * number, Part(Role.PICTURE, picture=number + 1))
        return Paper(tuple(parts), foot=foot)

    return make


def speech(
    house: House = OFFICIAL, *, byline: str = "duty-name", form: str = "number", host: bool = False
) -> Make:
    """讲话稿, 主持词: who speaks, and when, under the title."""

    def make(writer: Writer) -> Paper:
        meeting = f"全{writer.area}{writer.field}工作会议"
        titles = [f"在{meeting}上的{'主持词' if host else '讲话'}"]
        parts = house.say_title(*titles)
        small = Look(16, "kai", align="center")
        duty, name = f"{writer.unit}{writer.pick(('局长', '主任', '书记'))}", writer.name()
        if byline == "duty-name":
            parts.append(Part(Role.BYLINE, f"{duty}{BLANK}{name}", small))
            parts.append(Part(Role.KEPT, f"（{writer.date()}）", small))
        elif byline == "name":
            parts.append(Part(Role.BYLINE, name, small))
            parts.append(Part(Role.KEPT, f"（{writer.date()}，根据录音整理）", small))
        elif byline == "date":
            parts.append(Part(Role.KEPT, f"（{writer.date()}）", small))
        parts.append(
            replace(
                house.flush("同志们："),
                look=replace(house.body, first=0 if writer.random.random() < 0.5 else 2, gap=1),
            )
        )
        parts.append(
            house.say(
                f"今天我们召开这次会议，主要任务是{writer.fill('{means}，{goal}')}。下面，我讲几点意见。"
            )
        )
        parts += house.outline(writer, 3, form)
        parts.append(
            house.say("同志们，任务已经明确，关键在于落实。让我们振奋精神、扎实工作，圆满完成各项任务！")
        )
        if writer.random.random() < 0.5:
            parts.append(house.say("谢谢大家！"))
        return Paper(tuple(parts))

    return make


def minutes(house: House = OFFICIAL) -> Make:
    """会议纪要: time, place, people as lines with labels, then what was agreed."""

    def make(writer: Writer) -> Paper:
        parts = house.say_title(f"{writer.field}工作专题会议纪要")
        labels = (
            ("时间", f"{writer.date()}上午9:00"),
            ("地点", f"{writer.unit}三楼会议室"),
            ("主持人", writer.name()),
            ("参加人员", "、".join(writer.name() for _ in range(5))),
            ("记录人", writer.name()),
        )
        parts += [house.say(f"{label}：{text}", Role.LINE, bold=len(label) + 1) for label, text in labels]
        parts.append(
            house.say(f"会议听取了{writer.unit}关于{writer.field}工作情况的汇报，进行了讨论，议定如下事项：")
        )
        parts += house.outline(writer, 3, "run")
        parts.append(house.say(f"会议要求，{writer.sentence()}"))
        return Paper(tuple(parts))

    return make


def agenda(house: House = OFFICIAL) -> Make:
    """议程: lines without a final mark."""

    def make(writer: Writer) -> Paper:
        parts = house.say_title(f"{writer.place}{writer.field}工作推进会议程")
        parts += [
            house.say(f"时间：{writer.date()}14:30", Role.LINE),
            house.say(f"地点：{writer.place}会议中心一号厅", Role.LINE),
            house.say(f"主持：{writer.name()}", Role.LINE),
        ]
        items = (
            "传达有关会议精神",
            f"{writer.other_unit()}作经验交流",
            f"{writer.unit}通报{writer.field}情况",
            f"讨论《{writer.field}实施意见》",
            "领导讲话",
        )
        for number, item in enumerate(items, 1):
            parts.append(house.say(f"{writer.say_ordinal(number)}、{item}", Role.EITHER))
        return Paper(tuple(parts))

    return make


def public(
    house: House = OFFICIAL, *, title: str = "one", roll: int = 8, sign: str = "right", grid: bool = False
) -> Make:
    """公示, 公告, 名单: names as lines or as a table, contact lines, 落款."""

    def make(writer: Writer) -> Paper:
        parts = _title_of(writer, house, "公示", title)
        parts.append(
            house.say(
                f"根据{writer.field}有关规定，经{writer.fill('{act}')}和集体研究，拟对下列单位和个人予以表扬，现予公示。公示期为{writer.date()}起5个工作日。"
            )
        )
        if grid:
            rows = [("序号", "姓名", "单位", "备注")]
            rows += [(str(n), writer.name(), writer.other_unit(), "") for n in range(1, roll + 1)]
            parts.append(Part(Role.TABLE, rows=tuple(rows)))
        else:
            parts += [
                house.say(f"{writer.name()}{BLANK * 2}{writer.other_unit()}", Role.LINE) for _ in range(roll)
            ]
        parts += [
            house.say(f"联系人：{writer.name()}", Role.LINE),
            house.say(f"联系电话：{writer.phone()}", Role.LINE),
            house.say(
                f"电子邮箱：{writer.random.choice('abcde')}bc{writer.random.randint(10, 99)}@example.com",
                Role.LINE,
            ),
            house.say(f"通讯地址：{writer.place}建设路{writer.random.randint(1, 200)}号", Role.LINE),
        ]
        parts += house.sign(sign, writer.unit, writer.date())
        return Paper(join_parts(parts))

    return make
