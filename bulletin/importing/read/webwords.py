"""The words of a block of a web page → what they show it to be: a path of links, a counter, a line of
publication, what stands at the foot of every page."""

from __future__ import annotations

import re
from collections.abc import Iterator

# What a site writes around an article. Each pattern has to account for the whole of a short text, or for how
# it begins: the same words inside a sentence are the article's own.
_PATH = re.compile(
    r"(?:您|你|我)?(?:现在|当前|目前)?(?:所在)?的?(?:位置|所在位置)\s*(?:是|在)?\s*[：:>]|当前(?:位置|栏目)|"
    r"(?:网站|本站)?首页\s*(?:[>＞»›→/|＞\-—]|&gt;|\s*$)"
)
_STEPS = re.compile(r"[^>＞»›→]{1,16}(?:\s*[>＞»›→]+\s*[^>＞»›→]{1,24}){2,}")
_SWITCH = re.compile(
    r"[\[【（(]?\s*(?:(?:选择)?字(?:体|号)(?:大小|显示)?\s*[：:]?|大\s*[|/]?\s*中\s*[|/]?\s*小\b|"
    r"(?:加入|添加到?)?收藏(?:本页|本文|此页)?$|(?:我要)?打印|关闭|返回|回到?顶部|纠错|分享|转发|扫一?扫|"
    r"(?:用)?微信扫|手机(?:扫描|阅读|浏览|版)|听全?文|展开(?:全文|剩余)|打开APP|朗读|语音播报|保护视力色)"
)
# Words of buttons and counters, of which a row says nothing else: 微博 Qzone, 37评论 收藏, T + -.
_BUTTON = re.compile(
    r"(?:[0-9,.]+\s*)?(?:关注|已关注|订阅|举报|点赞|赞|收藏|分享[到至]?|转发|评论|跟[帖贴]|打印|关闭|返回|顶部|纠错|登录|注册|展开|收起|"
    r"(?:自动)?播放|(?:播报)?编辑|播报|讨论|上传视频|查看历史|复制链接|只看该作者|关注问题|写回答|邀请回答|好问题|添加评论|主题|帖子|积分|精华|威望|金钱|听众|好友|暂停|重播|全屏|倍速|图集|更多|more|复制(?:链接)?|听新闻|语音播报|朗读|(?:调整)?字[体号]|(?:A\s*[+⁺⁻-]?\s*)?(?:超?大|中|小)|"
    r"(?:新浪|腾讯)?微博|微信(?:好友|朋友圈)?|朋友圈|QQ(?:好友|空间)?|Qzone|豆瓣|人人网?|开心网|校内网?|手机看|扫一扫|(?:E-?mail)?推荐)|"
    r"[TA]?\s*[+＋\-－]\s*1?|[TA]|[0-9,]+",
    re.IGNORECASE,
)
_BUTTONS = re.compile(
    r"(?:播报|编辑|讨论|上传视频|好问题|添加评论|点赞|评论|收藏|分享|举报|关注|转发|在看|[0-9]+){2,}"
)
# At the end of an article: whom a reader is to follow.
_PROMOTION = re.compile(
    r".*(?:如果|觉得).{0,16}(?:文章|喜欢|有用|有帮助|不错).{0,24}(?:点赞|点个?赞|在看|转发|收藏|关注|打赏).*|"
    r".*关注(?:我们|本(?:公众)?号).*|.*(?:点赞|在看|转发|收藏)[、，/+ ]*(?:点赞|在看|转发|收藏|关注).*"
)
# A notice asks so, too, where something is told later; a blog does not.
_FOLLOW = re.compile(
    r".*(?:请|欢迎|敬请|扫码|长按|记得|可以|搜索).{0,16}(?:关注|订阅|添加).{0,24}"
    r"(?:公众号|微信号|视频号|订阅号|头条号|抖音号|小程序).*"
)
# What asks a reader of the page to do something there.
_PROMPT = re.compile(
    r"\W{0,4}(?:"
    r"您?(?:当前)?的?浏览器.{0,8}(?:不支持|无法|版本).{0,20}|"
    r"点击(?:进入专题|[查看]+(?:更多|清晰|高清)?大?图|查看更多|投票|上方|下方|蓝字|右上角|左下角|[“【]?阅读原文).{0,24}|"
    r"(?:长按|扫描|识别|扫一扫|微信扫).{0,12}二维码.{0,6}(?:关注|加入|阅读|查看|下载|解锁|了解).{0,16}|"
    r"(?:欢迎|敬请)?关注(?:我们|本(?:公众)?号|(?:微信|官方)?公众号|官方微[信博]).{0,20}|"
    r"(?:相关|更多)\S{0,12}请(?:关注|点击|下载|登录|搜索).{0,24}|"
    r"(?:版权|原创)声明[：:].{4,76}|[-—－\s·]*(?:THE\s+)?END[-—－\s·]*|"
    r"(?:安装|下载|打开)\S{0,10}(?:客户端|APP).{0,40}|"
    r"(?:向上滑动|上滑).{0,6}下一[个篇]|轻触(?:阅读|查看)原文"
    r")[）)\]】]?[。！!]?",
    re.IGNORECASE,
)
_BACK = re.compile(r"返回.{0,10}(?:首页|列表|查看更多)[>＞»]*")
_FORMER = re.compile(r"[（(]?\s*(?:本文)?(?:原标题\s*(?:[：:]|为)|原题为)\s*(?P<title>\S.{1,100}?)[）)]?")
_COUNTER = re.compile(
    r"[\[【（(]?\s*(?:浏览|阅读|点击|访问|查看|点赞|评论|人气|热度|转发|收藏)(?:次数|量|数|人数|率)?\s*[：:（(]?\s*"
    r"(?:载入中|加载中)?[\s.…]*[0-9,，万+]*\s*(?:次|人|条)?\s*[】\])）]?|[0-9,]+\s*人(?:赞同|喜欢|觉得).{0,8}|[0-9,]+\s*(?:次|人)?(?:浏览|阅读|点击|访问|评论|参与)"
)
_NEIGHBOUR = re.compile(
    r"[\[【<《]?\s*(?:上一?|下一?|前一|后一)(?:篇|条|页|则|个)(?:文章|新闻|信息|内容|通知)?\s*(?:[：:】\]>]|没有了|无\b|$)"
)
_RELATED = re.compile(
    r"[\[【]?\s*(?:相关(?:链接|阅读|新闻|文章|稿件|信息|推荐|报道|专题|内容|文件|政策|解读|热词|搜索)|延伸阅读|推荐(?:阅读|新闻|文章)|"
    r"热门(?:推荐|文章|新闻|评论|点击)?|热点(?:新闻|推荐|排行)|猜你喜欢|大家都在看|今日热(?:搜|点)|最新(?:文章|动态|信息|新闻|发布|评论)|"
    r"更多(?:新闻|文章|内容|精彩)?|图片新闻|(?:点击|阅读|新闻|本周|热门|浏览)排行榜?|友情链接|网友评论|我要评论|"
    r"(?:全部|精彩|最新)?评论|发表评论|跟帖|为您推荐|编辑推荐|精彩推荐|往期(?:推荐|回顾|精彩)|阅读原文|"
    r"相关(?:日志|帖子|资料|专题)|(?:小编|作者|他|她|TA|编辑)(?:的)?(?:最近|最新|其他|更多)文章|(?:特别|免责|版权)声明|预览时标签不可点|喜欢此内容的人还喜欢|微信扫一扫)\s*(?:[】\]]|[：:>»]|more|MORE|$)"
)
_FOOT = re.compile(
    r"版权(?:所有|声明|归)|copyright|©|\(c\)\s*[12][0-9]{3}|all\s*rights|ICP备|ICP证|公网安备|公安备案|网站标识码|技术支持|"
    r"建议(?:使用|您使用|浏览)|最佳(?:浏览|分辨率)|(?:主办|承办|协办|制作|维护)(?:单位)?[：:]|网站(?:地图|声明|管理)|联系我们|关于我们|"
    r"(?:举报|监督|热线|服务|传真|咨询)电话[：:]|邮(?:政)?编(?:码)?[：:]|违法和不良信息|免责声明|法律声明|"
    r"仅代表.{0,14}(?:观点|意见|立场)|不代表.{0,20}(?:观点|立场|意见)|仅供(?:读者)?参考|自行承担|风险自担|"
    r"许可证(?:号|编号)?[：:]|未经.{0,12}(?:授权|许可|同意).{0,8}(?:不得|禁止|请勿)?(?:转载|复制|使用)|转载请注明|"
    r"本文来自.{0,20}用户|特别声明[：:]|责任编辑[：:]\s*\S{0,12}$|本网(?:站)?(?:转载|注明)|客户端下载|扫码下载|"
    r"(?:网易|新浪|搜狐|腾讯|凤凰)?(?:公司|广告)简介",
    re.IGNORECASE,
)
# Of these, what a notice says as often of whom to ask and who holds an event.
_CONTACT = re.compile(
    r"(?:主办|承办|协办|制作)(?:单位)?[：:]|(?:举报|监督|热线|服务|传真|咨询)电话[：:]|邮(?:政)?编(?:码)?[：:]"
)
_SIGNED = re.compile(r"[（(\[【]?\s*责\s*(?:任\s*)?编\s*(?:辑\s*)?[：:丨|]")
_TAGS = re.compile(
    r"[【\[]?(?:(?:文章)?(?:标签|分类|类别|专栏|话题|栏目)|关键[词字]|分类专栏|收录于|所属专题|Tags?|Category)\s*[：:】\]#]",
    re.IGNORECASE,
)
_FLOOR = re.compile(r"楼主|沙发|板凳|地板|#?\s*[0-9]{1,4}\s*(?:楼|#|F)|#\s*[0-9]{1,4}")
_POSTED = re.compile(
    r"(?:\S{1,16}\s+)?(?:发表|回复|评论)于\s*[：:]?\s*(?:[12][0-9]{3}\s*[-年./]|[0-9]{1,2}-[0-9]{1,2}\s)[\s\S]{0,24}"
)
_STRONG_FOOT = re.compile(r"版权所有|ICP备|公网安备|网站标识码|copyright|all\s*rights", re.IGNORECASE)
# Labels of the line that says when, by whom and where an article was published.
_LABEL = re.compile(
    r"(?P<source>(?:信息|文章|稿件|新闻|内容|资料)?来\s*源于?|转自|摘自)\s*[：:]|"
    r"(?P<author>作\s*者|撰\s*稿(?:人)?|供\s*稿(?:人)?|通讯员|(?:本报|本刊)?记者|文/图|文字?)\s*[：:]|"
    r"(?P<other>(?:发布|发表|更新|录入|添加|上传|编辑|公开|成文|生成|发文|创建|日期|阅读)?(?:时间|日期)|"
    r"(?:责任|值班|网络|美术|执行)?编\s*[辑审]|责\s*编|审\s*[核稿校定](?:人)?|校\s*对|签\s*发(?:人)?|初审|复审|终审|一审|二审|三审|"
    r"发布(?:人|者|单位|机构|部门|处室)|信息(?:提供|员|发布人)|提供(?:单位|者)|录入(?:员|者)?|摄\s*影|图片?|制\s*作|"
    r"(?:浏览|阅读|点击|访问|查看)(?:次数|量|数|人数|率)?|人气|评论(?:数)?|字(?:体|号)(?:大小|显示)?|分享(?:到|至)?|打印|收藏|"
    r"关键(?:词|字)|标签|栏目|分类|索引号|主题分类|发文机关|文号|发文字号|有效性|公开方式|公开类别|责任部门|公开范围)\s*[：:]"
)
_PUBLISHED = {"发布", "发表", "来源", "信息", "稿件", "浏览", "阅读", "点击", "访问", "更新"}
_CLOSING = re.compile(
    r"[（(\[【]?\s*(?:(?:责任|值班|网络|本期|新媒体|文字|视频|美术|执行)?编\s*[辑审]|责\s*编|审\s*[核稿校定发]|校\s*对|签\s*发|"
    r"[初复终一二三]\s*[审校]|Tags?|标\s*签|关\s*键\s*[词字]|监\s*制|排\s*版|总\s*监\s*制|统\s*筹)(?:人|员)?\s*[：:丨|｜]"
)
# 编辑 刘晓阳 校对 李铭
_EDITED = re.compile(
    r"[（(\[【]?(?:(?:(?:责任|值班)?编辑|责编|校对|审核)\s+[\u4e00-\u9fff]{2,4}(?:\s+|(?=[）)\]】]?$)))+[）)\]】]?"
)
_ALONE = re.compile(r"摄\s*影|图|制\s*作|文字?|标签|关键|栏目|分类|校\s*对")  # labels of a text as often
_LATER = re.compile(
    r"\s*[|｜]?\s*(?:[\[【（(]?\s*(?:(?<=\s)(?:举报|已?关注|订阅|原创|微博|微信)(?=\s|$)|字\s*[体号]|大\s*中\s*小|打印|关闭|收藏|分享|浏览|阅读|点击|访问|我要|纠错|扫一扫|复制|下载|返回|参与互动|参与评论)"
    r"|(?:19|20)[0-9]{2}\s*[-年./])|\s*【|\s+\S{0,8}(?:收集|整理|转载|编译)(?=\s|$)"
)
_DATE = re.compile(
    r"(?:19|20)[0-9]{2}\s*[-年./]\s*[0-9]{1,2}\s*[-月./]\s*[0-9]{1,2}\s*日?(?:\s*(?:星期.|周.))?(?:\s*[0-9]{1,2}[:：][0-9]{2}(?:[:：][0-9]{2})?)?"
    # as WordPress writes it: 十一月 6th, 2009; Nov 6, 2009
    r"|(?:[一二三四五六七八九十]{1,2}月|[0-9]{1,2}月|\b[A-Z][a-z]{2,8}\.?)\s*[0-9]{1,2}(?:st|nd|rd|th)?日?\s*,\s*(?:19|20)[0-9]{2}\b"
)
# Under the title of a law, in brackets: when it was made, and by whom (《行政法规制定程序条例》).
_ENACTED = re.compile(r"[（(].*(?:公布|通过|发布|施行|修订|修正|印发|批准|生效).*[）)]")
_PUBLISHER = re.compile(
    r"[\u4e00-\u9fffA-Za-z·]{1,12}(?:(?<![播举海预申上])报|[网刊]|(?<!后)台|(?<=[华新])社|通讯社|杂志|客户端|融媒体中心)"
)
_ORIGINAL = re.compile(r"以下文章来源于\s*([^，,。]{2,30}?)\s*(?:[，,]\s*作者\s*([^，,。]{1,30}))?[。.]?")
_ADDRESS = re.compile(r"^(?:https?://|www\.)[\w./-]+\s*")
_CARD = re.compile(
    r"索\s*引\s*号|信息索引|主题(?:分类|词)|发文(?:机关|字号|日期|单位)|成文日期|发布(?:日期|机构|单位)|公开(?:方式|类别|范围|责任)|"
    r"有\s*效\s*性|信息名称|生成日期|文\s*号|标\s*题|名\s*称|体裁分类|服务对象|组配分类|公文种类|废止日期|生效日期"
)
_EDGES = " \u00a0\u3000|｜[]【】()（）,，;；"  # around a piece of such a line
_SHORT = 80
_FOOT_LONGEST = 260
_LINE_LONGEST = 260
_CARD_LABELS = 4


def is_path(text: str) -> bool:
    """Tell whether a text is the path to a page: 您现在的位置：首页 > 新闻."""
    short = len(text) <= _SHORT + 40 and "。" not in text
    return short and bool(_PATH.match(text) or _STEPS.fullmatch(text))


def is_control(text: str) -> bool:
    """Tell whether a text is a switch, a counter or the like: 【字体：大 中 小】, 浏览次数：12, 打印本页."""
    if len(text) > _SHORT or "。" in text or "，" in text:
        return False
    return bool(_SWITCH.match(text) or _COUNTER.fullmatch(text)) or _is_buttons(text)


def _is_buttons(text: str) -> bool:
    words = [word for word in re.split(r"[\s|｜/·、()（）\[\]【】：:！!]+", text) if word]
    named = any(not word.replace(",", "").isdecimal() for word in words)
    return named and all(_BUTTON.fullmatch(word) or _BUTTONS.fullmatch(word) for word in words)


def is_prompt(text: str) -> bool:
    """Tell whether a text asks a reader of the page to do something there: 长按二维码关注我们."""
    return len(text) <= _SHORT and bool(_PROMPT.fullmatch(text))


def is_promotion(text: str, blog: bool) -> bool:
    """Tell whether a text at the end of an article, of a `blog` or not, asks to follow who published it."""
    text = " ".join(text.split())
    asked = _PROMOTION.fullmatch(text) or (blog and _FOLLOW.fullmatch(text))
    return len(text) <= 2 * _SHORT and bool(asked)


def leads_back(text: str) -> bool:
    """Tell whether the words of a link lead to the front of a site: 返回首页."""
    return bool(_BACK.fullmatch(text))


def is_former_title(text: str) -> bool:
    """Tell whether a text says what the article was called elsewhere: （原标题：…）"""
    return len(text) <= 2 * _SHORT and bool(_FORMER.fullmatch(text))


def find_former_title(text: str) -> str:
    """What a text says that the article was called elsewhere; "" for another text."""
    match = _FORMER.fullmatch(text.strip()) if is_former_title(text.strip()) else None
    return match["title"].strip("《》") if match else ""


def is_neighbour(text: str) -> bool:
    """Tell whether a text names the article before or after: 上一篇：…"""
    return len(text) <= _FOOT_LONGEST and bool(_NEIGHBOUR.match(text))


def is_related(text: str) -> bool:
    """Tell whether a text stands over a list of other pages, or over what readers say: 相关链接, 网友评论."""
    return len(text) <= _SHORT // 2 and bool(_RELATED.match(text))


def is_foot(text: str, sentence: bool) -> bool:
    """Tell whether a text stands at the foot of every page of a site: 版权所有, 备案号. A sentence may speak
    of such things: it has to name more than one."""
    if len(text) > 2 * _FOOT_LONGEST:
        return False
    found = {match[0].lower() for match in _FOOT.finditer(text)}
    return len(found) > sentence and (sentence or len(text) <= _FOOT_LONGEST or len(found) > 1)


def is_contact(text: str) -> bool:
    """Tell whether all that makes a text look like such a foot is whom to ask, or who holds an event."""
    return not _FOOT.search(_CONTACT.sub("", text))


def is_tags(text: str) -> bool:
    """Tell whether a text that is links names what an article is about: 关键词：…, 标签：…, 分类专栏：…"""
    return len(text) <= _SHORT and bool(_TAGS.match(text))


def is_signed(text: str) -> bool:
    """Tell whether a text is the editor's name, behind which a site writes of other things: 责任编辑：…"""
    return len(text) <= _SHORT and bool(_SIGNED.match(text))


def find_post_mark(text: str) -> str:
    """What shows a text to head a post of a thread: "floor" (2楼), "date" (发表于 2012-5-1); else ""."""
    if len(text) > _SHORT // 2:
        return ""
    return "floor" if _FLOOR.fullmatch(text) else "date" if _POSTED.fullmatch(text) else ""


def ends_page(text: str, sentence: bool) -> bool:
    """Tell whether nothing of an article stands below such a text."""
    return not sentence and len(text) <= 2 * _FOOT_LONGEST and bool(_STRONG_FOOT.search(text))


def is_card(text: str) -> bool:
    """Tell whether a text is the card of a document in a register: 索引号 …　发文机关 …　成文日期 …"""
    return len(text) <= 600 and "。" not in text and len(set(_CARD.findall(text))) >= _CARD_LABELS


def is_closing(text: str) -> bool:
    """Tell whether a text behind an article says who edited and approved it: 编辑：… 审核：…"""
    text = text.strip()
    short = len(text) <= _SHORT and "。" not in text
    return short and bool(_CLOSING.match(text) or _EDITED.fullmatch(text))


def is_publication(text: str) -> bool:
    """Tell whether a text is the line that says when and where an article was published."""
    text = _ADDRESS.sub("", " ".join(text.split()))
    if len(text) > _LINE_LONGEST or "。" in text or _ENACTED.fullmatch(text):
        return False
    found = list(_LABEL.finditer(text))
    dated = _DATE.search(text)
    if found and found[0].start() <= 24:
        return len(found) > 1 or bool(dated) or (found[0].start() <= 2 and not _ALONE.match(found[0][0]))
    if not dated or dated.start() > 20 or any(mark in text for mark in "，、"):
        return False
    return len(text) - len(dated[0]) <= 40


def names_publication(text: str) -> bool:
    """Tell whether a line says so in words that no masthead has: 发布时间：… 来源：… 浏览次数：…"""
    labels = {match[0][:2] for match in _LABEL.finditer(text)}
    return len(labels) > 1 and bool(labels & _PUBLISHED) and is_publication(text)


def is_publisher(text: str) -> bool:
    """Tell whether a text is the name of a paper, an agency or a site: 新华社."""
    return bool(_PUBLISHER.fullmatch(text)) and not _BUTTON.fullmatch(text)


def find_publisher(text: str) -> str:
    """The one that a line of publication names beside the date, without a label; "" for none, or several."""
    if any(match.lastgroup == "source" for match in _LABEL.finditer(text)) or not _DATE.search(text):
        return ""
    words = re.split(rf"[\s{re.escape(_EDGES)}]+", _DATE.sub(" ", text))
    found = [word for word in words if is_publisher(word)]
    return found[0] if len(found) == 1 else ""


def find_date(text: str) -> tuple[str, str]:
    """The date in a line, "" where there is none, and the rest of it."""
    match = _DATE.search(text)
    return (match[0], f"{text[: match.start()]} {text[match.end() :]}") if match else ("", text)


def find_original(text: str) -> tuple[str, str]:
    """The account that an article was taken from, and who wrote it there; "" for none."""
    match = _ORIGINAL.fullmatch(" ".join(text.split())) if len(text) <= _SHORT else None
    return (match[1].strip(), (match[2] or "").strip()) if match else ("", "")


def split_publication(text: str) -> Iterator[tuple[str, str]]:
    """The pieces of such a line with what each is: "source", "author" or ""."""
    ends = [match.start() for match in _LABEL.finditer(text)]
    if not ends or ends[0]:
        ends = [0, *ends]
    for start, end in zip(ends, [*ends[1:], len(text)], strict=True):
        piece = text[start:end]
        match = _LABEL.match(piece)
        kind = (match.lastgroup or "") if match else ""
        if kind not in {"source", "author"} or match is None:
            yield "", piece
            continue
        value = piece[match.end() :]
        cut = min(
            (found.start() for pattern in (_DATE, _LATER) if (found := pattern.search(value))),
            default=len(value),
        )
        name = value[:cut].strip(_EDGES)
        label, more = _settle_label("".join(match[0].split()))
        if not name or not label:
            yield "", piece
            continue
        yield kind, f"{label}：{name}"
        rest = more + value.replace(name, "", 1)
        if rest.strip(_EDGES):
            yield "", rest


def _settle_label(label: str) -> tuple[str, str]:
    """A label as articles have it (`patterns.parse_author`, `parse_source`), and what is over of it; "" for
    what is no such label."""
    bare = label.rstrip("：:")
    found = re.search(r"来源|转自|摘自|作者|撰稿|供稿|通讯员|(?:本[报刊])?记者|文$", bare)
    return (found[0], bare.replace(found[0], "", 1)) if found else ("", bare)
