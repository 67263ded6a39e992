"""Issues that nobody would write and everybody may: random articles with whatever Markdown allows."""

from __future__ import annotations

import io
from random import Random

from PIL import Image

_HAN = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面"
    "而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把"
    "性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质"
)
_FOREIGN = (
    "AI,5G,GDP,R&D,0.5%,14.6％,1—7月,2024年,3.2万,“十四五”,《规划》,（试行）,HPC/AI,e-mail,state-of-the-art,A+,C++,"
    "internationalization,—,……,·,𬍛,祎,㐂,“‘甲’”,3∶2,1/2,±5,℃,①,㎡,×10,open source,100 MW,"
    "Nature Communications,https://www.most.gov.cn/kjbgz/202409/t20240912_191234.html"
)
_DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="99" height="60"><text y="15">图中文字</text></svg>'


def write_issue(random: Random) -> dict[str, str | bytes]:
    """The files of an issue 2024-09, articles of every length; valid, however odd."""
    picture = io.BytesIO()
    Image.new("RGB", (random.randint(50, 900), random.randint(50, 900)), (200, 0, 0)).save(picture, "PNG")
    articles = {
        f"issues/2024-09/{number:02d}.md": _Writer(random).write_article()
        for number in range(random.randint(1, 4))
    }
    layout = random.choice(["2024", "2023"])
    return {
        "bulletin.yaml": f"刊名: 科技情报参考\n编辑单位: 某市科技局\n编辑: [李涛, 王小芳]\n版式: {layout}\n",
        "issues/2024-09/a.png": picture.getvalue(),
        "issues/2024-09/b.svg": _DRAWING,
        **articles,
    }


class _Writer:
    """Writes one article."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._notes = 0

    def write_article(self) -> str:
        chance, han = self._random.random, self._write_han
        kinds = [self._write_text, self._write_heading, self._write_list, self._write_table]
        kinds += [self._write_quotation, self._write_figure]
        weights = [8, 2, 2, 2, 1, 1]
        count = self._random.randint(1, 12)
        blocks = [kind() for kind in self._random.choices(kinds, weights, k=count)]
        blocks += [f"[^{n}]: {self._write_sentences(3)[:450]}" for n in range(1, self._notes + 1)]
        head = f"---\n标题: '{han(2, 45)}{self._random.choice(['', '2024', 'AI'])}'\n"
        head += f"作者: [{han(2, 2)}, {han(3, 3)}]\n" if chance() < 0.5 else ""
        head += f"来源: {han(4, 4)}\n" if chance() < 0.5 else ""
        return head + "---\n\n" + "\n\n".join(blocks) + "\n"

    def _write_han(self, least: int, most: int) -> str:
        return "".join(self._random.choices(_HAN, k=self._random.randint(least, most)))

    def _write_sentences(self, most: int) -> str:
        random, text, foreign = self._random, "", _FOREIGN.split(",")
        for _ in range(random.randint(1, most)):
            for _ in range(random.randint(1, 10)):
                text += self._write_han(2, 12) if random.random() < 0.75 else random.choice(foreign)
                text += random.choice("，、；：") if random.random() < 0.4 else ""
            text += random.choice("。？！")
        return text

    def _write_inline(self) -> str:
        random, text = self._random, ""
        for _ in range(random.randint(1, 5)):
            part, dice = self._write_sentences(1), random.random()
            if dice < 0.1:
                part = f"**{part}**后"
            elif dice < 0.15:
                part = f"*{part}*后"
            elif dice < 0.22:
                part = f"[{self._write_han(2, 30)}](https://example.gov.cn/{random.randint(1, 99)}?a=b&c=1)"
            elif dice < 0.4:
                self._notes += 1
                part += f"[^{self._notes}]"
            elif dice < 0.45 and self._notes:
                part += f"[^{random.randint(1, self._notes)}]"
            text += part
        return text

    def _write_text(self) -> str:
        return self._write_inline() if self._random.random() < 0.9 else self._write_han(300, 1200)

    def _write_heading(self) -> str:
        number = self._random.choice(["一、", "（一）", "1.", ""])
        return f"{'#' * self._random.randint(2, 5)} {number}{self._write_han(2, 40)}"

    def _write_list(self) -> str:
        return "\n".join(self._write_items(0))

    def _write_items(self, depth: int) -> list[str]:
        random, lines = self._random, []
        ordered, loose, first = random.random() < 0.5, random.random() < 0.3, random.randint(1, 40)
        for number in range(first, first + random.randint(1, 4)):
            mark = f"{number}. " if ordered else "- "
            lines += [mark + self._write_inline(), *([""] if loose else [])]
            if depth < 3 and random.random() < 0.3:
                lines += [" " * len(mark) + line for line in self._write_items(depth + 1)]
        return lines

    def _write_table(self) -> str:
        random = self._random
        columns = random.randint(1, 6)
        cells = [self._write_han(1, 30), str(random.randint(1, 99999)), "", "—", "AI"]
        rows = [
            [self._write_han(1, 5) for _ in range(columns)],
            random.choices(["---", "--:", ":-:"], k=columns),
        ]
        rows += [random.choices(cells, k=columns) for _ in range(random.randint(1, 40))]
        caption = f"表1　{self._write_han(4, 8)}\n\n" if random.random() < 0.5 else ""
        return caption + "\n".join(f"| {' | '.join(row)} |" for row in rows)

    def _write_quotation(self) -> str:
        return f"> {self._write_inline()}\n>\n> {self._write_inline()}"

    def _write_figure(self) -> str:
        image = self._random.choice(["a.png", "b.svg"])
        caption = f"\n\n图1　{self._write_han(3, 9)}" if self._random.random() < 0.5 else ""
        return f"![{self._write_han(2, 8)}]({image}){caption}"
