"""督导检查记录表 and 反馈意见书 from invented data, for previews and tests."""

from healthtalk_app.printing import contexts as c

ISSUER = "云岭县卫生健康局"
DESK = "https://health.example.cn/app/inspection/HTJ-2026-000012"
UNIT = "云岭县医疗健康集团石门分院"
ITEMS = (
	(
		"价格公示",
		"药品、耗材和服务价格在醒目位置公示",
		"看公示牌，抽十项核对",
		10,
		False,
		"不合格",
		"检查项目价格未公示",
		5,
	),
	(
		"★住院一日清单",
		"每日主动提供清单",
		"询问五名患者",
		10,
		True,
		"不合格",
		"抽查五人，两人未收到昨日清单",
		10,
	),
	("价格查询", "患者能够自助查询费用", "现场试用自助机", 8, False, "合格", "", None),
	("按项目和标准收费", "无分解、重复收费", "抽二十份费用与医嘱核对", 12, True, "合格", "", None),
	("退费管理", "有审批、有原因、有签名", "抽一个月退费记录", 6, False, "不适用", "", None),
)
LONG = (
	"现场查看收费处、住院部、药房三处，公示牌仍为去年价目，彩超、骨密度等十二项检查未列入；"
	"触摸屏有一台不能使用，无维修登记。"
)


def items(times: int = 1, only_failed: bool = False) -> list[c.InspectedItem]:
	"""The items, numbered on."""
	found = []
	for name, standard, method, points, critical, result, finding, deduction in ITEMS * times:
		if only_failed and result != "不合格":
			continue
		found.append(
			c.InspectedItem(
				str(len(found) + 1),
				name.lstrip("★"),
				standard,
				method,
				"《中华人民共和国价格法》第十三条",
				points,
				critical,
				result,
				finding if times == 1 or not finding else finding + "。" + LONG,
				"附照片" if finding else "",
				deduction,
			)
		)
	return found


def inspection_record(size: str) -> c.InspectionRecord:
	"""督导检查记录表 in the given size."""
	if size == "empty":
		return c.InspectionRecord(issuer=ISSUER)
	long = size == "longest"
	record = c.InspectionRecord(
		issuer=ISSUER,
		number="云卫说检〔2026〕12号",
		desk_url=DESK,
		unit=UNIT,
		template="医疗收费与价格公示检查表",
		inspected_on="2026-11-12",
		place="门诊大厅、收费处、住院部",
		inspectors=["翁犇", "𬭎龑", *(["褚明远", "欧阳清河"] if long else [])],
		accompanied_by="石门分院副院长何喆",
		items=items(6 if long else 1),
		score=62.5,
		grade="合格",
		highlights="导医台有专人指导自助查询，老年人有绿色通道。" * (4 if long else 1),
		problem="总体能够执行价格政策，公示和一日清单落实不到位。" * (6 if long else 1),
	)
	record.kind.chosen = ["不定期检查"]
	return record


def inspection_feedback(size: str) -> c.FeedbackLetter:
	"""反馈意见书 in the given size; the longest says that the unit went through the motions."""
	if size == "empty":
		return c.FeedbackLetter(issuer=ISSUER)
	letter = c.FeedbackLetter(
		issuer=ISSUER,
		number="云卫说检〔2026〕12号",
		desk_url="https://health.example.cn/app/inspection-feedback/HTF-2026-000009",
		notes=["本意见书一式两联：一联送被检查单位，一联由检查单位留存。"],
		unit=UNIT,
		inspected_on="2026-11-12",
		kind="不定期检查",
		template="医疗收费与价格公示检查表",
		inspectors="翁犇、𬭎龑",
		score=62.5,
		grade="合格",
		highlights="导医台有专人指导自助查询，老年人有绿色通道。",
		content="总体能够执行价格政策，公示和一日清单落实不到位。",
		findings=items(only_failed=True),
		suggestions="举一反三，每季度开展一次收费自查。",
		rectify_by="2026-11-30",
		answer_by="2026-11-20",
		contact="0570-5550012",
		sealed_by="云岭县卫生健康局",
		issued_on="2026-11-15",
	)
	if size == "longest":
		letter.kind, letter.inspectors = "暗访", ""
		letter.findings = items(6, only_failed=True)
		letter.perfunctory, letter.extension_days = "自查台账系检查前一日补写，会议记录与签到不符。", 30
		letter.content = "总体能够执行价格政策，公示和一日清单落实不到位。" * 8
	return letter
