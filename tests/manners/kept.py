"""The manners kept from whom tunes the import: each a kind of paper, the format of its file, and the habits of who made it."""

from __future__ import annotations

from . import house, issues
from . import kinds_forms as forms
from . import kinds_mixed as mixed
from . import kinds_office as office
from . import kinds_press as press
from .issues import Periodical
from .manner import Manner

KEPT = (
    Manner("notice-three-lines", "通知", "docx-wps", office.official("通知", title="three", contact=True)),
    Manner(
        "notice-red-head",
        "通知",
        "docx-wps",
        office.official("通知", red=True, title="unit", sign="indent", printed=True, enclosed=2),
    ),
    Manner("notice-gov-site", "通知", "html-gov", office.official("通知", contact=True)),
    Manner("notice-in-cell", "通知", "docx-wps", office.official("通知", title="cell", sign="tabs")),
    Manner("notice-odt", "通知", "odt", office.official("通知", title="broken", subs=2)),
    Manner(
        "request-red-head",
        "请示",
        "docx-wps",
        office.official("请示", red=True, sign="indent", sections=2, contact=True, printed=True),
    ),
    Manner("announcement-old-site", "公告", "html-old", office.official("公告", to=False)),
    Manner("opinion-weasy", "意见", "pdf-weasy", office.official("意见", title="two", subs=2)),
    Manner("public-table", "公示", "docx-word", office.public(grid=True, sign="indent")),
    Manner("public-gov-site", "公示", "html-gov", office.public(grid=True)),
    Manner("rules-chapters", "办法", "docx-wps", office.rules(chapters=4)),
    Manner("rules-pdf", "办法", "pdf-chromium", office.rules(chapters=3)),
    Manner("plan-two-lines", "方案", "docx-libre", office.plan(title="two", table=True)),
    Manner("plan-weasy", "方案", "pdf-weasy", office.plan(title="two")),
    Manner(
        "summary-coloured", "工作总结", "docx-word", office.report(house.COLOURED, form="bare", pictures=2)
    ),
    Manner("summary-date", "工作总结", "docx-wps", office.report(byline="unit-date", subs=2, foot="- # -")),
    Manner("speech-word-html", "讲话稿", "html-word", office.speech(byline="duty-name")),
    Manner("news-portal", "新闻稿", "html-portal", press.news(pictures=1, count=6)),
    Manner("news-mht", "动态", "mht-gov", press.news(count=5, end="editor")),
    Manner("news-note", "动态", "docx-wps", press.news(title="two", note=True, byline="reporter")),
    Manner("news-two-columns", "新闻稿", "pdf-chromium2", press.news(count=9, byline="reporter")),
    Manner("news-short", "动态", "docx-wps", press.news(count=1)),
    Manner("feature-docx", "通讯", "docx-wps", press.feature()),
    Manner("feature-parts", "通讯", "pdf-weasy2", press.feature(heads="part")),
    Manner("research-pdf", "调研报告", "pdf-libre", press.research()),
    Manner("thesis-two-columns", "论文", "pdf-weasy2", press.thesis(house.WPS_PLAIN)),
    Manner("thesis-libre-columns", "论文", "pdf-libre2", press.thesis(english=True)),
    Manner("thanks", "感谢信", "docx-word", press.letter(kind="感谢信", sign="blanks")),
    Manner("invitation", "邀请函", "doc", press.letter(kind="邀请函", sign="indent")),
    Manner("essay-txt", "读后感", "txt-bom", press.essay(house.TYPED)),
    Manner("form-odt", "审批表", "odt", forms.form(above="附件2：")),
    Manner("statistics-long-pdf", "统计表", "pdf-libre", forms.statistics(rows=10, prose=True)),
    Manner("contract-rtf", "合同", "rtf", forms.contract()),
    Manner("enclosure-doc", "附件", "doc", forms.schedule(above="附件1")),
    Manner(
        "issue-briefing-report",
        "期刊",
        "docx-word",
        issues.issue(Periodical(mast="bare", end="report", contents="", series="简报")),
    ),
    Manner(
        "issue-styled-titles",
        "期刊",
        "docx-word",
        issues.issue(
            Periodical(house=house.STYLED, contents="tab", byline="name", page_break=True, series="通讯")
        ),
    ),
    Manner(
        "issue-columns",
        "期刊",
        "docx-wps",
        issues.issue(Periodical(columns=True, count=6, contents="names", byline="unit", series="信息")),
    ),
    Manner(
        "issue-pdf-libre",
        "期刊",
        "pdf-libre",
        issues.issue(Periodical(contents="dots", byline="unit", page_break=True)),
    ),
    Manner(
        "issue-pdf-columns",
        "期刊",
        "pdf-weasy",
        issues.issue(Periodical(columns=True, contents="names", byline="name", count=5)),
    ),
    Manner(
        "issue-pdf-chromium",
        "期刊",
        "pdf-chromium",
        issues.issue(Periodical(contents="list", subheads="run", count=3, end="long")),
    ),
    Manner(
        "issue-txt-utf8",
        "期刊",
        "txt-utf8",
        issues.issue(Periodical(mast="line", contents="dots", house=house.TYPED, end="long")),
    ),
    Manner("handout-numbers-chromium", "宣传要点", "pdf-chromium", mixed.points(mark="1.")),
    Manner("proposal-contents", "申报书", "docx-wps", mixed.proposal()),
    Manner("visit-captions", "考察报道", "docx-wps", mixed.pictured()),
    Manner("visit-cells", "考察报道", "docx-wps", mixed.pictured(cells=True)),
    Manner("visit-weasy", "考察报道", "pdf-weasy", mixed.pictured()),
    Manner("rare-names-txt", "名单", "txt-utf8", mixed.rare_names(house.TYPED)),
    Manner("long-table-pdf", "统计公报", "pdf-libre", mixed.long_table()),
    Manner("long-table-weasy", "统计公报", "pdf-weasy", mixed.long_table()),
    Manner("long-table-docx", "统计公报", "docx-wps", mixed.long_table(rows=60)),
    Manner("notice-reviewed", "通知", "docx-word", mixed.reviewed(office.official("通知"))),
    Manner("news-college", "动态", "html-college", press.news(byline="name", pictures=1)),
    Manner("essay-bare-page", "读后感", "html-bare", press.essay()),
    Manner("news-mht-portal", "新闻稿", "mht-portal", press.news(count=6)),
    Manner("news-label-author", "新闻稿", "docx-wps", press.news(byline="label")),
    Manner("minutes-pdf", "会议纪要", "pdf-chromium", office.minutes()),
    Manner("contract-pdf", "合同", "pdf-libre", forms.contract()),
    Manner("offer-doc", "招聘启事", "doc", forms.offer()),
)
