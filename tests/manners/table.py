"""The manners: each a kind of paper, the format of its file, and the habits of who made it."""

from __future__ import annotations

from . import house, issues
from . import kinds_forms as forms
from . import kinds_office as office
from . import kinds_press as press
from .issues import Periodical
from .manner import Manner

MANNERS = (
    Manner(
        "notice-body-bold",
        "通知",
        "docx-word",
        office.official("通知", house.ALL_ALIKE, form="bare", sign="blanks"),
    ),
    Manner("notice-first-level", "通知", "docx-word", office.official("通知", house.FIRST_LEVEL, to=False)),
    Manner("notice-libre", "通知", "docx-libre", office.official("通知", title="two", enclosed=3)),
    Manner("notice-gbk", "通知", "txt-gbk", office.official("通知", title="unit", sign="right")),
    Manner("notice-in-box", "通知", "docx-word", office.official("通知", title="box")),
    Manner("notice-label", "通知", "txt-utf8", office.official("通知", title="label", form="arab")),
    Manner("notice-numbered-above", "通知", "rtf", office.official("通知", above="both", form="paren")),
    Manner("request-pdf", "请示", "pdf-libre", office.official("请示", sections=2, sign="right")),
    Manner(
        "letter-official",
        "函",
        "docx-word",
        office.official("函", sections=2, form="run", above="number", sign="tabs"),
    ),
    Manner("letter-official-doc", "函", "doc", office.official("函", sections=2, sign="right", contact=True)),
    Manner(
        "announcement-spread",
        "公告",
        "docx-wps",
        office.official("公告", title="spread", form="arab", to=False, sign="blanks"),
    ),
    Manner("opinion-subheads", "意见", "docx-wps", office.official("意见", title="two", subs=2, sign="")),
    Manner("opinion-auto", "意见", "docx-word", office.official("意见", house.STYLED, form="auto", sign="")),
    Manner("public-roll", "公示", "docx-wps", office.public()),
    Manner("public-left", "公示", "docx-word", office.public(house.BIG_HEADS, title="left", sign="tabs")),
    Manner("rules-detail-txt", "细则", "txt-utf8", office.rules(house.TYPED, kind="实施细则", note=False)),
    Manner("plan-enclosure", "方案", "docx-wps", office.plan(above="附件1", table=True)),
    Manner("plan-styled", "方案", "docx-word", office.plan(house.STYLED)),
    Manner("plan-big-heads", "方案", "docx-word", office.plan(house.BIG_HEADS, form="bare")),
    Manner("summary-loose", "工作总结", "docx-wps", office.report(house.LOOSE, form="number")),
    Manner("summary-txt", "工作总结", "txt-wrap", office.report(house.TYPED, form="run")),
    Manner("report-odt", "工作报告", "odt", office.report(kind="报告", byline="date", form="auto")),
    Manner(
        "report-pdf", "工作报告", "pdf-libre", office.report(kind="报告", byline="date", subs=2, foot="— # —")
    ),
    Manner("speech-duty", "讲话稿", "docx-wps", office.speech()),
    Manner("speech-name", "讲话稿", "docx-word", office.speech(house.WPS_PLAIN, byline="name", form="run")),
    Manner("speech-mht", "讲话稿", "mht-word", office.speech(byline="date")),
    Manner("host-words", "主持词", "docx-wps", office.speech(byline="date", form="first", host=True)),
    Manner("minutes-labels", "会议纪要", "docx-wps", office.minutes()),
    Manner("minutes-txt", "会议纪要", "txt-utf8", office.minutes(house.TYPED)),
    Manner("agenda-lines", "议程", "docx-wps", office.agenda()),
    Manner("agenda-txt", "议程", "txt-ansi", office.agenda(house.TYPED)),
    Manner("news-editor", "新闻稿", "docx-wps", press.news(end="editor", byline="letter", pictures=2)),
    Manner(
        "news-unit-name", "新闻稿", "docx-word", press.news(house.LOOSE, byline="unit-name", end="source")
    ),
    Manner("news-account", "新闻稿", "html-account", press.news(pictures=3, byline="unit")),
    Manner("news-old-site", "动态", "html-old", press.news(count=5, end="author")),
    Manner("news-left-bold", "动态", "docx-word", press.news(house.BIG_HEADS, end="author", count=3)),
    Manner("news-txt-mail", "动态", "txt-narrow", press.news(house.TYPED, byline="unit", end="source")),
    Manner(
        "feature-brackets",
        "通讯",
        "docx-word",
        press.feature(house.COLOURED, heads="bracket", byline="unit-name"),
    ),
    Manner("feature-portal", "通讯", "html-portal", press.feature(byline="name")),
    Manner("digest-labels", "信息专报", "docx-wps", press.brief()),
    Manner("digest-gov-site", "信息专报", "html-gov", press.brief()),
    Manner("research-cover", "调研报告", "docx-wps", press.research()),
    Manner("research-contents-only", "调研报告", "docx-word", press.research(cover=False, dots="\t")),
    Manner("thesis-docx", "论文", "docx-word", press.thesis(notes=True)),
    Manner("thesis-english", "论文", "docx-libre", press.thesis(english=True)),
    Manner("appeal", "倡议书", "docx-wps", press.letter()),
    Manner("appeal-account", "倡议书", "html-account", press.letter(spread_title=False)),
    Manner("invitation-word-html", "邀请函", "html-word", press.letter(kind="邀请函")),
    Manner("questions-ask", "FAQ", "docx-wps", press.questions()),
    Manner("questions-number", "FAQ", "html-gov", press.questions(form="number")),
    Manner("interview", "访谈", "docx-word", press.questions(form="talk")),
    Manner("interview-pdf", "访谈", "pdf-chromium", press.questions(form="talk")),
    Manner("essay-unit-name", "读后感", "docx-wps", press.essay()),
    Manner("essay-rtf", "读后感", "rtf", press.essay(house.LOOSE, byline="spaced")),
    Manner("poem", "诗歌", "docx-wps", press.poem()),
    Manner("poem-txt", "诗歌", "txt-utf8", press.poem()),
    Manner("form-filled", "申请表", "docx-wps", forms.form()),
    Manner("form-empty", "登记表", "docx-word", forms.form(above="附件3", filled=False)),
    Manner("pledge-blanks", "承诺书", "docx-wps", forms.blanks()),
    Manner("statistics-docx", "统计表", "docx-word", forms.statistics()),
    Manner("contract", "合同", "docx-wps", forms.contract()),
    Manner("offer-docx", "招聘启事", "docx-wps", forms.offer()),
    Manner("offer-gov-site", "招聘启事", "html-gov", forms.offer()),
    Manner("life", "简历", "docx-word", forms.life()),
    Manner("enclosure-table", "附件", "docx-wps", forms.schedule()),
    Manner("issue-briefing-wps", "期刊", "docx-wps", issues.issue(Periodical())),
    Manner(
        "issue-cell-mast",
        "期刊",
        "docx-wps",
        issues.issue(Periodical(mast="cell", contents="", end="long", source=True)),
    ),
    Manner(
        "issue-line-mast",
        "期刊",
        "docx-word",
        issues.issue(Periodical(mast="line", contents="dots", house=house.ALL_ALIKE, series="参考")),
    ),
    Manner(
        "issue-subheads",
        "期刊",
        "docx-wps",
        issues.issue(
            Periodical(subheads="number", count=3, contents="list", house=house.OFFICIAL, end="report")
        ),
    ),
    Manner(
        "issue-odt", "期刊", "odt", issues.issue(Periodical(contents="dots", byline="name", end="report"))
    ),
    Manner("issue-doc", "期刊", "doc", issues.issue(Periodical(contents="list", source=True, count=5))),
    Manner(
        "issue-rtf",
        "期刊",
        "rtf",
        issues.issue(Periodical(contents="tab", subheads="bare", count=3, house=house.COLOURED)),
    ),
    Manner("issue-word-html", "期刊", "html-word", issues.issue(Periodical(contents="dots", byline="unit"))),
    Manner(
        "issue-txt-gbk",
        "期刊",
        "txt-gbk",
        issues.issue(Periodical(contents="list", house=house.TYPED, count=5)),
    ),
    Manner("border-two-news", "两篇动态", "docx-wps", issues.two_news()),
    Manner("border-two-news-pages", "两篇动态", "docx-word", issues.two_news(page_break=True)),
    Manner("border-chapters", "规划", "docx-wps", issues.chapters()),
    Manner("border-chapters-pdf", "规划", "pdf-libre", issues.chapters()),
    Manner(
        "border-one-item",
        "简报（一条）",
        "docx-wps",
        issues.issue(Periodical(count=1, contents="", subheads="number", end="report")),
    ),
    Manner(
        "border-short-titles",
        "期刊",
        "docx-word",
        issues.issue(Periodical(short=True, count=5, end="editor")),
    ),
    Manner("border-materials", "汇编", "docx-wps", issues.materials()),
    Manner("border-call-for-papers", "征稿通知", "docx-word", issues.call_for_papers()),
    Manner("border-offprint", "期刊文章", "pdf-weasy", issues.offprint()),
    Manner("border-offprint-docx", "期刊文章", "docx-wps", issues.offprint()),
    Manner("border-inscribed", "投稿", "docx-wps", issues.inscribed()),
)
