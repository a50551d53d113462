"""Inspection, rectification, accountability, demerit points."""

from dataclasses import dataclass, field

from healthtalk_app.printing.contexts.paper import Choice, Opinion, Paper, When


@dataclass
class RectificationNotice(Paper):
	"""责令限期整改通知书; from the second `round` on 责令重新限期整改通知书, with what the review has found.

	`found` says how the problem came to light. The lower part is the proof of delivery 送达回证.
	"""

	title: str = ""
	round: int = 1
	unit: str = ""
	found: str = ""
	found_on: When = None
	problem: str = ""
	violated_clause: str = ""
	requirement: str = ""
	former_number: str = ""
	finding: str = ""
	due_on: When = None
	consequence: str = ""
	review_contact: str = ""
	sealed_by: str = ""
	issued_on: When = None
	delivery: Choice = field(default_factory=lambda: Choice(["直接送达", "留置送达", "邮寄送达", "电子送达"]))


@dataclass
class RectificationRound:
	"""One round of a rectification, as a line of the report."""

	round: int | None = None
	number: str = ""
	ordered_on: When = None
	due_on: When = None
	submitted_on: When = None
	result: str = ""
	note: str = ""


@dataclass
class RectificationReport(Paper):
	"""整改报告·销号表: what was done, the unit's own check, the review signed by two people, the approval."""

	title: str = "整改报告·销号表"
	order_number: str = ""
	ordered_on: When = None
	ordering_unit: str = ""
	unit: str = ""
	responsible_person: str = ""
	classification: Choice = field(default_factory=lambda: Choice(["不放心", "不方便", "不满意"]))
	problem: str = ""
	cause: str = ""
	measures: str = ""
	due_on: When = None
	completion: Opinion = field(default_factory=Opinion)
	evidence: list[str] = field(default_factory=list)
	self_check: str = ""
	lasting_rule: str = ""
	lasting_rule_on: When = None
	rounds: list[RectificationRound] = field(default_factory=list)
	finding: str = ""
	result: Choice = field(default_factory=lambda: Choice(["整改到位", "未整改到位"]))
	inspectors: list[str] = field(default_factory=list)
	reviewed_on: When = None
	approval: Choice = field(default_factory=lambda: Choice(["同意销号", "责令重新整改"]))
	new_due_on: When = None
	approved: Opinion = field(default_factory=Opinion)


# 督导检查记录表、反馈意见书


@dataclass
class InspectedItem:
	"""One item of an inspection: what is asked, what was found, what it cost."""

	number: str = ""
	item: str = ""
	standard: str = ""
	method: str = ""
	basis: str = ""
	points: float | None = None
	critical: bool = False
	result: str = ""
	finding: str = ""
	evidence: str = ""
	deduction: float | None = None


@dataclass
class InspectionRecord(Paper):
	"""督导检查记录表: unit, time, place, inspectors · items · problems · signed by two and the unit."""

	title: str = "督导检查记录表"
	unit: str = ""
	template: str = ""
	kind: Choice = field(
		default_factory=lambda: Choice(["定期检查", "不定期检查", "明查", "暗访", "验收检查", "专项检查"])
	)
	inspected_on: When = None
	place: str = ""
	inspectors: list[str] = field(default_factory=list)
	accompanied_by: str = ""
	items: list[InspectedItem] = field(default_factory=list)
	score: float | None = None
	grade: str = ""
	highlights: str = ""
	problem: str = ""


@dataclass
class FeedbackLetter(Paper):
	"""督导检查反馈意见书: findings, by when they are put right; of a mystery visit names nobody."""

	title: str = "督导检查反馈意见书"
	unit: str = ""
	inspected_on: When = None
	kind: str = ""
	template: str = ""
	inspectors: str = ""
	score: float | None = None
	grade: str = ""
	highlights: str = ""
	content: str = ""
	findings: list[InspectedItem] = field(default_factory=list)
	suggestions: str = ""
	rectify_by: When = None
	answer_by: When = None
	perfunctory: str = ""
	extension_days: int = 0
	contact: str = ""
	sealed_by: str = ""
	issued_on: When = None
	delivery: Choice = field(default_factory=lambda: Choice(["直接送达", "留置送达", "邮寄送达", "电子送达"]))


# 责任追究决定书、诫勉谈话记录


@dataclass
class AccountabilityDecision(Paper):
	"""责任追究决定书: 基本情况、事实和证据、依据、决定和影响期、申诉途径, with 送达回证."""

	title: str = ""
	unit: str = ""
	person: str = ""
	position: str = ""
	facts: str = ""
	statement: str = ""
	basis: str = ""
	decided_in: str = ""
	measure: str = ""
	decision: str = ""
	influence_until: When = None
	decided_on: When = None
	appeal_days: int | None = None
	copies_to: str = ""
	revoked: bool = False
	revoked_on: When = None
	delivered_on: When = None
	sealed_by: str = ""
	delivery: Choice = field(default_factory=lambda: Choice(["直接送达", "邮寄送达", "单位转交"]))


@dataclass
class AdmonitionTalk(Paper):
	"""诫勉谈话记录, signed at the foot of each page by who was talked to, who talked and who wrote."""

	title: str = "诫勉谈话记录"
	person: str = ""
	unit: str = ""
	position: str = ""
	talker: str = ""
	recorder: str = ""
	talked_at: When = None
	place: str = ""
	reason: str = ""
	content: str = ""
	attitude: str = ""
	improve_until: When = None


# 责令整改通知书、整改报告·销号表


@dataclass
class DemeritNotice(Paper):
	"""不良执业行为记分通知书, of an institution or, with `person`, of a practitioner.

	Points, cycle and measure are those of the confirmation. The lower part is the proof of delivery 送达回证.
	"""

	title: str = ""
	unit: str = ""
	person: str = ""
	licence_number: str = ""
	occurred_on: When = None
	facts: str = ""
	item: str = ""
	behaviour: str = ""
	basis: str = ""
	statement: str = ""
	points: int | None = None
	cycle_start: When = None
	cycle_end: When = None
	cycle_points: int | None = None
	measure: str = ""
	appeal_until: When = None
	revoked: bool = False
	sealed_by: str = ""
	issued_on: When = None
	delivery: Choice = field(default_factory=lambda: Choice(["直接送达", "留置送达", "邮寄送达", "电子送达"]))
