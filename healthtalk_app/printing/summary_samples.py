"""阶段性工作总结 from invented data, for previews and tests."""

from __future__ import annotations

from healthtalk_app.printing import contexts as c
from healthtalk_app.printing.summary_layout import enumerated, title_of
from healthtalk_app.rules.summary import SECTIONS

ISSUER = "云岭县卫生健康局"
PERIOD = "2026年上半年"
TEXTS = {
	"Organisation": [
		"组织学习培训24场次，同比增长20%，389人参加学习，学习覆盖率81.8%，考试合格率95.2%。",
		"分解到各单位的任务264项，到期任务完成率92.4%，按时完成率85.6%。",
	],
	"Measures": [
		"举办健康说事活动90场，同比增长12.5%，参加群众1240人次，同比增长24%，应说时段完成率81.8%。",
		"按季度开展督导检查，应查22个单位次，已查18个，覆盖率81.8%，反馈检查意见20份，平均91.3分。",
	],
	"Results": [
		"收集群众诉求312件，同比增长20%，答复298件，同比增长14.6%，尚有14件正在办理。",
		"诉求主要集中在医疗服务（120件，占38.5%）、收费价格（60件，占19.2%）和医保政策（40件，占12.8%）。",
		"响应率96.3%，比上年同期提高1.3个百分点；解决率88.2%，与上年同期持平；满意率93.5%。",
	],
	"Problems": [
		"说事频次没有全部达到要求，有16个应说时段没有举办活动。",
		"办理时效仍有不足，15件诉求没有按期办结。",
	],
	"Rectification": ["下达整改事项45项，已核实销号38项，按期整改率84.4%，尚有7项未销号。"],
	"Lasting Rules": ["把整改中行之有效的做法固定下来，形成长效制度6项。"],
	"Next Steps": [
		"对照频次要求逐单位补齐说事活动，做到应说尽说。",
		"坚持说、听、商、办、评闭环管理，常态化开展健康说事，办好群众身边事。",
	],
}
LONG = "石门分院把说事工作室搬到赶集日的乡镇街头，由院长带队，现场能答的当场答，不能答的登记流转并定期回告，"
MONTHS = ((12, 40, 38), (14, 52, 50), (17, 61, 58), (15, 48, 49), (16, 55, 52), (16, 56, 51))


def work_summary(size: str) -> c.WorkSummary:
	"""A half-year's summary: blank, ordinary, or with long paragraphs and every unit of a large county."""
	if size == "empty":
		titles = [c.SummarySection(title) for _name, title in SECTIONS if title]
		return c.WorkSummary(title="阶段性工作总结", sections=titles)
	times = 1 if size == "ordinary" else 4
	texts = {name: [line + LONG * (times - 1) for line in lines] for name, lines in TEXTS.items()}
	return c.WorkSummary(
		issuer=ISSUER,
		title=title_of(ISSUER, PERIOD),
		document_number="" if size == "ordinary" else "云卫发〔2026〕15号",
		addressee="" if size == "ordinary" else "云岭县人民政府",
		opening=[
			f"{PERIOD}，{ISSUER}围绕说、听、商、办、评五个环节开展“健康说事”，共举办活动90场，1240人次参加，"
			"收集群众诉求312件，答复298件。现将有关情况总结如下。"
		],
		sections=[
			c.SummarySection(title, enumerated(name, texts[name]))
			for name, title in SECTIONS
			if name in texts
		],
		months=[c.SummaryMonth(f"{place}月", *numbers) for place, numbers in enumerate(MONTHS, 1)],
		units=[
			c.SummaryUnit(place, f"云岭县医疗健康集团第{place}分院", "96.3%", "88.2%", "93.5%", "92.67")
			for place in range(1, 8 * times)
		],
		returned=[c.SummaryReturned("婚前医学检查", "1860人", "2000", "93%", "12.3%")] * times,
		attachments=[] if size == "ordinary" else ["各单位说事工作情况表", "下半年重点任务清单"],
		signed_by=ISSUER,
		issued_on="2026-07-06",
		copied_to="" if size == "ordinary" else "各分院，公共卫生单位，局机关各科室",
	)


def leaders_page(size: str) -> c.LeadersPage:
	"""The leader's page: of a morning without work, an ordinary one, and with as much as it ever holds."""
	rings = [c.LeaderRing(ring) for ring in "说听商办评"]
	if size == "empty":
		return c.LeadersPage(rings=rings)
	many = size == "longest"
	for place, ring in enumerate(rings):
		ring.open, ring.overdue, ring.today = 12 * place + 3, place, 4
	unit = "云岭县医疗健康集团石门分院（石门镇中心卫生院）" if many else "石门分院"
	kinds = ["说事事项", "流转单", "整改事项"]
	if many:
		kinds += ["公众来件", "医疗纠纷调解", "舆情事件", "单位任务", "公开承诺", "反馈意见书"]
	debtors = 7 if many else 3
	places = 9 if many else 5
	topic = "门诊取药排队时间长、窗口开放少、老年人不会使用自助机" if many else "门诊取药排队"
	return c.LeadersPage(
		issuer=ISSUER,
		printed_at="2026-07-06 08:15",
		rings=rings,
		kinds=kinds,
		debtors=[c.LeaderDebtor(unit, [2] * len(kinds), 2 * len(kinds)) for _row in range(debtors)],
		debtor_count=debtors + 14 * many,
		overdue_by_kind=[2 * debtors] * len(kinds),
		overdue_total=2 * debtors * len(kinds),
		places=[
			c.LeaderPlace(place, unit, "96.3%", "88.2%", "93.5%", "92.67", "↑2" if place % 2 else "↓1")
			for place in range(1, places + 1)
		],
		place_count=40 if many else 5,
		topics=[f"{topic}（23人）"] * (6 if many else 2),
		visits=[f"{unit}（已安排）"] * (6 if many else 2),
		visits_due=31 if many else 2,
		visits_owed=40,
		incidents=["网传石门分院疫苗过期（已研判，超时）" if many else "网传疫苗过期（已研判）"]
		* (5 if many else 1),
		incident_count=5 if many else 1,
	)


def report_table(size: str) -> c.ReportTable:
	"""The league table as mailed: without a row, of five units, wide and of many pages."""
	labels = ["名次", "单位", "响应率", "解决率", "满意率", "得分"] + ["上期名次", "升降", "收到事项"] * (
		size == "longest"
	)
	columns = [c.ReportColumn(label, label != "单位") for label in labels]
	if size == "empty":
		return c.ReportTable(title="单位排名表", columns=columns)
	row = ["石门分院", "96.3%", "88.2%", "93.5%", "92.67", "3", "—", "31"][: len(labels) - 1]
	count = 5 if size == "ordinary" else 70
	return c.ReportTable(
		issuer=ISSUER,
		title="单位排名表",
		printed_at="2026-07-06 08:15",
		introduction="起始日期：2026-01-01；截止日期：2026-06-30",
		columns=columns,
		rows=[[str(place), *row] for place in range(1, count + 1)],
		note="" if size == "ordinary" else "只印前70行，另有30行见电子表格。",
		wide=size == "longest",
	)
