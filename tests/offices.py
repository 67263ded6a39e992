"""Back issues of several offices: the one whose issues lie here, and others of other manners.

What the others write is put together at random, the same in each run: no rule was made for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from .extractions import Articles, read_articles


@dataclass(frozen=True)
class Office:
    """Who publishes a periodical, as it is printed."""

    series: str
    publisher: str
    editor: str
    phone: str

    @property
    def cover(self) -> list[str]:
        return [self.series, "2024年第9期", f"{self.publisher} 编辑"]

    @property
    def colophon(self) -> list[str]:
        spread = "　".join(self.editor) if len(self.editor) == 2 else self.editor
        return [f"{self.publisher}编辑", f"编辑：{spread}", f"电话：{self.phone}"]

    @property
    def fields(self) -> dict[str, str]:
        """What cover and colophon say."""
        named = {"title": self.series, "number": "2024-9", "publisher": self.publisher}
        return {**named, "editor": self.editor, "phone": self.phone}


@dataclass(frozen=True)
class Manner:
    """What an office writes with: `,` parts the words that one is chosen of."""

    titles: str
    places: str
    deeds: str
    openings: str
    sentences: str
    numerals: str  # ahead of the paragraphs that follow the first


_HERE = Office("科技情报参考", "呼和浩特市科学技术局综合保障中心", "李涛", "4366683")
OFFICES = {
    "2023-a": _HERE,
    "2024-09": _HERE,
    "environment": Office("生态环境工作简报", "临江市生态环境局办公室", "欧阳静", "0796-8223117"),
    "transport": Office("云州交通", "云州市公路事业发展中心", "马骏", "65530218"),
    "schools": Office("教育督导通讯", "青禾区人民政府教育督导委员会办公室", "阿依古丽", "(0991)2817766"),
}
_MANNERS = {
    "environment": Manner(
        titles="{place}{deed}守护一江清水,{place}{deed}做法及启示,{place}以督察整改为契机{deed}",
        places="临江市,柳河县,大余镇,丹霞山林场,滨湖新区,赣水流域各县",
        deeds="开展入河排污口整治,推进秸秆综合利用,建立河长巡查制度,治理扬尘污染,修复废弃矿山,规范危险废物管理",
        openings="入冬以来,针对群众反映的突出问题,为打好污染防治攻坚战,按照省市统一部署",
        sentences="{place}排查点位{n}个，建立问题台账{m}条,共出动执法人员{n}人次，检查企业{m}家,"
        "PM2.5平均浓度为{m}微克/立方米，同比下降{p}%,清理河道{m}公里，打捞漂浮物{n}吨,群众满意度达到{p}%",
        numerals="第一，,第二，,第三，,第四，",
    ),
    "transport": Manner(
        titles="{place}：{deed}按下“加速键”,{deed}的“{place}路径”,{place}{deed}一线纪实",
        places="云州,G107线改建项目部,城北养护站,石桥收费所,乐安县,环湖旅游公路",
        deeds="农村公路养护提质,智慧收费站建设,危桥改造攻坚行动,客货邮融合发展,冬季除雪保畅会战,服务区品质提升",
        openings="“路通了，货就走得出去了。”{place}驾驶员王师傅说,{month}月{m}日，记者来到{place},截至目前",
        sentences="完成投资{p}亿元，占年计划的{p}%,新改建农村公路{m}公里、桥梁{m}座,"
        "平均通行时间由{m}分钟缩短至{m}秒,开通客货邮线路{m}条，日均运送包裹{n}件,{place}实现“零事故”",
        numerals="——强化组织保障。,——压实工作责任。,——创新养护机制。,——严格督查考核。",
    ),
    "schools": Manner(
        titles="关于{place}{deed}情况的督导报告,{place}{deed}取得阶段性成果,我区{deed}的探索与实践",
        places="第三小学,青禾区实验幼儿园,红星路学区,各中小学校,区职业教育中心,团结农场学校",
        deeds="落实“双减”政策,开展课后服务,加强校园食品安全管理,推进集团化办学,防治学生近视,实施体质强健计划",
        openings="本学期,秋季开学后,根据年度督导计划,日前，区政府教育督导室对{place}进行了专项督导",
        sentences="走访学校{m}所，发放问卷{n}份，回收率{p}%,{place}课后服务参与率由{p}%提高到{p}%,"
        "培训教师{n}人次，评选优质课{m}节,仍有{m}所学校专用教室不足,家长对此普遍表示认可",
        numerals="1.,2.,3.,4.",
    ),
}


def read_back_issue(name: str) -> Articles:
    """The title and the paragraphs of each article of a back issue of `OFFICES`."""
    return _make_up(_MANNERS[name], Random(name)) if name in _MANNERS else read_articles(name)


def _make_up(manner: Manner, random: Random) -> Articles:
    articles: Articles = []
    places, deeds = manner.places.split(","), manner.deeds.split(",")
    titles = manner.titles.split(",")
    for place, deed in zip(random.sample(places, 6), random.sample(deeds, 6), strict=True):
        title = random.choice(titles).format(place=place, deed=deed)
        heads = [random.choice(manner.openings.split(",")), *manner.numerals.split(",")]
        parts = [_write(head, manner, random) for head in heads]
        articles.append((title, parts))
    return articles


def _write(head: str, manner: Manner, random: Random) -> str:
    """A paragraph that begins with `head`."""
    sentences = random.choices(manner.sentences.split(","), k=random.randint(2, 9))
    text = head if head[-1] in "，。." else f"{head}，"
    text += "；".join(sentences) + "。"
    while "{" in text:
        before, _, rest = text.partition("{")
        name, _, after = rest.partition("}")
        figure = {
            "place": random.choice(manner.places.split(",")),
            "n": str(random.randint(100, 4000)),
            "m": str(random.randint(2, 30)),
            "month": str(random.randint(1, 12)),
            "p": f"{random.uniform(1, 99):.1f}",
        }[name]
        text = before + figure + after
    return text
