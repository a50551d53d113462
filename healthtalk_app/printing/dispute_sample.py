"""医疗纠纷调解协议书 from invented data, for previews and tests."""

from healthtalk_app.printing import contexts as c

NOTES = ["本协议书一式四份，医患双方、调解机构各执一份，一份随卷归档。"]
FACTS = (
	"2026年3月12日，患方因右踝关节扭伤到医方骨科就诊，医方给予石膏外固定。3月26日复查发现足跟部皮肤压疮，"
	"住院换药21天后痊愈。患方认为医方固定过紧、未告知复诊时间；医方认为已口头告知，患方未按时复诊。"
)


def mediation_agreement(size: str) -> c.MediationAgreement:
	"""医疗纠纷调解协议书 in the given size."""
	if size == "empty":
		return c.MediationAgreement(issuer="云岭县卫生健康局", notes=NOTES)
	form = c.MediationAgreement(
		issuer="云岭县医疗纠纷人民调解委员会",
		number="云卫说纷〔2026〕6号",
		notes=NOTES,
		patient="祁*",
		patient_facts="女，46岁",
		patient_id_number="330***********0021",
		patient_phone="138****0005",
		patient_address="云岭县石门镇***",
		represented_by="患者本人",
		institution="云岭县医疗健康集团总院",
		department="骨科",
		medical_agent="叶昇",
		insurer="云岭县医疗责任保险共保体",
		applied_on="2026-04-20",
		accepted_on="2026-04-23",
		facts=FACTS,
		demands="要求赔偿医疗费、误工费等38000元，并当面道歉。",
		appraisal="云岭市医学会\n石膏固定后观察、告知不足，与足跟部压疮有因果关系，次要责任。",
		responsibility="次要责任",
		agreement="一、医方向患方当面致歉。\n二、医方一次性赔偿患方医疗费、误工费、护理费等各项损失共计12300.50元。\n"
		"三、患方不再就本次医疗行为提出其他要求。",
		amount="12,300.50元",
		amount_in_words="壹万贰仟叁佰元伍角整",
		performance="协议签订之日起10个工作日内，由保险机构汇入患方本人银行账户。",
		mediators=["龑明远", "张㛃"],
		body="云岭县医疗纠纷人民调解委员会",
		signed_on="2026-06-05",
	)
	if size == "longest":
		form.facts = "\n".join([FACTS] * 10)
		form.agreement = "\n".join([form.agreement] * 11)
		form.appraisal = "\n".join([form.appraisal] * 3)
	return form
