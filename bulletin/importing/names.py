"""A line → the names of people in it."""

from __future__ import annotations

import re
from collections.abc import Sequence

_NAME = re.compile(r"[\u3400-\u9fff·]+")
# Of two characters (the usual list of 复姓): 欧阳 修 is one name, 王芳 李强 are two.
_SURNAMES = frozenset(
    {"欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐"}
    | {"长孙", "宇文", "司徒", "夏侯", "端木", "呼延", "闻人", "南宫", "独孤"}
)

# The commonest 单姓, and words that begin with one: a line of two or three Han may be a name, or the end of a
# title (实施 / 方案).
_COMMON = frozenset(
    "王李张傅刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔"
    "谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文牛樊葛邢安"
    "齐庞颜庄章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮纪柯梅童毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻"
    "祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师仇"
    "栾隋商刁沙荣巫寇桑丛虞敖巩明佘池查麻苑迟邝封谈匡鞠惠荆冀郁储燕楚鄢劳谌皮粟冼蔺楼满闻厉伊仝区郜阚花权强帅屠朴练廉井"
)
_WORD_LIST = (
    "方案 方法 方式 方向 方针 计划 简介 简讯 简报 简历 项目 成果 成效 成绩 时间 "
    "时代 关于 公告 公示 公报 文件 文化 文本 文摘 说明 任务 任务书 安排 安全 高度 "
    "高新 金融 石油 白皮书 路线 路线图 程序 应急 应用 常识 向导 平台 明细 明细表 "
    "单位 权限 全文 全国 全市 全省 全年 江苏 江西 江苏省 江西省 武汉 武汉市 黄河 "
    "燕山 章程 管理 管理部 包装 华东 华北 华南 华中 商务 商务部 党委 党组 党章 "
    "党建 师资 农业 农村 农业部 司法 司法局 连载 解读 解析 解答 花絮 谈话 席位 "
    "景点 季度 季报 边界 古籍 阳光 车辆 房产 游记 左右 强国 谷雨 严重 严禁 何为 "
    "何时 万里 万象 "
)
_WORDS = frozenset(_WORD_LIST.split())


def is_personal_name(name: str) -> bool:
    """Tell whether two to four Han read as the name of a Han Chinese: a surname, and one or two more."""
    if name in _WORDS:
        return False
    double = name[:2] in _SURNAMES and 3 <= len(name) <= 4
    return double or (2 <= len(name) <= 3 and name[0] in _COMMON)


def split_names(text: str, longest: int = 4) -> tuple[str, ...]:
    """Names of people on one line: 王 芳、李小强; none where it holds anything else.

    `longest` is the number of characters that a name may have: 买买提·吐尔逊 has seven with its dot.
    """
    text = text.strip().rstrip("。")
    names: list[str] = []
    for part in re.split(r"[、，,；;/]", text):
        names += _join_spread(part.split())
    whole = names and all(2 <= len(name) <= longest and _NAME.fullmatch(name) for name in names)
    return tuple(names) if whole else ()


def _join_spread(pieces: Sequence[str]) -> list[str]:
    """The names among pieces that blanks part: 王 芳 is one name, 王芳 李强 are two, 欧阳 修 is one."""
    if all(len(piece) == 1 for piece in pieces) and len(pieces) % 2 and len(pieces) <= 3:
        return ["".join(pieces)] if pieces else []
    names: list[str] = []
    open_surname = False
    for piece in pieces:
        if open_surname:
            names[-1] += piece
            open_surname = False
        else:
            names.append(piece)
            open_surname = len(piece) == 1 or piece in _SURNAMES
    return names
