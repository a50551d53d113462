"""责令整改通知书 and 整改报告·销号表 from invented data, for previews and tests."""

from healthtalk_app.printing import contexts as c

ISSUER = "云岭县卫生健康局"
DESK = "https://health.example.cn/app/rectification/HTZ-2026-000007"
PROBLEM = (
	"11月3日，群众对“石门片区慢性病续方用药和门诊次数问题”的办理结果评议为“不满意”，"
	"认为门诊虽由每周两个半天增加到三个，但排班未在村里公布，仍有十余名老人白跑一趟；"
	"缬沙坦氢氯噻嗪到货后无人通知签约患者。"
)
CONSEQUENCE = (
	"逾期未整改或者整改不到位的，将责令重新整改，在全系统通报批评，并按规定追究责任；"
	"整改走过场的，在评优评先中实行一票否决。"
)
CAUSE = "一是排班调整后只在院内张贴，没有通知各村；二是药品到货后没有专人负责通知，家庭医生和药房各管一段。"
MEASURES = (
	"一是每月25日前把下月排班表送到各村，由村干部在广播和微信群里通知；\n"
	"二是指定药房何喆负责到货通知，当天短信告知签约患者，家庭医生次日电话复核；\n"
	"三是门诊部每周五自查一次，结果报分管副院长。"
)
DONE = (
	"排班表已送9个村并张贴，11月8日起短信通知到位37人；"
	"电话回访说事人及同村患者6人，均表示知晓排班、拿到药品。"
)


def rectification_notice(size: str) -> c.RectificationNotice:
	"""责令整改通知书 in the given size; the longest is an order to do it again."""
	if size == "empty":
		return c.RectificationNotice(issuer=ISSUER, consequence=CONSEQUENCE)
	notice = c.RectificationNotice(
		issuer=ISSUER,
		number="云卫说改〔2026〕7号",
		desk_url=DESK,
		unit="云岭县医疗健康集团石门分院",
		found="群众评议",
		found_on="2026-11-03",
		problem=PROBLEM,
		violated_clause="《医疗机构投诉管理办法》第二十一条；县局《“健康说事”工作办法》第十二条",
		requirement="公布排班并逐村告知，落实药品到货通知，向说事人当面反馈。",
		due_on="2026-11-10",
		consequence=CONSEQUENCE,
		review_contact="翁犇　0570-5550012",
		sealed_by="云岭县医疗健康集团总院",
		issued_on="2026-11-03",
	)
	if size == "longest":
		notice.round, notice.former_number = 2, "云卫说改〔2026〕7号"
		notice.number, notice.issued_on, notice.due_on = "云卫说改〔2026〕9号", "2026-11-12", "2026-11-19"
		notice.finding = (
			"走访峙前、下坞两村，排班表已过期未换；抽查8名签约患者，3人未收到到货通知，短信记录与名单不符。"
		)
		notice.problem = "\n".join([PROBLEM, *MEASURES.splitlines(), PROBLEM, CAUSE, DONE] * 3)
		notice.requirement = "\n".join([MEASURES, CAUSE])
	return notice


def rectification_report(size: str) -> c.RectificationReport:
	"""整改报告·销号表 in the given size; the longest was ordered again once."""
	if size == "empty":
		return c.RectificationReport(issuer=ISSUER)
	report = c.RectificationReport(
		issuer=ISSUER,
		number="云卫说改〔2026〕7号",
		desk_url=DESK,
		order_number="云卫说改〔2026〕7号",
		ordered_on="2026-11-03",
		ordering_unit="云岭县医疗健康集团总院",
		unit="云岭县医疗健康集团石门分院",
		responsible_person="何喆",
		problem=PROBLEM,
		cause=CAUSE,
		measures=MEASURES,
		due_on="2026-11-10",
		completion=c.Opinion(DONE, "云岭县医疗健康集团石门分院", "", "2026-11-09"),
		evidence=["排班表张贴照片.jpg", "短信发送记录.xlsx"],
		self_check="11月9日分管副院长带队走访3个村，随机电话6人，均已知晓。",
		lasting_rule="《门诊排班公示和药品到货通知办法》（石门分院〔2026〕6号）",
		lasting_rule_on="2026-11-09",
		rounds=[c.RectificationRound(1, "云卫说改〔2026〕7号", "2026-11-03", "2026-11-10", "2026-11-09")],
	)
	report.classification.chosen = ["不方便"]
	if size == "longest":
		finding = "走访两村、电话8人，整改属实，排班已更新，到货通知有记录可查。"
		report.rounds = [
			c.RectificationRound(
				1,
				"云卫说改〔2026〕7号",
				"2026-11-03",
				"2026-11-10",
				"2026-11-09",
				"责令重新整改",
				"排班表过期，3人未收到通知。",
			),
			c.RectificationRound(
				2, "云卫说改〔2026〕9号", "2026-11-12", "2026-11-19", "2026-11-18", "销号", finding
			),
		]
		report.order_number, report.ordered_on, report.due_on = (
			"云卫说改〔2026〕9号",
			"2026-11-12",
			"2026-11-19",
		)
		report.completion = c.Opinion(
			"\n".join([DONE, *MEASURES.splitlines()] * 4), report.unit, "", "2026-11-18"
		)
		report.measures = "\n".join([MEASURES] * 4)
		report.problem = "\n".join([PROBLEM] * 3)
		report.finding, report.inspectors, report.reviewed_on = finding, ["翁犇", "𬭎龑"], "2026-11-19"
		report.result.chosen, report.approval.chosen = ["整改到位"], ["同意销号"]
		report.approved = c.Opinion("同意销号，排班公示办法在片区推广。", "", "龑明远", "2026-11-20")
	return report
