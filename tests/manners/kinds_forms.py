"""Papers that are filled in or read down a column: forms, registers, statistics, contracts, lives, offers of work."""

from __future__ import annotations

from dataclasses import replace

from .house import BLANK, OFFICIAL, WPS_PLAIN, House
from .kinds_office import Make, task_table
from .paper import Look, Paper, Part, Role
from .texts import Writer


def form(house: House = OFFICIAL, *, above: str = "", filled: bool = True, note: bool = True) -> Make:
    """申请表, 审批表, 登记表: a title and a table that is a page, with merged cells and cells of paragraphs."""

    def make(writer: Writer) -> Paper:
        parts: list[Part] = []
        if above:
            parts.append(Part(Role.KEPT, above, Look(16, "hei")))
        parts += house.say_title(f"{writer.field}{writer.pick(('申请表', '审批表', '登记表'))}")
        if note:
            parts.append(
                Part(
                    Role.LINE,
                    f"填报单位：{writer.unit}{BLANK * 4}填报日期：{writer.date()}",
                    Look(12, "song"),
                )
            )

        def say(text: str) -> str:
            return text if filled else ""

        rows = (
            ("姓名", say(writer.name()), "性别", say("女"), "出生年月", say("1988.03")),
            ("工作单位", say(writer.other_unit()), "<", "<", "联系电话", say(writer.phone())),
            (
                "主要事迹",
                say(f"{writer.sentence()}\n{writer.sentence()}\n{writer.sentence()}"),
                "<",
                "<",
                "<",
                "<",
            ),
            ("单位意见", say(f"情况属实，同意推荐。\n（盖章）\n{writer.date()}"), "<", "<", "<", "<"),
            ("审批意见", "（盖章）\n年　月　日", "<", "<", "<", "<"),
        )
        parts.append(Part(Role.TABLE, rows=rows))
        parts.append(Part(Role.LINE, "注：本表一式两份，由申请单位和审批单位各存一份。", Look(12, "song")))
        return Paper(tuple(parts))

    return make


def blanks(house: House = WPS_PLAIN) -> Make:
    """承诺书: lines with underlined blanks to fill in."""

    def make(writer: Writer) -> Paper:
        parts = house.say_title(f"{writer.field}承诺书")
        parts.append(house.say(f"为{writer.fill('{means}')}，本单位郑重承诺："))
        for number in range(1, 5):
            parts.append(
                house.say(
                    f"{writer.say_ordinal(number)}、{writer.fill('认真做好{act}，自觉接受{unit}的监督。')}"
                )
            )
        look = replace(house.body, first=10)
        for label in ("承诺单位（盖章）：", "负责人（签字）："):
            parts.append(Part(Role.LINE, f"\f{label}\f{BLANK * 8}", look))
        return Paper(tuple(parts))

    return make


def statistics(house: House = WPS_PLAIN, *, rows: int = 10, prose: bool = True) -> Make:
    """统计表: a caption, the unit of its figures, a head of two rows, notes under it."""

    def make(writer: Writer) -> Paper:
        parts = house.say_title(f"{writer.year}年{writer.place}{writer.field}统计情况")
        if prose:
            parts += house.say_all(writer.paragraphs(2))
        parts.append(Part(Role.EITHER, f"表1{BLANK}分地区完成情况", Look(12, "hei", align="center")))
        parts.append(Part(Role.KEPT, "单位：万元", Look(10.5, "song", align="right")))

        def number() -> str:
            return f"{writer.random.randint(100, 9999)}.{writer.random.randint(0, 9)}"

        table = [("地区", "上年", "<", "本年", "<"), ("^", "计划", "完成", "计划", "完成")]
        table += [
            (f"{place}区", number(), number(), number(), number()) for place in "东西南北中新高山湖河"[:rows]
        ]
        table.append(("合计", number(), number(), number(), number()))
        parts.append(Part(Role.TABLE, rows=tuple(table)))
        parts.append(Part(Role.LINE, f"数据来源：{writer.unit}", Look(10.5, "song")))
        if prose:
            parts += house.say_all(writer.paragraphs(1))
        return Paper(tuple(parts))

    return make


def contract(house: House = WPS_PLAIN) -> Make:
    """合同: number, parties, clauses with items, signatures of both in a table without lines."""

    def make(writer: Writer) -> Paper:
        parts = [
            Part(
                Role.KEPT,
                f"合同编号：HT-{writer.year}-{writer.random.randint(10, 99)}",
                replace(house.body, first=0, align="right"),
            )
        ]
        parts += house.say_title(f"{writer.field}服务合同")
        parts += [
            house.flush(f"甲方：{writer.unit}", Role.LINE),
            house.flush(f"乙方：{writer.other_unit()}", Role.LINE),
            house.say("根据有关法律法规，甲乙双方经协商一致，订立本合同，共同遵守。"),
        ]
        for number, name in enumerate(("服务内容", "服务期限", "费用及支付", "双方权利义务", "违约责任"), 1):
            parts.append(house.head(f"第{writer.say_ordinal(number)}条{BLANK}{name}"))
            for item in range(1, 3):
                parts.append(
                    house.say(f"{number}.{item}{BLANK}{writer.fill('乙方应当按照约定做好{act}，{goal}。')}")
                )
        parts += [
            house.flush("甲方（盖章）：", Role.KEPT),
            house.flush("乙方（盖章）：", Role.KEPT),
            house.flush(f"签订日期：{writer.date()}", Role.KEPT),
        ]
        return Paper(tuple(parts))

    return make


def offer(house: House = WPS_PLAIN, *, contact: bool = True) -> Make:
    """招聘启事: posts in a table, conditions, contact lines at the end."""

    def make(writer: Writer) -> Paper:
        parts = house.say_title(f"{writer.other_unit()}招聘启事")
        parts.append(house.say(writer.paragraph(70)))
        parts.append(house.head("一、招聘岗位"))
        rows = [("岗位", "人数", "学历", "其他条件")]
        rows += [
            (f"{word}岗", str(writer.random.randint(1, 4)), "本科及以上", f"{writer.fill('熟悉{field}')}")
            for word in ("管理", "技术", "财务")
        ]
        parts.append(Part(Role.TABLE, rows=tuple(rows)))
        parts.append(house.head("二、报名条件"))
        for number in range(1, 4):
            parts.append(
                house.say(f"{number}.{writer.fill('具有{field}工作经历{few}年以上，能够承担{act}任务。')}")
            )
        parts.append(house.head("三、报名方式"))
        parts.append(
            house.say(
                f"请于{writer.date()}前将报名材料送至{writer.place}人民路{writer.random.randint(2, 90)}号。"
            )
        )
        if contact:
            parts += [
                house.say(f"联系人：{writer.name()[:1]}老师", Role.LINE),
                house.say(f"电话：{writer.phone()}", Role.LINE),
            ]
        parts += house.sign("right", writer.date())
        return Paper(tuple(parts))

    return make


def life(house: House = WPS_PLAIN) -> Make:
    """简历, 人物简介: a name in the title, dates at the head of lines."""

    def make(writer: Writer) -> Paper:
        name = writer.name()
        parts = house.say_title(f"{name}同志简历")
        parts.append(
            house.say(
                f"{name}，男，19{writer.random.randint(65, 90)}年{writer.random.randint(1, 12)}月生，大学学历，现任{writer.unit}副主任。"
            )
        )
        year = 1990
        for _ in range(5):
            step = writer.random.randint(2, 6)
            parts.append(
                house.say(
                    f"{year}.07—{year + step}.0{writer.random.randint(1, 9)}{BLANK}{writer.other_unit()}工作人员",
                    Role.LINE,
                )
            )
            year += step
        parts += house.say_all(writer.paragraphs(1))
        return Paper(tuple(parts))

    return make


def schedule(house: House = OFFICIAL, *, above: str = "附件2：") -> Make:
    """An attachment: its label, a title, a table of tasks."""

    def make(writer: Writer) -> Paper:
        parts = [Part(Role.KEPT, above, Look(16, "hei"))]
        parts += house.say_title(f"{writer.field}重点任务分解表")
        parts.append(task_table(writer, 6))
        return Paper(tuple(parts))

    return make
