"""Commitments, awards, the year's sheet of medical ethics."""

from dataclasses import dataclass, field

from healthtalk_app.printing.contexts.paper import Choice, Opinion, Paper, When

# 公开承诺书、公开承诺海报


@dataclass
class CommitmentMeasure:
	"""One measure of a commitment."""

	measure: str = ""
	responsible_person: str = ""
	due_on: When = None
	done_on: When = None


@dataclass
class CommitmentRating:
	"""How one group of raters rates a commitment; `points` is None while too few have."""

	group: str = ""
	cast: int | None = None
	points: float | None = None


@dataclass
class CommitmentLetter(Paper):
	"""公开承诺书. `public_url` leads to its page, where everyone rates it, once it is published."""

	title: str = "公开承诺书"
	subject: str = ""
	unit: str = ""
	promiser: str = ""
	position: str = ""
	branch: str = ""
	content: str = ""
	measures: list[CommitmentMeasure] = field(default_factory=list)
	due_on: When = None
	approval: Opinion = field(default_factory=Opinion)
	published_on: When = None
	public_until: When = None
	supervision_phone: str = ""
	promised_on: When = None
	progress: list[str] = field(default_factory=list)
	outcome: Choice = field(default_factory=lambda: Choice(["已兑现", "部分兑现", "未兑现"]))
	result: Opinion = field(default_factory=Opinion)
	verification: Opinion = field(default_factory=Opinion)
	ratings: list[CommitmentRating] = field(default_factory=list)
	points: float | None = None
	public_url: str = ""


@dataclass
class CommitmentPoster(Paper):
	"""公开承诺海报: hung up in the unit, with the QR code by which everyone rates the commitment."""

	title: str = "扫码评一评"
	subject: str = ""
	unit: str = ""
	promiser: str = ""
	content: str = ""
	due_on: When = None
	supervision_phone: str = ""
	public_url: str = ""


# 荣誉证书、医德考评表


@dataclass
class AwardCertificate(Paper):
	"""荣誉证书: who is honoured, for what, by whom. `reason` is what the text says behind the name."""

	title: str = "荣誉证书"
	recipient: str = ""
	reason: str = ""
	award: str = ""
	unit: str = ""
	issued_on: When = None


@dataclass
class EthicsLine:
	"""One line of what is on record: its part, and what it says."""

	part: str = ""
	said: str = ""


@dataclass
class EthicsSheet(Paper):
	"""医德考评表 of a member of staff and year: the record, three opinions, the grade.

	`highest` is the highest grade that the record allows and `reason` why; both empty where none lowers it.
	"""

	title: str = "医务人员医德考评表"
	year: int | None = None
	person: str = ""
	unit: str = ""
	position: str = ""
	party_member: Choice = field(default_factory=lambda: Choice(["是", "否"]))
	drawn_on: When = None
	lines: list[EthicsLine] = field(default_factory=list)
	highest: str = ""
	reason: str = ""
	self_appraisal: Opinion = field(default_factory=Opinion)
	department: Opinion = field(default_factory=Opinion)
	verdict: Opinion = field(default_factory=Opinion)
	grade: Choice = field(default_factory=lambda: Choice(["优秀", "良好", "一般", "较差"]))
