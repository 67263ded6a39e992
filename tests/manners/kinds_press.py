"""Papers of the press and of authors: news, features, digests, research, papers, letters, verses."""

from __future__ import annotations

from dataclasses import replace

from .house import BLANK, OFFICIAL, WPS_PLAIN, House, split_title
from .kinds_office import Make
from .paper import Look, Paper, Part, Role
from .texts import Writer


def news(
    house: House = WPS_PLAIN,
    *,
    byline: str = "",
    end: str = "",
    pictures: int = 0,
    count: int = 4,
    title: str = "one",
    note: bool = False,
    above: str = "",
) -> Make:
    """新闻稿, 动态. `byline`: name, unit-name, unit, reporter, letter, label, text, square; `end`: editor (责任编辑), author (（某某）), source."""

    def make(writer: Writer) -> Paper:
        parts: list[Part] = []
        if above:
            parts.append(Part(Role.KEPT, above, replace(house.body, first=0, bold=True)))
        text = writer.news()
        parts += house.say_title(*(split_title(text + "工作取得阶段性成效", 2) if title == "two" else [text]))
        small = Look(house.body.size - 1, "kai", align="center")
        name = writer.name()
        said = {
            "name": name,
            "unit-name": f"{writer.unit}{BLANK}{name}",
            "unit": writer.unit,
            "reporter": f"本报记者{BLANK}{name}",
            "letter": f"通讯员{BLANK}{name}{BLANK}{writer.name()}",
            "label": f"作者：{name}",
            "text": f"文/{name}{BLANK}图/{writer.name()}",
            "square": f"□{BLANK}{name}",
        }.get(byline)
        if said:
            parts.append(Part(Role.BYLINE, said, small))
        if note:
            parts.append(house.say(f"编者按：{writer.paragraph(90)}", Role.KEPT))
        texts = writer.paragraphs(count)
        parts.append(
            house.say(f"{writer.random.randint(1, 12)}月{writer.random.randint(1, 28)}日，{texts[0]}")
        )
        for number, paragraph in enumerate(texts[1:], 1):
            if number <= pictures:
                parts.append(Part(Role.PICTURE, picture=number))
            parts.append(house.say(paragraph))
        if end == "editor":
            parts.append(house.say(f"责任编辑：{writer.name()}", Role.LINE))
        elif end == "author":
            parts.append(house.say(f"（{writer.unit}{BLANK}{writer.name()}）", Role.KEPT))
        elif end == "source":
            parts.append(house.say(f"（供稿：{writer.unit}）", Role.KEPT))
        return Paper(tuple(parts))

    return make


def feature(house: House = OFFICIAL, *, heads: str = "bare", byline: str = "name") -> Make:
    """通讯: a title, a subtitle behind a dash, who wrote it, short subheads."""

    def make(writer: Writer) -> Paper:
        parts = house.say_title(writer.feature())
        parts.append(
            Part(Role.SUBTITLE, f"——{writer.place}{writer.field}工作纪实", Look(16, "kai", align="center"))
        )
        if byline:
            said = writer.name() if byline == "name" else f"{writer.unit}{BLANK}{writer.name()}"
            parts.append(Part(Role.BYLINE, said, Look(14, "kai", align="center")))
        parts += house.say_all(writer.paragraphs(2))
        for number in range(3):
            text = {
                "bare": writer.heading(),
                "bracket": f"【{writer.heading()}】",
                "part": f"{writer.say_ordinal(number + 1)}",
            }[heads]
            parts.append(house.head(text))
            parts += house.say_all(writer.paragraphs(2))
        return Paper(tuple(parts))

    return make


def brief(house: House = WPS_PLAIN) -> Make:
    """信息专报: labels in 【】 ahead of each part."""

    def make(writer: Writer) -> Paper:
        parts = house.say_title(f"{writer.place}反映{writer.field}中的几个问题值得关注")
        for label in ("基本情况", "主要问题", "原因分析", "对策建议"):
            parts.append(Part(Role.EITHER, f"【{label}】", house.heads[0], lead=house.lead))
            parts += house.say_all(writer.paragraphs(1))
        return Paper(tuple(parts))

    return make


def research(house: House = OFFICIAL, *, cover: bool = True, contents: bool = True, dots: str = "……") -> Make:
    """调研报告: a cover of title, unit and date, its own 目录, then the text, whose title comes again."""

    def make(writer: Writer) -> Paper:
        title = f"{writer.place}{writer.field}情况调研报告"
        parts: list[Part] = []
        date = f"{writer.year}年{writer.random.randint(1, 12)}月"
        if cover:
            parts += [
                Part(Role.TITLE, title, Look(26, "xbs", align="center", gap=6)),
                Part(Role.FREE, writer.unit, Look(18, "kai", align="center", gap=9)),
                Part(Role.FREE, date, Look(18, "kai", align="center")),
            ]
        heads = [writer.heading() for _ in range(4)]
        subs = [[writer.heading() for _ in range(2)] for _ in heads]
        if contents:
            parts.append(Part(Role.OUT, f"目{BLANK}录", Look(18, "hei", align="center", page=True)))
            page = 1
            for number, head in enumerate(heads, 1):
                parts.append(
                    Part(Role.OUT, f"{writer.say_ordinal(number)}、{head}{dots}{page}", Look(14, "song"))
                )
                for at, sub in enumerate(subs[number - 1], 1):
                    parts.append(
                        Part(
                            Role.OUT,
                            f"（{writer.say_ordinal(at)}）{sub}{dots}{page}",
                            Look(14, "song", left=2),
                        )
                    )
                page += 2
        if not cover:
            first = house.say_title(title)[0]
            parts.insert(0, first)
        else:
            parts.append(Part(Role.FREE, title, replace(house.title, page=True)))
        parts.append(house.say(writer.paragraph(160)))
        for number, head in enumerate(heads, 1):
            parts.append(house.head(f"{writer.say_ordinal(number)}、{head}"))
            for at, sub in enumerate(subs[number - 1], 1):
                parts.append(house.head(f"（{writer.say_ordinal(at)}）{sub}", 2))
                parts += house.say_all(writer.paragraphs(1))
        return Paper(tuple(parts), foot="— # —")

    return make


def thesis(house: House = WPS_PLAIN, *, notes: bool = False, english: bool = False) -> Make:
    """论文: author, unit, 摘要, 关键词, sections 1 and 1.1, 参考文献."""

    def make(writer: Writer) -> Paper:
        parts = house.say_title(f"{writer.field}的现状与对策研究")
        small = Look(12, "kai", align="center")
        parts.append(Part(Role.BYLINE, writer.name(), small))
        parts.append(
            Part(
                Role.CREDIT,
                f"（{writer.other_unit()}，{writer.place}{BLANK}000000）",
                replace(small, size=10.5),
            )
        )
        parts.append(house.say(f"摘要：{writer.paragraph(150)}", bold=3))
        parts.append(
            house.say(f"关键词：{writer.field}；{writer.fill('{act}')}；{writer.fill('{act}')}", bold=4)
        )
        if english:
            parts.append(
                house.say(
                    "Abstract: This paper looks at how small towns keep their services running, and what can be done better.",
                    bold=9,
                )
            )
            parts.append(house.say("Key words: public service; small towns; evaluation", bold=10))
        for number in range(1, 4):
            parts.append(house.head(f"{number}{BLANK}{writer.heading()}"))
            for sub in range(1, 3):
                parts.append(house.head(f"{number}.{sub}{BLANK}{writer.heading()}", 2))
                note = (
                    f"参见{writer.unit}编：《{writer.place}年鉴》，{writer.year}年版。"
                    if notes and sub == 1
                    else ""
                )
                parts.append(house.say(writer.paragraph(130), note=note))
        parts.append(Part(Role.EITHER, "参考文献", house.heads[0]))
        for number in range(1, 4):
            parts.append(
                Part(
                    Role.LINE,
                    f"[{number}]{writer.name()}.{writer.fill('{field}')}研究[J].{writer.place[:2]}学刊,{writer.year},({number}):{number * 11}-{number * 11 + 7}.",
                    Look(10.5, "song"),
                )
            )
        return Paper(tuple(parts))

    return make


def letter(
    house: House = OFFICIAL, *, kind: str = "倡议书", sign: str = "right", spread_title: bool = True
) -> Make:
    """倡议书, 感谢信, 邀请函: a short title, whom it is for, 落款."""

    def make(writer: Writer) -> Paper:
        title = " ".join(kind) if spread_title else f"关于{writer.field}的{kind}"
        parts = house.say_title(title)
        parts.append(
            house.flush("广大市民朋友们：" if kind == "倡议书" else f"尊敬的{writer.other_unit()}：")
        )
        parts += house.say_all(writer.paragraphs(2))
        if kind == "倡议书":
            parts += house.outline(writer, 3, "run")
        if kind == "邀请函":
            parts += [
                house.say(f"时间：{writer.date()}", Role.LINE),
                house.say(f"地点：{writer.place}文化馆", Role.LINE),
            ]
            parts.append(house.say("诚挚邀请您拨冗出席。"))
        if kind == "感谢信":
            parts.append(house.say("此致", Role.KEPT))
            parts.append(house.flush("敬礼！", Role.KEPT))
        parts += house.sign(sign, writer.unit, writer.date())
        return Paper(tuple(parts))

    return make


def questions(house: House = OFFICIAL, *, form: str = "ask") -> Make:
    """FAQ, 访谈. The forms: ask (问：答：), number (1.…？ in bold, the answer below), talk (names)."""

    def make(writer: Writer) -> Paper:
        if form == "talk":
            parts = house.say_title(f"对话{writer.name()}：{writer.field}的坚守与创新")
            parts.append(
                Part(Role.BYLINE, f"本刊记者{BLANK}{writer.name()}", Look(14, "kai", align="center"))
            )
            parts += house.say_all(writer.paragraphs(1))
        else:
            parts = house.say_title(f"{writer.field}常见问题解答")
        guest = writer.name()[:1] + "主任"
        for number in range(1, 6):
            question, answer = writer.question(), writer.paragraph(60)
            if form == "number":
                parts.append(
                    replace(
                        house.say(f"{number}.{question}", Role.EITHER), look=replace(house.body, bold=True)
                    )
                )
                parts.append(house.say(f"答：{answer}"))
            elif form == "ask":
                parts.append(house.say(f"问：{question}", bold=2))
                parts.append(house.say(f"答：{answer}", bold=2))
            else:
                parts.append(house.say(f"记者：{question}", bold=3))
                parts.append(house.say(f"{guest}：{answer}", bold=4))
        return Paper(tuple(parts))

    return make


def essay(house: House = OFFICIAL, *, byline: str = "unit-name", sign: bool = False) -> Make:
    """读后感: who wrote it under the title."""

    def make(writer: Writer) -> Paper:
        parts = house.say_title(f"读《{writer.place[:2]}往事》有感")
        name = writer.name()
        if byline == "unit-name":
            parts.append(Part(Role.BYLINE, f"{writer.unit}{BLANK}{name}", Look(14, "kai", align="center")))
        elif byline == "spaced":
            parts.append(
                Part(
                    Role.BYLINE,
                    BLANK.join((name[0], name[1:])) if len(name) == 2 else name,
                    Look(14, "kai", align="center"),
                )
            )
        parts += house.say_all(writer.paragraphs(5))
        return Paper(tuple(parts))

    return make


def poem(house: House = OFFICIAL, *, stanzas: int = 3) -> Make:
    """诗歌: short lines, in stanzas parted by an empty paragraph."""

    def make(writer: Writer) -> Paper:
        from . import words

        parts = house.say_title(f"写给{writer.place[:2]}的春天")
        parts.append(Part(Role.BYLINE, writer.name(), Look(14, "kai", align="center")))
        for _ in range(stanzas):
            verses = writer.random.sample(words.VERSES, 4)
            for number, verse in enumerate(verses):
                parts.append(
                    Part(
                        Role.LINE,
                        verse.rstrip("，。") + ("。" if number == 3 else "，"),
                        Look(14, "song", left=6, gap=0 if number else 1),
                    )
                )
        return Paper(tuple(parts))

    return make
