"""公开承诺书 and 公开承诺海报 from invented data, for previews and tests."""

from healthtalk_app.printing import contexts as c

ISSUER = "云岭县卫生健康局"
UNIT = "云岭县医疗健康集团石门分院"
URL = "https://health.example.cn/healthtalk/commitment?code=7K3M-QX9T-2HRD-8C5W"
CONTENT = (
	"门诊挂号、缴费、取药，每个环节排队不超过15分钟；慢性病患者来院一次开足一个月的药，不让群众跑第二趟。"
)
MEASURES = (
	("上午高峰时段加开第三个收费窗口，由导诊员随时分流。", "何喆", "2026-09-10"),
	("慢性病长期处方目录上墙，药房每周核对库存。", "张㛃", "2026-09-20"),
	("自助缴费机旁安排志愿者，帮助老年人缴费取号。", "翁犇", "2026-09-30"),
)
RESULT = "三项措施均已落实。10月抽查12个时段，平均等候9分钟，最长14分钟；长期处方由每月61张增加到214张。"
FOUND = "10月15日、16日两次现场计时，等候均不超过12分钟；电话抽查慢性病患者8人，均反映一次开足药。"
GROUPS = (("群众评", 126, 91.2), ("职工评", 34, 88.5), ("领导评", 7, 86.0), ("自评", 9, 95.6))


def commitment_letter(size: str) -> c.CommitmentLetter:
	"""公开承诺书 in the given size: to be filled in by hand, kept and rated, and one of many words."""
	blank = [c.CommitmentRating(word) for word, _cast, _points in GROUPS]
	if size == "empty":
		return c.CommitmentLetter(issuer=ISSUER, ratings=blank)
	letter = c.CommitmentLetter(
		issuer=ISSUER,
		number="石卫说诺〔2026〕3号",
		notes=["本书一式两份，一份公示，一份存档；扫码可以看进展、评满意不满意。"],
		subject="排队不超过一刻钟，配药不跑第二趟",
		unit=UNIT,
		promiser="龑明远",
		position="院长",
		branch="石门分院党支部",
		content=CONTENT,
		measures=[c.CommitmentMeasure(*row, row[2]) for row in MEASURES],
		due_on="2026-09-30",
		approval=c.Opinion("承诺具体、可核查，同意公示。", "石门分院党支部", "翁犇", "2026-08-28"),
		published_on="2026-09-01",
		public_until="2026-12-31",
		supervision_phone="0570-5550012",
		promised_on="2026-09-01",
		progress=["2026-09-08　第三个收费窗口启用。", "2026-09-19　长期处方目录上墙。"],
		outcome=c.Choice(["已兑现", "部分兑现", "未兑现"], ["已兑现"]),
		result=c.Opinion(RESULT, UNIT, "", "2026-10-10"),
		verification=c.Opinion(FOUND, "", "𬭎龑", "2026-10-17"),
		ratings=[c.CommitmentRating(*row) for row in GROUPS],
		points=90.1,
		public_url=URL,
	)
	if size == "longest":
		letter.content = "\n".join([CONTENT] * 6)
		letter.measures = [c.CommitmentMeasure(*row, row[2]) for row in MEASURES] * 6
		letter.progress *= 8
		letter.result.text = "\n".join([RESULT] * 6)
		letter.verification.text = "\n".join([FOUND] * 4)
	return letter


def commitment_poster(size: str) -> c.CommitmentPoster:
	"""公开承诺海报 in the given size."""
	if size == "empty":
		return c.CommitmentPoster(issuer=ISSUER)
	poster = c.CommitmentPoster(
		issuer=ISSUER,
		number="石卫说诺〔2026〕3号",
		notes=["不记名，不用登录，每台手机对每项承诺评一次。"],
		subject="排队不超过一刻钟，配药不跑第二趟",
		unit=UNIT,
		promiser="龑明远 院长",
		content=CONTENT,
		due_on="2026-09-30",
		supervision_phone="0570-5550012",
		public_url=URL,
	)
	if size == "longest":
		poster.content = "\n".join([CONTENT] * 8)
		poster.subject = poster.subject * 4
	return poster
