"""不良执业行为记分通知书 from invented data, for previews and tests."""

from healthtalk_app.printing import contexts as c

ISSUER = "云岭县卫生健康局"
NOTES = ["本通知书一式三份：一份送达当事人，一份送所在单位，一份存档。"]
FACTS = (
	"10月21日，县局督导检查组抽查骨科10月1日至20日出院病历30份，其中由你主管的4份在出院72小时后仍未完成首次病程记录和"
	"出院记录，2份手术记录由他人代签。"
)


def demerit_notice(size: str) -> c.DemeritNotice:
	"""不良执业行为记分通知书 in the given size: of a practitioner; the longest of an institution."""
	if size == "empty":
		return c.DemeritNotice(issuer=ISSUER, notes=NOTES)
	notice = c.DemeritNotice(
		issuer=ISSUER,
		number="云卫说记〔2026〕5号",
		notes=NOTES,
		desk_url="https://health.example.cn/app/demerit-record/HTDR-2026-000005",
		unit="云岭县医疗健康集团石门分院",
		person="祁*",
		licence_number="1*************1",
		occurred_on="2026-10-20",
		facts=FACTS,
		item="RY-01",
		behaviour="病历书写不及时、不完整，或者代他人签名。",
		basis="《中华人民共和国医师法》第二十四条；《病历书写基本规范》",
		statement="当事人承认病历补写不及时，称当月门诊量大；代签的两份已当面更正。",
		points=1,
		cycle_start="2026-01-01",
		cycle_end="2026-12-31",
		cycle_points=3,
		measure="批评教育，计入医德考评",
		appeal_until="2026-11-16",
		sealed_by=ISSUER,
		issued_on="2026-10-30",
	)
	if size == "longest":
		notice.person = notice.licence_number = ""
		notice.item, notice.points, notice.cycle_points = "JG-06", 4, 16
		notice.behaviour = "超出核准登记或者备案的诊疗科目开展诊疗活动。"
		notice.basis = "《医疗机构管理条例》关于按诊疗科目执业的规定"
		notice.facts = "\n".join([FACTS] * 6)
		notice.statement = "\n".join([notice.statement] * 3)
		notice.measure = "通报批评，列为重点监管对象，增加检查频次"
		notice.revoked = True
	return notice
