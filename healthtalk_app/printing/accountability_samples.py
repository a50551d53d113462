"""责任追究决定书 and 诫勉谈话记录 from invented data, for previews and tests."""

from healthtalk_app.printing import contexts as c

ISSUER = "云岭县卫生健康局"
DESK = "https://health.example.cn/app/accountability-record/3f9a1c7b2e"
UNIT = "云岭县医疗健康集团石门分院"
FACTS = (
	"11月3日、11月9日，在门诊收费窗口先后两次以“系统不能退”为由拒绝为患者办理退费，未说明理由，也未引导至值班长处理；"
	"经调阅窗口录像、核对退费记录、询问当班护士长，情况属实。"
)
STATEMENT = "本人承认事实，称当时排队人数较多、对退费流程不熟悉，愿意接受处理并向患者当面致歉。"
BASIS = "《医疗机构投诉管理办法》第二十一条；县局《“健康说事”工作办法》第十六条。"
TALK = (
	"一、指出问题：窗口是群众评价医院的第一道门，两次推诿造成患者往返，影响恶劣。\n"
	"二、提出要求：学习首问负责制，一周内掌握退费流程；向两位患者当面致歉；每月向科室汇报一次。\n"
	"三、询问本人意见：无异议。"
)
ATTITUDE = "认识到推诿患者的错误，表示诚恳接受组织谈话，按要求整改，今后遇到不会办的事项先请示、不推脱。"


def accountability_decision(size: str) -> c.AccountabilityDecision:
	"""责任追究决定书 in the given size."""
	if size == "empty":
		return c.AccountabilityDecision(issuer=ISSUER)
	form = c.AccountabilityDecision(
		issuer=ISSUER,
		number="云卫说责〔2026〕3号",
		desk_url=DESK,
		notes=["本决定书一式三份：一份送达本人，一份送所在单位党组织，一份存档。"],
		unit=UNIT,
		person="翁犇",
		position="门诊收费员",
		facts=FACTS,
		statement=STATEMENT,
		basis=BASIS,
		decided_in="县卫生健康局党委会议",
		measure="诫勉谈话",
		decision="责令向两位患者当面致歉，并取消本年度评优评先资格。",
		influence_until="2027-05-20",
		decided_on="2026-11-20",
		appeal_days=30,
		copies_to="县医疗健康集团总院党委，石门分院党支部",
		sealed_by=ISSUER,
	)
	if size == "longest":
		form.facts = "\n".join([FACTS, STATEMENT, BASIS] * 5)
		form.revoked, form.revoked_on = True, "2026-12-15"
	return form


def admonition_talk(size: str) -> c.AdmonitionTalk:
	"""诫勉谈话记录 in the given size; the longest runs over pages, each of which is signed."""
	if size == "empty":
		return c.AdmonitionTalk(issuer=ISSUER)
	form = c.AdmonitionTalk(
		issuer=ISSUER,
		number="云卫说责〔2026〕3号",
		desk_url=DESK,
		notes=["谈话记录由谈话对象逐页核对签字，归入廉政档案。"],
		person="翁犇",
		unit=UNIT,
		position="门诊收费员",
		talker="何喆",
		recorder="方珺",
		talked_at="2026-11-22 09:00:00",
		place="县卫生健康局三楼会议室",
		reason=FACTS,
		content=TALK,
		attitude=ATTITUDE,
		improve_until="2026-12-22",
	)
	if size == "longest":
		form.content = "\n".join([TALK, FACTS, ATTITUDE] * 8)
	return form
