"""Issues that nobody would write and everybody may: random articles with whatever Markdown allows.

What a proof might take for something else is in them on purpose: texts that say what a title, a page
number or the colophon says, characters that nobody sees, notes in notes, layouts that were changed.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from random import Random

from PIL import Image

_SHIPPED = Path(__file__).resolve().parent.parent


def _cut(texts: str) -> list[str]:
    return texts.split(",")


_HAN = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面"
    "而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把"
    "性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质"
)
_FOREIGN = _cut(
    "AI,5G,GDP,R&D,0.5%,14.6％,1—7月,2024年,3.2万,“十四五”,《规划》,（试行）,HPC/AI,e-mail,state-of-the-art,A+,C++,"
    "internationalization,—,……,·,𬍛,祎,㐂,“‘甲’”,3∶2,1/2,±5,℃,①,㎡,×10,open source,100 MW,"
    "Nature Communications,https://www.most.gov.cn/kjbgz/202409/t20240912_191234.html,"
    # Full-width, compatibility, rare and composed characters, spaces of every width, what nobody sees.
    "Ａｂｃ１２３,Ⅳ,½,㎏,№,㈠,‰,※,→,▲,〇,々,か,Ж,𫖯𬭎,㛃𠙶,m²,CO₂,10⁶,cafe\u0301,e\u0301,甲\u3000乙,x\u00a0y,a&ensp;b,"
    "&thinsp;,inter\u00adnation\u00adal,甲\u200b乙,\u2060,\ufeff,`甲`,~~删~~,H~2~O,&lt;b&gt;,&quot;,“'\"”"
)
# Paragraphs that look like something else.
_LONE = _cut(
    "12,2024,— 3 —,第5页,· 2 ·,3/12,—,……,“”,·,１２,第三页,— 九 —,&ensp;,&#8203;,\u3000\u3000,**2**,"
    "**— 4 —**,编辑：李　涛,电话：04366683,某市科技局编辑,（来源：某市科技局）,"
    "　　　　　　　　　　　　某市科技局,　　　　　　　　　　2024年9月30日,"
    "目录,2024年第9期,李涛,王小芳,李　涛　　王小芳"
)
_ADDRESSES = _cut(
    "https://example.gov.cn/{}?a=b&c=1,https://例子.中国/路径/{}#片段,https://a.cn/%E4%B8%AD%20{}/,"
    "mailto:a{}@b.cn,tel:0436-{},"
    "https://a.cn/(x{})_b,https://a.cn/q?w=“甲{}”,http://A.CN/a%2Fb{},https://a.cn/{}"
)
_TITLES = _cut("2024,9,3,12,2024年,第3页,一,A,《》,——,滨江科技通讯,某市科技局,2024年第9期,*,[1],“甲”,''")
_DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="99" height="60"><text y="15">图中文字</text></svg>'
_SERIES = {
    "刊名": "滨江科技通讯,滨江科技通讯,科,2024,某市科技工作情况通报",
    "编辑单位": "某市科技局,某市科技局,编辑,某某市科学技术局科技信息研究所",
    "编辑": "李涛,李涛、王小芳,王小芳,李·阿卜杜拉",
    "电话": ",04366683,(0436) 436-6683 转 9,0436‐6683、13900000000",
    "版式": "2024,2025,2023",
}
# What a workspace may change: where numbers stand and how they are written, marks, places, columns.
_STYLES = (
    "@page { @top-right { content: '12'; } }",
    "h2 { string-set: t content(); } @page { @top-left { content: string(t); } }",
    "@page { @top-center { content: '滨江科技通讯　第' counter(page) '页　共' counter(pages) '页'; } }",
    "@page :left { @bottom-left { content: counter(page, cjk-decimal); } }",
    "@page :right { @bottom-right { content: '第' counter(page, simp-chinese-informal) '页'; } }",
    "@page :left { @bottom-left { content: counter(page) '/' counter(pages); } }",
    "article { counter-increment: n; } @page { @top-left { content: counter(n); } }",
    ".contents a::after { content: '（' target-counter(attr(href), page) '）'; }",
    "main ol { list-style-type: cjk-decimal; } main ul { list-style-type: '－'; }",
    ".footnote::footnote-call, .footnote::footnote-marker { content: '[' attr(data-number) ']'; }",
    "h3::before { content: '■ '; } h4::after { content: '（续）'; } h2::before { content: counter(page); }",
    ".number { position: absolute; top: -12mm; right: -9mm; } h3 { margin-left: -3em; }",
    ":root { --lines: 26; } main p { --composition: clreq; }",
    ":root { --composition: clreq; } h2 { text-align: left; break-before: page; }",
    "@page { size: 200mm 280mm; margin: 30mm 15mm; } img { max-height: 90mm; }",
)


def write_issue(random: Random) -> dict[str, str | bytes]:
    """The files of a workspace with one issue, of articles of every length; valid, however odd."""
    picture = io.BytesIO()
    Image.new("RGB", (random.randint(50, 900), random.randint(50, 900)), (200, 0, 0)).save(picture, "PNG")
    name = random.choice(["2024-09"] * 7 + ["2023-a", "2024-100", "2023-12"])
    folder = f"issues/{name}"
    echoes = [_pick_han(random, 1, 12) for _ in range(3)]
    echoes += [echoes[0] + echoes[1], random.choice(_TITLES)]
    count = random.choice([1, 1, 1, 1, 2, 3]) if random.random() < 0.97 else random.randint(5, 30)
    articles = {
        f"{folder}/{number:02d}.md": _Writer(random, echoes).write_article(short=count > 4)
        for number in range(count)
    }
    series = {key: random.choice(values.split(",")) for key, values in _SERIES.items()}
    files: dict[str, str | bytes] = {
        f"{folder}/a.png": picture.getvalue(),
        f"{folder}/b.svg": _DRAWING,
        **articles,
    }
    if random.random() < 0.01:
        series["正文字体"] = "own"
        files["fonts/own.ttf"] = (_SHIPPED / "fonts" / "BulletinKai-Regular.ttf").read_bytes()
    if random.random() < 0.3:
        style = (_SHIPPED / "templates" / "print.css").read_text("utf-8")
        changes = random.sample(_STYLES, random.randint(1, 2))
        files["templates/print.css"] = "\n".join([style, *changes])
    if random.random() < 0.3:
        files[f"{folder}/issue.md"] = (
            "---\n日期: 2024-09-30\n---\n\n# 短讯\n\n文。\n\n# 短讯\n\n## 短讯\n\n短讯\n"
        )
    if random.random() < 0.4:
        given = {
            "总期号": str(random.randint(1, 9999)),
            "标识": _pick_han(random, 2, 60),
            "报送": "，".join(_pick_han(random, 3, 12) for _ in range(random.randint(1, 30))),
            "抄送": "、".join(_pick_han(random, 3, 12) for _ in range(random.randint(1, 9))),
            "印数": str(random.randint(1, 5000)),
            "封面图": "a.png",
        }
        chosen = random.sample(sorted(given), random.randint(1, len(given)))
        head = "".join(f"{key}: {given[key]}\n" for key in chosen)
        before = files.get(f"{folder}/issue.md", "---\n日期: 2024-09-30\n---\n")
        files[f"{folder}/issue.md"] = str(before).replace("---\n", f"---\n{head}", 1)
    files["bulletin.yaml"] = "".join(f"{key}: '{value}'\n" for key, value in series.items() if value)
    return files


def _pick_han(random: Random, least: int, most: int) -> str:
    return "".join(random.choices(_HAN, k=random.randint(least, most)))


class _Writer:
    """Writes one article; `echoes` are what the articles of its issue say again and again."""

    def __init__(self, random: Random, echoes: list[str]) -> None:
        self._random = random
        self._echoes = echoes
        self._notes = 0

    def write_article(self, *, short: bool) -> str:
        chance, han = self._random.random, self._write_han
        kinds: list[Callable[[], str]] = [self._write_text, self._write_heading, self._write_list]
        kinds += [self._write_table, self._write_quotation, self._write_figure, self._write_lone]
        kinds += [self._write_form, self._write_merged_table]
        weights = [8, 2, 2, 2, 1, 1, 2, 3, 1]
        long = chance() < 0.03
        count = 1 if short else self._random.randint(20, 40) if long else self._random.randint(1, 4)
        blocks = [kind() for kind in self._random.choices(kinds, weights, k=count)]
        blocks += self._write_notes()
        title = f"{han(2, 45)}{self._random.choice(['', '2024', 'AI'])}"
        title = self._random.choice(self._echoes) if chance() < 0.3 else title
        title = han(60, 200) if chance() < 0.03 else title
        names = self._random.choice([f"{han(2, 2)}、{han(3, 3)}", "王小芳", "李涛、王小芳"])
        quoted = title.replace("'", "''")
        if chance() < 0.1 and len(title) > 4 and title.isalpha():
            cut = self._random.randint(1, len(title) - 1)
            quoted = f"{quoted[:cut]}\\\n  {quoted[cut:]}"
        head = f"---\n标题: '{quoted}'\n"
        head += f"副标题: {han(2, 60)}\n" if chance() < 0.2 else ""
        head += f"栏目: {self._random.choice(['工作动态', '政策', han(2, 12)])}\n" if chance() < 0.3 else ""
        head += f"摘要: {han(5, 90)}。\n" if chance() < 0.3 else ""
        if chance() < 0.2:
            head += (
                f"编者按: |-\n  {self._write_sentences(4)}\n\n  {self._write_sentences(1)}{self._refer()}\n"
            )
        head += f"作者: {names}\n" if chance() < 0.5 else ""
        head += f"来源: {han(4, 4)}\n" if chance() < 0.4 else "来源: 某市科技局\n" if chance() < 0.2 else ""
        return head + "---\n\n" + "\n\n".join(blocks or [names]) + "\n"

    def _write_han(self, least: int, most: int) -> str:
        return _pick_han(self._random, least, most)

    def _write_sentences(self, most: int) -> str:
        random, text = self._random, ""
        for _ in range(random.randint(1, most)):
            for _ in range(random.randint(1, 10)):
                text += self._write_han(2, 12) if random.random() < 0.75 else random.choice(_FOREIGN)
                text += random.choice("，、；：") if random.random() < 0.4 else ""
            text += random.choice("。？！")
        return text

    def _write_inline(self) -> str:
        random, text = self._random, ""
        for _ in range(random.randint(1, 3)):
            part, dice = self._write_sentences(1), random.random()
            if dice < 0.1:
                part = f"**{part}**后"
            elif dice < 0.15:
                part = f"*{part}*后"
            elif dice < 0.22:
                part = "".join(self._write_link() for _ in range(random.choice([1, 1, 1, 2, 3])))
            elif dice < 0.4:
                part += self._write_call()
            elif dice < 0.45 and self._notes:
                part += f"[^{random.randint(1, self._notes)}]"
            elif dice < 0.47:
                part += "\\\n"
            text += part + (self._refer() if random.random() < 0.1 else "")
        return text.removesuffix("\\\n")

    def _write_link(self) -> str:
        random = self._random
        address = random.choice(_ADDRESSES).format(random.randint(1, 3))
        words = random.choice([self._write_han(2, 30), self._write_han(1, 3), "**粗**", "2", " 甲 "])
        return f"[{words}]({address})"

    def _refer(self) -> str:
        """见本期《…》, of a title that another article may have."""
        return f"见本期《{self._random.choice(self._echoes)}》。"

    def _write_call(self) -> str:
        self._notes += 1
        return f"[^{self._notes}]"

    def _write_notes(self) -> list[str]:
        """One for each call, and for those that are called in notes."""
        random, notes = self._random, []
        number = 1
        while number <= self._notes:
            text = self._write_sentences(3)[:430] if random.random() < 0.9 else self._write_han(300, 430)
            text = random.choice(["1", "甲", self._write_link()]) if random.random() < 0.1 else text
            if self._notes < 40 and random.random() < 0.08:
                text += self._write_call()
            elif random.random() < 0.08:
                text += f"[^{random.randint(1, self._notes)}]"
            notes.append(f"[^{number}]: {text}")
            number += 1
        return notes

    def _write_text(self) -> str:
        dice = self._random.random()
        if dice < 0.08:
            return self._write_han(200, 900)
        if dice < 0.12:
            return f"**{self._write_sentences(3)}**"
        if dice < 0.15:
            return "internationalization characterization " * self._random.randint(5, 60)
        return self._write_inline()

    def _write_lone(self) -> str:
        return self._random.choice([*_LONE, *map(_escape, self._echoes)])

    def _write_heading(self) -> str:
        random = self._random
        number = random.choice(["一、", "（一）", "1.", ""])
        call = self._write_call() if random.random() < 0.05 else ""
        text = _escape(random.choice(self._echoes)) if random.random() < 0.3 else self._write_han(2, 40)
        return f"{'#' * random.randint(2, 5)} {number}{text}{call}"

    def _write_list(self) -> str:
        return "\n".join(self._write_items(0))

    def _write_items(self, depth: int) -> list[str]:
        random, lines = self._random, []
        ordered, loose = random.random() < 0.5, random.random() < 0.3
        first = random.choice([random.randint(1, 40), random.randint(90, 990)])
        for number in range(first, first + random.randint(1, 3)):
            mark = f"{number}. " if ordered else "- "
            text = self._write_inline() if random.random() < 0.9 else _escape(random.choice(self._echoes))
            lines += [mark + text.replace("\n", "\n" + " " * len(mark)), *([""] if loose else [])]
            if random.random() < 0.05:
                lines += ["", " " * len(mark) + f"> {self._write_han(3, 60)}", ""]
            if depth < 3 and random.random() < 0.2:
                lines += [" " * len(mark) + line for line in self._write_items(depth + 1)]
        return lines

    def _write_table(self) -> str:
        random = self._random
        columns = random.choice([random.randint(1, 6)] * 9 + [random.randint(7, 14)])
        cells = [self._write_han(1, 30), str(random.randint(1, 99999)), "", "—", "AI"]
        cells += [
            _escape(random.choice(self._echoes)),
            "&#8203;",
            self._write_han(100, 300),
            "第2页",
            "**3**",
        ]
        if columns > 6:
            cells = ["12", "", "—", "甲", "3.5"]
        elif random.random() < 0.2:
            cells[2], cells[3] = self._write_link(), "甲CALL乙"
        heads = [self._write_han(1, 5 if columns < 7 else 2), *(["2021", "12", "— 3 —", "第9页", "", "2"])]
        head = (
            random.choices(heads, [6] + [1] * 6, k=columns)
            if columns < 7
            else [self._write_han(1, 2)] * columns
        )
        if random.random() < 0.1:
            head[0] = f"[甲](https://a.cn/)[乙](https://b.cn/){self._write_call()}"
        if random.random() < 0.15:  # a form has none
            head = [""] * columns
        rows = [head, random.choices(["---", "--:", ":-:"], k=columns)]
        length = random.choice([0, *[random.randint(1, 9)] * 4, random.randint(10, 60)])
        weights = [3, 3, 1, 1, 1, 1, 0.3, 0.2, 0.3, 0.3][: len(cells)]
        rows += [random.choices(cells, weights, k=columns) for _ in range(length)]
        caption = f"表1　{self._write_han(4, 8)}\n\n" if random.random() < 0.5 else ""
        text = "\n".join(f"| {' | '.join(row)} |" for row in rows)
        first, *rest = text.split("CALL")
        return caption + first + "".join(self._write_call() + part for part in rest)

    def _write_merged_table(self) -> str:
        """Cells over several columns and rows, lines in cells, a unit and notes."""
        random, columns = self._random, self._random.randint(2, 6)
        texts = [self._write_han(1, 14), "12", "甲<br>乙", f"{self._write_han(2, 9)}<BR/>3", " "]
        owners: list[list[str]] = []
        rows = []
        for number in range(random.randint(2, 12)):
            row, at = [], 0
            while at < columns:
                wide = random.choice([1, 1, 1, min(2, columns - at)])
                over = number > 1 and random.random() < 0.2
                end = at + wide
                fits = over and owners[-1][at] != owners[-1][at - 1 if at else -1] and end < columns
                if fits and len({*owners[-1][at:end]}) == 1 and owners[-1][end] != owners[-1][at]:
                    row += [(" ^^ ", owners[-1][at])] * wide
                else:
                    name = f"{number}.{at}"
                    row += [(f" {random.choice(texts)} ", name), *[("", name)] * (wide - 1)]
                at = end
            owners.append([name for _, name in row])
            rows.append(f"|{'|'.join(text for text, _ in row)}|")
        if random.random() < 0.15:
            rows.insert(0, f"|{'|'.join([' '] * columns)}|")
        rows.insert(1, "| --- " * columns + "|")
        before = f"表2　{self._write_han(2, 20)}" if random.random() < 0.7 else ""
        before += random.choice(["", "\n单位：万元", "　　　单位：元"])
        notes = f"\n注：{self._write_inline()}" if random.random() < 0.3 else ""
        notes += "\n\n数据来源：统计局。\n\n说明：1.甲。\n\n2.乙。" if random.random() < 0.3 else ""
        return f"{before.strip()}\n".lstrip() + "\n".join(rows) + notes

    def _write_form(self) -> str:
        forms = [self._write_signature, self._write_attachments, self._write_sources, self._write_speeches]
        return self._random.choice([*forms, self._write_lines])()

    def _write_lines(self) -> str:
        """Lines ended by hand: a poem, a paragraph; a new page; pictures side by side."""
        random, han = self._random, self._write_han
        stanzas = ["> " + "\\\n> ".join(han(1, 20) for _ in range(4)) for _ in range(random.randint(1, 3))]
        lines = [han(1, 40) for _ in range(random.randint(2, 5))]
        page = random.choice(["【分页】", "［ 分页 ］"]) + "\n\n" + han(2, 300)
        pictures = [f"![{han(2, 8)}]({name})" for name in ("a.png", "b.svg", "a.png", "b.svg")]
        return random.choice(["\n>\n".join(stanzas), "\\\n".join(lines), page, " ".join(pictures)])

    def _write_signature(self) -> str:
        random, indent = self._random, self._random.choice(["　" * 6, "　" * 18, " " * 12, "\t\t\t\t"])
        lines = [self._write_han(2, random.choice([4, 12, 40])) for _ in range(random.randint(1, 3))]
        lines += random.choice([[], ["2025年1月20日"], ["二〇二五年十二月三十一日"], ["２０２５年１月"]])
        return random.choice(["\n", "\n\n"]).join(indent + line for line in lines)

    def _write_attachments(self) -> str:
        random, names = self._random, [self._write_han(2, 50) for _ in range(self._random.randint(1, 4))]
        mark = random.choice(["{}. ", "{}．", "{}、", "（{}）"])
        items = [mark.format(number) + name for number, name in enumerate(names, 1)]
        joints = random.choice(["\n　　　", "\n\n", "\n\n　　　"])
        whole = [f"附件：{names[0]}", "附件：\n" + "\n".join(items), "附件：" + joints.join(items)]
        return random.choice(whole)

    def _write_sources(self) -> str:
        random, count = self._random, self._random.choice([1, 3, 12])
        title = random.choice(["参考文献：", "## 参考文献", "主要参考文献"])
        items = [f"[{n + 1}] {self._write_han(2, 60)}[J]. Nature, 2024, 12(2): 33-51." for n in range(count)]
        joint = random.choice(["\n", "\n\n"])
        return f"甲[1]乙[1,{count}]，丙[1-{count}]。\n\n{title}\n\n{joint.join(items)}"

    def _write_speeches(self) -> str:
        labels = self._random.choice([("问：", "答："), ("**问：**", "**答：**"), ("记者：", "欧阳修：")])
        return "\n\n".join(label + self._write_sentences(3) for label in labels * 2)

    def _write_quotation(self) -> str:
        inside = [self._write_inline(), self._write_inline()]
        if self._random.random() < 0.2:
            inside.append("- " + self._write_han(3, 50) + "\n- " + self._write_han(3, 50))
        return "\n>\n".join("> " + text.replace("\n", "\n> ") for text in inside)

    def _write_figure(self) -> str:
        random = self._random
        words = [self._write_han(2, 8), "“引”'号'", 'a \\"b\\" &amp; <c', _escape(self._echoes[0])]
        figures = [
            f"![{random.choice(words).replace('<', '&lt;')}]({random.choice(['a.png', 'b.svg'])})"
            for _ in range(random.choice([1, 1, 1, 2]))
        ]
        caption = f"\n\n图1　{self._write_han(3, 9)}" if random.random() < 0.5 else ""
        return " ".join(figures) + caption


def _escape(text: str) -> str:
    """`text` as a clerk must type it to be printed."""
    return "".join("\\" + char if char in "*[]" else char for char in text)
