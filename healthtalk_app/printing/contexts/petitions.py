"""Papers on petitions, and the agreement that ends a dispute."""

from dataclasses import dataclass, field

from healthtalk_app.printing.contexts.paper import Choice, Paper, When

DELIVERIES = ["直接送达", "邮寄送达", "委托送达", "网上送达"]


@dataclass
class PetitionPaper(Paper):
	"""What the papers on a petition share: to whom, on what, under whose seal, and how it was delivered.

	`sealed_by` is a unit and never a section of it. `register_number` is that of the petition register.
	"""

	petitioner: str = ""
	register_number: str = ""
	received_on: When = None
	form: str = ""
	matter: str = ""
	contact: str = ""
	contact_phone: str = ""
	sealed_by: str = ""
	issued_on: When = None
	delivery: Choice = field(default_factory=lambda: Choice(list(DELIVERIES)))
	delivered_on: When = None


@dataclass
class AcceptanceNotice(PetitionPaper):
	"""受理告知书: the petition is accepted; `term`, `longer` are the times to settle, such as 60日, 30日."""

	title: str = "信访事项受理告知书"
	accepted_on: When = None
	term: str = ""
	longer: str = ""
	promised_on: When = None
	inquiry: str = ""


@dataclass
class RefusalNotice(PetitionPaper):
	"""不予受理告知书: the lawful reason, its basis, and the lawful way to turn."""

	title: str = "信访事项不予受理告知书"
	reason: str = ""
	basis: str = ""
	where_to_turn: str = ""


@dataclass
class Material:
	"""A line of the one-time notice."""

	name: str = ""
	copies: int | None = None
	requirement: str = ""


@dataclass
class OneTimeNotice(PetitionPaper):
	"""一次性告知书: what was received, what is to be supplied until when, and how it goes on."""

	title: str = "一次性告知书"
	received: list[Material] = field(default_factory=list)
	missing: list[Material] = field(default_factory=list)
	supply_by: When = None
	clock_stands: bool = False
	procedure: str = ""
	signed_by: str = ""


@dataclass
class PetitionDemand:
	"""One demand and the opinion on it; `supported` is one of 支持, 部分支持, 不予支持 or empty."""

	demand: str = ""
	opinion: str = ""
	supported: str = ""


@dataclass
class PetitionOpinion(PetitionPaper):
	"""答复意见书 (复查意见书、复核意见书): facts, basis, the opinion item by item, how to have it reviewed.

	`kind` is 答复, 复查 or 复核. `remedy` says until when and of whom a review may be asked for, or that the
	opinion is final. `result` is the conclusion of a review.
	"""

	kind: str = "答复"
	content: str = ""
	demands: list[PetitionDemand] = field(default_factory=list)
	facts: str = ""
	basis: str = ""
	conclusion: str = ""
	result: str = ""
	remedy: str = ""
	copied_to: str = ""


# 医疗纠纷调解协议书


@dataclass
class MediationAgreement(Paper):
	"""医疗纠纷调解协议书 (条例 art. 39). `amount` is in figures, `amount_in_words` in Chinese numerals."""

	title: str = "医疗纠纷调解协议书"
	patient: str = ""
	patient_facts: str = ""
	patient_id_number: str = ""
	patient_phone: str = ""
	patient_address: str = ""
	represented_by: str = ""
	institution: str = ""
	department: str = ""
	medical_agent: str = ""
	insurer: str = ""
	applied_on: When = None
	accepted_on: When = None
	facts: str = ""
	demands: str = ""
	appraisal: str = ""
	responsibility: str = ""
	agreement: str = ""
	amount: str = ""
	amount_in_words: str = ""
	performance: str = ""
	ending: str = (
		"本协议自双方签字或者盖章、调解员签字并加盖调解机构印章之日起生效；"
		"按约定履行完毕，本次医疗纠纷即告终结。"
	)
	mediators: list[str] = field(default_factory=list)
	body: str = ""
	signed_on: When = None
	confirmation: str = (
		"双方可以自本协议生效之日起30日内，共同向人民法院申请司法确认；经确认有效的协议，"
		"一方不履行的，另一方可以向人民法院申请强制执行。"
	)
