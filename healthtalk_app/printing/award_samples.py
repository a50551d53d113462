"""荣誉证书 and 医德考评表 from invented data, for previews and tests."""

from healthtalk_app.printing import contexts as c

ISSUER = "云岭县卫生健康局"
UNIT = "云岭县医疗健康集团石门分院"
REASON = "在2026年度“健康说事”工作中组织有力、办理扎实、群众满意"
RECORD = (
	("学习培训", "参加18次中的18次，共36学时"),
	("学习培训", "其中职业道德学习6次"),
	("笔记和考试", "交笔记6篇，已检查6篇"),
	("笔记和考试", "参加考试2次，通过2次"),
	("不良执业记分", "无"),
	("责任追究", "无"),
	("表彰奖励", "2026-05-12：2026年度优秀护士（云卫说奖〔2026〕3号）"),
	("开展说事", "主持说事4场"),
	("办理事项", "办结事项12件，其中按时12件"),
	("群众评价", "评价10件次，基本满意以上10件次"),
)
SELF = "本年度遵守医德规范，耐心对待每一位病人，参加健康说事四场，没有收受红包、回扣。"


def award_certificate(size: str) -> c.AwardCertificate:
	"""荣誉证书 in the given size: of a unit; the longest of a department with a long name."""
	if size == "empty":
		return c.AwardCertificate(issuer=ISSUER)
	form = c.AwardCertificate(
		issuer=ISSUER,
		number="云卫说奖〔2026〕12号",
		recipient=UNIT,
		reason=REASON,
		award="2026年度健康说事先进单位",
		unit=ISSUER,
		issued_on="2026-12-28",
	)
	if size == "longest":
		form.recipient = "云岭县医疗健康集团石门分院龙潭社区卫生服务站家庭医生签约服务第三团队"
		form.reason = f"{REASON}，全年开展活动三十六场，办理事项一百二十八件，件件有回音、事事有着落"
		form.award = "2026年度云岭县卫生健康系统文明示范窗口和青年文明号创建先进集体"
	return form


def ethics_sheet(size: str) -> c.EthicsSheet:
	"""医德考评表 in the given size; the longest with a record that lowers the grade."""
	if size == "empty":
		return c.EthicsSheet(issuer=ISSUER)
	form = c.EthicsSheet(
		issuer=ISSUER,
		desk_url="https://health.example.cn/app/ethics-appraisal/5f3c1a9d20",
		year=2026,
		person="闻人雨桐",
		unit=UNIT,
		position="主管护师",
		party_member=c.Choice(["是", "否"], ["是"]),
		drawn_on="2026-12-20",
		lines=[c.EthicsLine(*line) for line in RECORD],
		self_appraisal=c.Opinion(SELF),
		department=c.Opinion("同意自评，建议评为优秀。"),
		verdict=c.Opinion("经医德考评小组审定，评为优秀。", UNIT, "", "2026-12-22"),
		grade=c.Choice(["优秀", "良好", "一般", "较差"], ["优秀"]),
	)
	if size == "longest":
		form.lines = [c.EthicsLine(*line) for line in (*RECORD[:4], *(POINT,) * 9, *(HELD,) * 3, *RECORD[6:])]
		form.highest, form.reason = "较差", "有廉洁问题被追究责任"
		form.self_appraisal.text = "\n".join([SELF] * 8)
		form.department.text = "\n".join(["科室意见：该同志本年度有一次责任追究，已作出深刻检查。"] * 4)
		form.verdict.text = "经医德考评小组审定，评为较差；按规定当年不得晋升职称。"
		form.grade.chosen = ["较差"]
	return form


POINT = ("不良执业记分", "2026-03-18：1分，病历书写不及时、不完整，或者代他人签名（云卫说记〔2026〕5号）")
HELD = ("责任追究", "2026-07-02：通报批评（云卫说责〔2026〕2号）")
