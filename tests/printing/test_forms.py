"""The forms: printed order, blanks, ticks, pages, escaping, size."""

import re
from dataclasses import asdict
from datetime import date, datetime

import pytest

from healthtalk_app.printing import contexts as c
from healthtalk_app.printing.preview import FORM_NAMES
from healthtalk_app.printing.render import render_pdf
from healthtalk_app.printing.samples import SAMPLES, SIZES
from healthtalk_app.printing.templating import (
	cn_date,
	cn_datetime,
	cn_span,
	environment,
	month_day,
	page,
	paragraphs,
	qr,
	render_form,
)

ALL = [(form, size) for form in SAMPLES for size in SIZES]
PAGES = {
	"empty": {"ranking_circular": 2, "evaluation_form": 2, "accountability_decision": 2},
	"ordinary": {
		"petition_opinion": 2,
		"ranking_circular": 3,
		"work_summary": 4,
		"evaluation_form": 2,
		"accountability_decision": 2,
		"inspection_feedback": 2,
	},
	"longest": {
		"demerit_notice": 2,
		"ranking_circular": 6,
		"work_summary": 9,
		# it never needs a second page
		"leaders_page": 1,
		"acceptance_notice": 1,
		"inspection_record": 4,
		"inspection_feedback": 4,
		"refusal_notice": 2,
		"one_time_notice": 2,
		"sign_in_poster": 1,
		"commitment_poster": 1,
		"award_certificate": 1,
		"ethics_sheet": 2,
		# thirty slips, eight on a page
		"survey_invitations": 4,
	},
}
USUAL = {"empty": 1, "ordinary": 1, "longest": 3}


def test_the_preview_shows_every_form() -> None:
	assert set(FORM_NAMES) == set(SAMPLES)


@pytest.mark.parametrize(("form", "size"), ALL)
def test_pages(form, size, rendered):
	result = rendered(form, size)
	assert result.pages == PAGES[size].get(form, USUAL[size])
	assert result.missing == []


@pytest.mark.parametrize(("form", "size"), ALL)
def test_a_page_without_photos_stays_below_150_kb(form, size, rendered):
	result = rendered(form, size)
	assert len(result.pdf) < 150_000 * result.pages


# The first labels of each form, in the order of forms.md
ORDER = {
	"session_record": ("场次 说事主题 说事主体 说事方式 时间 地点 主持人 记录人 签到 说 听 商 办 评 签"),
	"referral_slip": (
		"编号 紧急程度 次流转 说事人 性别年龄 联系电话 住址 对象类别 说事单位 "
		"说事方式 说事时间 说事地点 记录人 事项类别 初步意见 拟办意见 领导批示 "
		"流转记录 移送时间 移送单位 移送人 接收单位 接收人 办理时限 办理结果 反馈方式 "
		"说事人（签字） 办结归档"
	),
	"assignment_slip": ("编号 事项来源 主办单位 协办单位 事项内容 交办要求 领导批示 盖章 签收 办理回执"),
	"supervision_slip": ("编号 原交办号 逾期天数 新时限 办理进展 督办要求 签收 办理回执 审结 销号 继续督办"),
	"extension_approval": (
		"编号 事项 承办单位 受理日期 原届满日 延期理由 拟延期至 分管领导 主要领导 告知方式 告知日期"
	),
	"evaluation_form": (
		"说事场次 日期 被评单位 参评身份 服务态度 认真听取 回应诉求 办理质量 办理时效 "
		"办理结果 总体评价 意见和建议 发出 收回 有效 满意率 监票人 计票人"
	),
	"receipt": ("存根 受理单位 受理日期 承诺时限 事项内容 监督电话 查询码 评价码"),
	"reply_sheet": (
		"编号 答复日期 说事人 事项来源 提出日期 受理日期 承办单位 承诺时限 事项内容 答复意见 "
		"盖章 联系电话 监督电话 送达 答复方式 签收"
	),
	"mediation_agreement": (
		"编号 受理日期 患方 联系电话 身份证号 代理人 住址 医方 涉事科室 医方代表 保险机构 "
		"纠纷事实和争议事项 鉴定 责任 协议内容 赔偿金额 （大写） （小写） 履行 终结 "
		"双方签章 调解员 盖章 司法确认"
	),
	"inspection_record": (
		"编号 检查模板 被检查单位 检查时间 检查地点 陪同人 检查人 检查类型 "
		"序号 项目 标准 方法 分值 情况 扣分 "
		"得分 等次 问题 亮点 检查人（两人以上签字） 被检查单位（签字盖章）"
	),
	"inspection_feedback": (
		"文号 对你单位进行了 一、总体意见 二、问题清单 序号 项目 问题 依据 扣分 三、整改要求 整改时限 "
		"书面答复报送日 盖章 送达文书 受送达人 送达方式 签收"
	),
	"rectification_notice": (
		"文号 发现你单位存在以下问题 违反条款 整改要求 前整改到位 逾期未整改 复查联系人 "
		"盖章 送达回证 送达文书 签收"
	),
	"rectification_report": (
		"编号 通知文号 责令单位 整改单位 责任人 整改时限 不放心 不方便 不满意 问题 原因分析 "
		"整改措施 完成情况 佐证 "
		"自验 建章立制 复查意见 复查人（两人签字） 销号审批 同意销号 责令重新整改"
	),
	"demerit_notice": (
		"不良执业行为记分通知书 文号 存在以下不良执业行为 记分项目 依据 陈述申辩 "
		"现决定对 一个记分周期 累计记 "
		"前向本机关书面申诉 盖章 送达回证 送达文书 受送达人 送达方式 签收"
	),
	"accountability_decision": (
		"责任追究决定书 文号 一、基本情况 二、事实和证据 陈述申辩 三、依据 "
		"四、决定和影响期 影响期自 五、申诉途径 "
		"日内 申诉 盖章 抄送 送达回证 送达文书 受送达人 送达方式 签收"
	),
	"admonition_talk": (
		"编号 谈话时间 谈话对象 单位职务 谈话人 记录人 谈话地点 谈话事由 谈话内容 本人表态 整改期限 本页签字"
	),
	"acceptance_notice": (
		"受理告知书 文号 提出的 决定予以受理 日内办结 承办人 联系电话 盖章 "
		"送达文书 受送达人 送达方式 签收人（签字）"
	),
	"refusal_notice": (
		"不予受理告知书 文号 经审查 根据 决定不予受理 依法向 承办人 联系电话 盖章 送达方式 签收人"
	),
	"one_time_notice": (
		"文号 申请人 收到日期 申请事项 已收材料 序号 材料名称 份数 需补正材料 序号 材料名称 份数 要求 "
		"补正期限 程序途径 经办人（签字） 盖章 送达签收 送达方式 申请人（签收）"
	),
	"petition_opinion": (
		"信访事项的答复意见 文号 一、信访事项 二、认定的事实 三、依据 四、处理意见 五、救济途径 30日内 "
		"复查申请 盖章 抄报 送达文书 受送达人 送达方式 签收人（签字）"
	),
	"ranking_circular": (
		"文件 〔 〕 号 的通报 ： 一、总体情况 二、排名情况 三、加减分情况 四、存在的问题 五、结果运用 "
		"六、工作要求 发文机关 印发"
	),
	"survey_form": "满意度调查问卷 编号 前交回",
	"commitment_letter": (
		"公开承诺书 编号 监督电话 承诺事项 承诺单位 党支部 承诺人 职务 承诺内容 完成时限 公示起止 "
		"序号 措施 责任人 时限 完成 支部审核 审核人（签字） 承诺人签 践诺 已兑现 部分兑现 未兑现 盖章 核验 "
		"评诺 群众评 职工评 领导评 自评 综合得分"
	),
	"commitment_poster": "编号 监督电话 扫码评一评",
	"award_certificate": "荣誉证书 编号 ： 被评为 特发此证",
	"ethics_sheet": (
		"医德考评表 考评年度 记录提取日期 姓名 职务职称 中共党员 单位 年度记录 学习培训 笔记和考试 "
		"不良执业记分 责任追究 表彰奖励 开展说事 办理事项 群众评价 自我评价 本人（签字） 科室评价 "
		"单位评价 考评等次 优秀 良好 一般 较差 盖章 本人意见 本人（签字）"
	),
	"work_summary": (
		"阶段性工作总结 一、组织领导 二、主要做法 三、工作成效 四、存在问题 五、整改情况 六、建章立制 "
		"七、下步打算 年月日"
	),
	"leaders_page": (
		"领导看板 一、五个环节 说 听 商 办 评 在办 其中逾期 今日完成 二、逾期事项 三、本年度排名 "
		"四、群众热点 五、本季度待检查 六、处置中的舆情"
	),
	"report_table": "单位排名表 名次 单位 响应率 解决率 满意率 得分 没有符合条件的数据",
	"survey_invitations": "满意度调查邀请码 编号 沿虚线裁开",
	"flow_chart": (
		"事项 当前单位 办理时限 剩余 已提出 已受理 已商定 办理中 已答复 已评价 "
		"已办结 环节 单位 经办人 到达时间"
	),
}


@pytest.mark.parametrize("form", ORDER)
def test_fields_stand_in_the_printed_order(form):
	html = render_form(form, SAMPLES[form]("empty"))
	text = re.sub(r"<style>.*?</style>|<[^>]+>|[\s\u3000]+", "", html, flags=re.DOTALL)
	place = 0
	for label in ORDER[form].split():
		place = text.find(label, place)
		assert place >= 0, f"{label} is missing or stands too early"


def test_five_levels_on_ballot_slip_and_record():
	for form in ("evaluation_form", "referral_slip", "session_record"):
		html = render_form(form, SAMPLES[form]("empty"))
		assert all(level in html for level in ("非常满意", "满意", "基本满意", "不满意", "非常不满意"))


@pytest.mark.parametrize("form", SAMPLES)
def test_the_text_comes_back_from_the_pdf(form, rendered, text_of):
	text = text_of(rendered(form, "ordinary").pdf)
	sample = SAMPLES[form]("ordinary")
	assert sample.issuer in text
	assert "".join(sample.number.split()) in text
	for value in asdict(sample).values():
		if isinstance(value, str) and re.fullmatch(r"[\u4e00-\u9fff]{4,12}", value):
			assert value in text


def test_empty_forms_have_blanks_to_write_in_and_no_none():
	for form in SAMPLES:
		html = render_form(form, c.FORMS[form]())
		assert "None" not in html
	assert "年\u3000月\u3000日" in render_form("referral_slip", c.ReferralSlip())


def test_ticks():
	html = render_form("referral_slip", c.ReferralSlip(urgency=c.Choice(["特急", "加急"], ["加急"])))
	assert re.search(r"<span class=\"box hei\">√</span>加急", html)
	assert re.search(r"□特急", html)


def test_a_chosen_option_that_an_administrator_added_is_printed_too():
	html = render_form("referral_slip", c.ReferralSlip(urgency=c.Choice(["特急"], ["立即"])))
	assert re.search(r"√</span>立即", html)


HOSTILE = "<img src=file:///etc/passwd><script>alert(1)</script><b>粗</b> http://127.0.0.1:9/x.png"


@pytest.mark.parametrize("form", SAMPLES)
def test_user_text_is_shown_as_text(form, text_of, monkeypatch):
	sample = SAMPLES[form]("ordinary")
	for field in (
		"content",
		"matter",
		"topic",
		"topics",
		"reason",
		"facts",
		"problem",
		"survey",
		"introduction",
		"overview",
		"addressee",
		"visits",
	):
		if hasattr(sample, field):
			setattr(sample, field, [HOSTILE] if field in ("topics", "visits") else HOSTILE)
	opened = []
	monkeypatch.setattr("urllib.request.OpenerDirector.open", lambda *a, **k: opened.append(a))
	html = render_form(form, sample)
	assert "<img src=file" not in html and "<script>" not in html
	text = text_of(render_pdf(page(html)).pdf)
	assert "<imgsrc=file:///etc/passwd>" in text
	# a poster has room for the beginning of a theme only
	assert form == "sign_in_poster" or "http://127.0.0.1:9/x.png" in text
	assert opened == []


def test_signatures_stay_with_their_box(rendered):
	"""The last page of the longest slip holds the end of the result together with its signature."""
	pypdf = pytest.importorskip("pypdf")
	import io

	last = pypdf.PdfReader(io.BytesIO(rendered("referral_slip", "longest").pdf)).pages[-1].extract_text()
	assert "月把药送到卫生院" in last.replace("\n", "")
	assert "承办单位（盖章）" in last


def test_the_header_row_repeats(rendered):
	pypdf = pytest.importorskip("pypdf")
	import io

	pages = pypdf.PdfReader(io.BytesIO(rendered("flow_chart", "longest").pdf)).pages
	assert all("到达时间" in page.extract_text() for page in pages)


def test_codes_stand_on_the_receipt_only(rendered, text_of):
	sample = SAMPLES["receipt"]("ordinary")
	text = text_of(rendered("receipt", "ordinary").pdf)
	assert sample.rating_code in text and sample.tracking_code in text
	stub = render_form("receipt", sample).split("沿此线裁开")[0]
	assert sample.rating_code not in stub and sample.tracking_code not in stub
	assert not any(
		"code" in field for form in c.FORMS.values() if form is not c.Receipt for field in vars(form)
	)


def test_a_second_print_of_the_receipt_carries_no_code():
	html = render_form("receipt", c.Receipt(matter="某事项", reprint=True))
	assert "补打件" in html and '<svg class="qr"' not in html


def test_an_opinion_says_how_it_is_reviewed_or_that_it_is_final():
	html = render_form("petition_opinion", SAMPLES["petition_opinion"]("ordinary"))
	assert "30日内，向云岭县卫生健康局提出复查申请" in html
	review = SAMPLES["petition_opinion"]("longest")
	review.remedy = "本复核意见为信访事项的终结性意见。"
	html = render_form("petition_opinion", review)
	assert "终结性意见" in html and "复查结论：变更原答复意见" in html and "提出复查申请" not in html


def test_a_notice_says_that_the_clock_stands_only_where_it_does():
	form = SAMPLES["one_time_notice"]("ordinary")
	assert "不计入办理期限" not in render_form("one_time_notice", form)
	form.clock_stands = True
	assert "补正期间不计入办理期限" in render_form("one_time_notice", form)


def test_dates_as_officials_write_them():
	assert cn_date("2026-01-05") == "2026年1月5日"
	assert cn_date(date(2026, 11, 3)) == "2026年11月3日"
	assert cn_date(None, "年月日") == "年月日"
	assert cn_datetime(datetime(2026, 11, 3, 9, 5)) == "2026年11月3日9:05"
	assert cn_datetime("2026-11-03 00:00:00") == "2026年11月3日"
	assert cn_span("2026-11-03T18:30", "2026-11-03T20:15") == "2026年11月3日18:30—20:15"
	assert cn_span("2026-11-03T18:30", "2026-11-04T00:15") == "2026年11月3日18:30—2026年11月4日0:15"
	assert cn_span("2026-11-03T18:30", None) == "2026年11月3日18:30"
	assert month_day("2026-11-03 18:30:00.123456") == "11月3日"


def test_paragraphs_are_lines_with_text():
	assert paragraphs(" 一\n\n 二 \r\n") == ["一", "二"]
	assert paragraphs(None) == []


def test_tally_row():
	"""19 ballots: 8 + 7 + 3 = 18 at least basically satisfied, 18/19 = 94.7 %."""
	row = c.tally_row("总体评价", [8, 7, 3, 1, 0])
	assert row.shares == ["42.1%", "36.8%", "15.8%", "5.3%", "0.0%"]
	assert row.satisfaction == "94.7%"
	assert c.tally_row("总体评价", [0, 0, 0, 0, 0]).satisfaction == ""


def test_qr_has_nothing_to_fetch():
	picture = str(qr("https://health.example.cn/app/referral-slip/1"))
	assert re.fullmatch(r'<img class="qr" alt="" src="data:image/png;base64,[A-Za-z0-9+/=]+">', picture)
	assert qr("") == ""


def test_templates_escape_and_know_their_fields():
	assert environment().autoescape is True
	with pytest.raises(Exception, match="undefined"):
		environment().from_string("{{ unknown_field }}").render()


def test_an_order_to_do_it_again_says_so_and_what_was_found():
	sample = SAMPLES["rectification_notice"]
	first, again = (render_form("rectification_notice", sample(size)) for size in ("ordinary", "longest"))
	assert "责令限期整改通知书" in first and "重新" not in first.split("整改到位")[0]
	assert "责令重新限期整改通知书" in again
	assert "云卫说改〔2026〕7号责令你单位整改的事项，经复查未通过" in again


def test_two_people_sign_the_review():
	html = render_form("rectification_report", SAMPLES["rectification_report"]("longest"))
	assert "复查人（两人签字）" in html and "翁犇" in html and "𬭎龑" in html
	assert html.count("历次整改") == 1
	assert "历次整改" not in render_form("rectification_report", SAMPLES["rectification_report"]("ordinary"))
