"""The four papers on petitions from invented data, for previews and tests."""

from healthtalk_app.printing import contexts as c

ISSUER = "云岭县医疗健康集团总院"
NOTES = ["本告知书一式两份，一份送达信访人，一份随信访事项归档。"]
MATTER = "要求解释住院费用并退还重复收取的检查费"
FACTS = (
	"经调取住院病历、费用清单和检查记录，2026年8月3日至8月12日信访人之母在本院骨科住院，共发生费用18642.50元。"
	"8月4日、8月6日各作一次胸部CT，第二次检查的申请单上没有医师签名，检查前也没有向患者说明理由。"
	"8月5日开出的“髋关节正侧位片”收费两次，影像系统中只有一次检查记录，属于重复收费，金额126.00元。"
)
BASIS = "《信访工作条例》第三十四条；《医疗机构投诉管理办法》第二十三条；本院《住院费用核查制度》第六条。"


def _paper(kind: type, number: str) -> dict:
	return dict(
		issuer=ISSUER,
		number=number,
		notes=list(NOTES),
		petitioner="张㛃",
		register_number="云总卫信登〔2026〕31号",
		received_on="2026-09-01",
		form="走访",
		matter=MATTER,
		contact="何喆",
		contact_phone="0570-0000003",
		sealed_by=ISSUER,
		issued_on="2026-09-08",
		delivery=c.Choice(list(c.DELIVERIES), ["直接送达"]),
		delivered_on="2026-09-09",
	)


def acceptance_notice(size: str) -> c.AcceptanceNotice:
	"""受理告知书 in the given size."""
	if size == "empty":
		return c.AcceptanceNotice(issuer=ISSUER, notes=list(NOTES))
	form = c.AcceptanceNotice(
		**_paper(c.AcceptanceNotice, "云总卫信告〔2026〕31号"),
		accepted_on="2026-09-08",
		term="60日",
		longer="30日",
		promised_on="2026-11-09",
		inquiry="凭信访事项回执上的查询码，可在https://health.example.cn/healthtalk/track查询办理情况，"
		"也可以拨打上述电话查询",
	)
	if size == "longest":
		form.matter = MATTER * 4
	return form


def refusal_notice(size: str) -> c.RefusalNotice:
	"""不予受理告知书 in the given size."""
	if size == "empty":
		return c.RefusalNotice(issuer=ISSUER, notes=list(NOTES))
	form = c.RefusalNotice(
		**_paper(c.RefusalNotice, "云总卫信告〔2026〕32号"),
		reason="应当通过诉讼、仲裁、行政复议等法定途径解决，或者已经进入上述程序",
		basis="《信访工作条例》第二十二条、第二十三条、第三十一条",
		where_to_turn="该争议已由云岭县人民法院立案审理，请按照诉讼程序主张权利；对诊疗行为有异议的，"
		"可以向云岭县医疗纠纷人民调解委员会申请调解，地址为云岭县人民路18号，电话0570-0000009。",
	)
	if size == "longest":
		form.where_to_turn = "\n".join([form.where_to_turn] * 4)
	return form


def one_time_notice(size: str) -> c.OneTimeNotice:
	"""一次性告知书 in the given size."""
	if size == "empty":
		return c.OneTimeNotice(issuer=ISSUER, notes=list(NOTES))
	form = c.OneTimeNotice(
		**_paper(c.OneTimeNotice, "云总卫信告〔2026〕30号"),
		received=[c.Material("信访人身份证复印件", 1), c.Material("书面申请", 1, "已签名")],
		missing=[
			c.Material("住院费用清单", 1, "加盖收费专用章的原件或者复印件"),
			c.Material("出院小结", 1, "复印件，与原件核对"),
			c.Material("授权委托书", 1, "代他人提出的，由本人签名，并附代理人身份证复印件"),
		],
		supply_by="2026-09-15",
		procedure="材料补齐后，本单位按照《信访工作条例》规定决定是否受理，并书面告知；可以当面递交、邮寄或者"
		"网上提交。",
		signed_by="何喆",
	)
	if size == "longest":
		form.missing *= 8
		form.clock_stands = True
	return form


def petition_opinion(size: str) -> c.PetitionOpinion:
	"""答复意见书 in the given size; the longest is that of a review."""
	if size == "empty":
		return c.PetitionOpinion(issuer=ISSUER, notes=list(NOTES))
	form = c.PetitionOpinion(
		**_paper(c.PetitionOpinion, "云总卫信复〔2026〕19号"),
		title="关于张㛃信访事项的答复意见",
		content="反映母亲住院期间两次作CT、髋关节片重复收费，要求说明检查理由并退还多收的费用。",
		demands=[
			c.PetitionDemand(
				"说明两次作CT检查的理由",
				"第二次检查系术前复查，具有医学指征；但申请单缺少签名、检查前没有说明，科室已当面致歉并整改。",
				"部分支持",
			),
			c.PetitionDemand(
				"退还重复收取的髋关节摄片费", "重复收费126.00元，已于2026年10月20日退还原支付账户。", "支持"
			),
		],
		facts=FACTS,
		basis=BASIS,
		conclusion="本院已对当事医师进行谈话提醒，并自2026年11月起对住院检查费用逐日核对。",
		remedy="如不服本意见，可以自收到本意见书之日起30日内，向云岭县卫生健康局提出复查申请。"
		"逾期不申请的，本意见为终结性意见。",
		copied_to="云岭县卫生健康局",
	)
	form.issued_on, form.delivered_on = "2026-10-28", "2026-10-30"
	if size == "longest":
		form.kind, form.title = "复查", "关于张㛃信访事项的复查意见"
		form.result = "变更原答复意见"
		form.facts = "\n".join([FACTS] * 5)
		form.demands *= 4
	return form
