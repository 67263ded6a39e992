"""A seed → prose as offices write it: sentences, paragraphs, titles, names, dates; nobody's in the world."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

from . import words

DIGITS = "〇一二三四五六七八九"


def count_chinese(number: int) -> str:
    """`number`, from 1 to 99, in Chinese."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else DIGITS[tens] + "十"
    return head + (DIGITS[ones] if ones else "")


class Writer:
    """Writes what is asked for; the same words for the same seed and the same order of questions."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.place = random.choice(words.PLACES)
        self.area = self.place[-1] if self.place[-1] in "市县区镇乡" else "区"
        self.unit = self.place + random.choice(words.OFFICES)
        self.field = random.choice(words.FIELDS)
        self.year = random.randint(2016, 2025)
        self._last: list[str] = []

    def pick(self, choices: Sequence[str]) -> str:
        """One of `choices`, not one of the last few that were taken."""
        fresh = [choice for choice in choices if choice not in self._last] or list(choices)
        chosen = self.random.choice(fresh)
        self._last = [*self._last[-11:], chosen]
        return chosen

    def fill(self, form: str) -> str:
        """`form` with words in its {…}."""
        return re.sub(r"\{(\w+)\}", lambda match: self._say(match[1]), form)

    def _say(self, slot: str) -> str:
        random = self.random
        if slot in ("act", "thing", "goal", "means"):
            return self.pick(
                {"act": words.ACTS, "thing": words.THINGS, "goal": words.GOALS, "means": words.MEANS}[slot]
            )
        if slot == "field":
            return self.field if random.random() < 0.6 else self.pick(words.FIELDS)
        sayings: dict[str, Callable[[], str]] = {
            "unit": lambda: self.unit if random.random() < 0.4 else self.other_unit(),
            "place": lambda: random.choice(words.PLACES),
            "name": self.name,
            "area": lambda: self.area,
            "year": lambda: str(self.year),
            "n": lambda: str(random.randint(3, 980)),
            "p": lambda: f"{random.randint(51, 99)}.{random.randint(1, 9)}",
            "few": lambda: DIGITS[random.randint(2, 9)],
            "when": lambda: random.choice(
                ("今年以来", "去年以来", "近年来", "上半年", f"{self.year}年", "近日")
            ),
            "date": self.date,
            "rule": lambda: "办法",
        }
        return sayings[slot]()

    def name(self) -> str:
        """A person's name."""
        return self.random.choice(words.SURNAMES) + self.random.choice(words.GIVEN)

    def other_unit(self) -> str:
        """An office or a firm of some place."""
        return self.random.choice(words.PLACES) + self.random.choice((*words.OFFICES, *words.FIRMS))

    def date(self) -> str:
        """A day, as texts write it."""
        return f"{self.year}年{self.random.randint(1, 12)}月{self.random.randint(1, 28)}日"

    def chinese_date(self) -> str:
        """A day in Chinese numerals."""
        year = "".join(DIGITS[int(digit)] for digit in str(self.year))
        month, day = self.random.randint(1, 12), self.random.randint(1, 28)
        return f"{year}年{count_chinese(month)}月{count_chinese(day)}日"

    def sentence(self) -> str:
        """One sentence."""
        return self.fill(self.pick(words.SENTENCES))

    def paragraph(self, least: int = 80) -> str:
        """Sentences of at least `least` characters in all."""
        text = self.sentence()
        while len(text) < least:
            text += self.sentence()
        return text

    def paragraphs(self, count: int, least: int = 60, most: int = 220) -> list[str]:
        """`count` paragraphs of some length."""
        return [self.paragraph(self.random.randint(least, most)) for _ in range(count)]

    def heading(self) -> str:
        """Words of a subhead."""
        return self.fill(self.pick(words.HEADS))

    def topic(self) -> str:
        """What a paper is about."""
        return self.fill(self.pick(words.TOPICS))

    def long_topic(self) -> str:
        """The same, too long for a line of 22 pt."""
        text = f"进一步加强{self.field}和{self.pick(words.FIELDS)}工作"
        return f"{text}{self.random.choice(('切实', '全力', '有效'))}{self.random.choice(words.GOALS[1:4])}"

    def news(self) -> str:
        """The title of a news item."""
        return self.fill(self.pick(words.NEWS))

    def feature(self) -> str:
        """The title of a feature."""
        return self.fill(self.pick(words.FEATURES))

    def clause(self, rule: str = "办法") -> str:
        """A sentence of rules."""
        return self.fill(self.pick(words.CLAUSES)).replace("本办法", f"本{rule}")

    def question(self) -> str:
        """A question that people ask."""
        return self.fill(self.pick(words.QUESTIONS))

    def phone(self) -> str:
        """A telephone number that nobody has."""
        return f"0000-{self.random.randint(2000000, 8999999)}"

    def mobile(self) -> str:
        """A mobile number that nobody has."""
        return f"100{self.random.randint(10000000, 99999999)}"

    def number(self, code: str = "") -> str:
        """发文字号."""
        sign = code or self.random.choice(("政办发", "科发", "函", "教体字", "民发", "通"))
        return f"{self.place[0]}{sign}〔{self.year}〕{self.random.randint(1, 180)}号"

    def say_ordinal(self, number: int) -> str:
        """一、二、三 …"""
        return count_chinese(number)
