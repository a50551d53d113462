"""How bad ratings and inspections of the county are put right, and who is called back (T6, T7, 好差评)."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import frappe

from healthtalk_app.demo import county
from healthtalk_app.demo.world import Way, World
from healthtalk_app.services.records import identity
from healthtalk_app.services.rectifications import call_back

RECT, CALL = "Rectification", "Call Back"
INSPECTOR = next(account for account in county.NAMED if account.login == "ducha").user
MORNING = time(10, 5)
DAY = timedelta(days=1)
# days before today on which inspections ordered something
ORDERED = (
	(
		150,
		"QL-A1",
		"Inconvenient",
		"门诊收费价格公示不全",
		"门诊大厅仅公示药品价格，检查、护理项目价格未公示。",
	),
	(75, "QL-CDC", "Worried", "预防接种留观制度不落实", "抽查30人次，5人接种后未留观满30分钟即离开。"),
	(12, "QL-A2", "Dissatisfied", "意见箱长期未开", "两处意见箱封条陈旧，开箱登记停在三个月前。"),
)
PLANS = (
	(
		"排班与就诊高峰不匹配，信息只在院内张贴。",
		"一是调整排班，高峰时段增开窗口；二是排班表每月送到各村公布；三是每周自查一次。",
	),
	(
		"岗位交接没有登记，办结以后无人回头看。",
		"一是建立交接登记；二是办结三日内由承办人电话反馈；三是科室负责人每周抽查五件。",
	),
	(
		"工作人员解释不够，群众不清楚办理进度。",
		"一是首问负责，当场告知办理时限；二是办理环节变化即时短信告知；三是开展一次服务礼仪培训。",
	),
)
RESULTS = (
	("措施均已落实，已逐户走访说明，群众表示认可。", "科室负责人复核，随机电话六人，均知晓。"),
	("已增开窗口并公布排班，等候时间降到十五分钟以内。", "连续五日现场记录，均在十五分钟以内。"),
)
FINDINGS = ("现场查看并电话核实，整改属实。", "走访两村，群众反映已经改善。")
AGAIN = "抽查八人仍有三人未接到通知，登记与实际不符，整改不到位。"
RULES = ("门诊排班公示办法", "办结事项回头看制度", "首问负责和限时告知办法")
SAID = ("问题已经在改，希望坚持下去。", "窗口还是排队，盼着再想办法。", "有人上门说明了情况，心里好受些。")


def spawn_all(world: World) -> None:
	"""Put the inspections' orders, and a daily look for what is new, into the world's order."""
	for days, unit, classification, subject, problem in ORDERED:
		at = datetime.combine(world.today - timedelta(days=days), MORNING)
		world.spawn(inspected(world, unit, classification, subject, problem), at)
	world.spawn(watch(world), datetime.combine(world.now.date(), MORNING))


def watch(world: World) -> Way:
	"""Every day whoever handles what is new begins with it."""
	seen: set[str] = set()
	while True:
		# get_all: the county's own play reads everything
		for doctype, status, way in ((RECT, "Open", put_right), (CALL, "To Call", called)):
			for name in frappe.get_all(doctype, {"status": status}, pluck="name", order_by="name"):
				if name not in seen:
					seen.add(name)
					world.spawn(way(world, name))
		yield datetime.combine(world.now.date() + DAY, MORNING)


def inspected(world: World, unit: str, classification: str, subject: str, problem: str) -> Way:
	"""The inspector of the bureau finds something and orders the unit to put it right."""
	yield world.in_office(world.now, world.rng(f"inspection:{unit}"))
	with world.as_user(INSPECTOR):
		frappe.get_doc(
			doctype=RECT,
			subject=subject,
			problem=problem,
			classification=classification,
			found_through="Inspection",
			ordering_unit=county.BUREAU,
			responsible_unit=unit,
			requirement="限期整改，举一反三，并报送整改报告。",
			review_contact=world.staff.name(INSPECTOR),
		).insert()


def put_right(world: World, name: str) -> Way:
	"""Plan, work, result and review; some lie, some are late, some are ordered to be done again."""
	rng = world.rng(f"rectification:{name}")
	lies = rng.random()

	def unit() -> str:
		return world.facts(RECT, name, "responsible_unit").responsible_unit

	def does(action: str, **values: object) -> None:
		world.act(world.officer(unit()), RECT, name, action, values or None)

	yield world.later(rng, 0, 1)
	if lies < 0.06:
		return
	cause, measures = rng.choice(PLANS)
	plan = {
		"classification": rng.choice(("Worried", "Inconvenient", "Dissatisfied", "Dissatisfied")),
		"cause": cause,
		"measures": measures,
		"responsible_person": world.staff.name(world.leader(unit())),
	}
	# what a self-check said of it stays
	said = {field: value for field, value in world.facts(RECT, name, *plan).items() if value}
	does("File Plan", handler=world.officer(unit()), **{**plan, **said})
	yield world.later(rng, 0, 1)
	does("Begin")
	if lies < 0.12:
		return
	for again in (lies > 0.85, False):
		yield world.later(rng, *((7, 9) if lies > 0.92 else (1, 2)))
		completion, self_check = rng.choice(RESULTS)
		does(
			"Hand In", completion=completion, self_check=self_check, evidence_note="照片和登记簿，存办公室。"
		)
		yield world.later(rng, 1, 2)
		if lies < 0.2:
			return
		finding = {"verified_by": "冯督查", "second_verifier": "褚督查"}
		finding["verification_note"] = AGAIN if again else rng.choice(FINDINGS)
		world.act(INSPECTOR, RECT, name, "Order Again" if again else "Verify", finding)
		if not again:
			break
		yield world.later(rng, 0, 1)
		does("Begin")
	if lies > 0.6:
		yield world.later(rng, 3, 8)
		with world.as_user(world.officer(unit())):
			doc = frappe.get_doc(RECT, name)
			doc.lasting_rule, doc.lasting_rule_on = rng.choice(RULES), world.now.date()
			doc.save()


def called(world: World, name: str) -> Way:
	"""The unit's officer calls; of a confidential rater somebody above does, as the unit may not know him."""
	rng = world.rng(f"call:{name}")
	if rng.random() < 0.08:
		return
	facts = world.facts(CALL, name, "unit", "rater", "subject")
	hidden = facts.rater == identity.WITHHELD
	yield world.later(rng, 0, 3)
	caller = world.officer(county.BUREAU if hidden else facts.unit)
	tries = rng.choice((0, 0, 0, 0, 0, 1, 2, 3))
	for _again in range(tries):
		with world.as_user(caller):
			call_back.record(name, "No Answer")
		yield world.later(rng, 0, 1)
	if tries == 3:
		return
	with world.as_user(caller):
		call_back.telephone(name, "差评回访")
		opinion = rng.choice(("Basically Satisfied", "Satisfied", "Dissatisfied"))
		call_back.record(name, "Reached", rng.choice(SAID), opinion)
