"""Slips, more time for them, and the chart of a flow."""

from dataclasses import dataclass, field

from healthtalk_app.printing.contexts.paper import RATING_LEVELS, Choice, Opinion, Paper, When

MATTER_CATEGORIES = [
	"医疗服务",
	"医疗质量",
	"收费价格",
	"药品供应",
	"医德医风",
	"公共卫生",
	"医保政策",
	"其他",
]


# 流转单


@dataclass
class Hop:
	"""One line of the 流转记录: who handed over to whom, and by when it is due."""

	sent_on: When = None
	sender_unit: str = ""
	sender: str = ""
	receiver_unit: str = ""
	receiver: str = ""
	due_on: When = None


@dataclass
class ReferralSlip(Paper):
	"""流转单: from the person who spoke to 办结归档, one page when filled in ordinarily."""

	title: str = "“健康说事”事项流转单"
	urgency: Choice = field(default_factory=lambda: Choice(["特急", "加急", "平件"]))
	round: int | None = None
	speaker: str = ""
	gender_age: str = ""
	phone: str = ""
	address: str = ""
	participant_category: str = ""
	talk_unit: str = ""
	mode: str = ""
	talked_on: When = None
	place: str = ""
	recorder: str = ""
	categories: Choice = field(default_factory=lambda: Choice(list(MATTER_CATEGORIES)))
	content: str = ""
	request: str = ""
	preliminary: Opinion = field(default_factory=Opinion)
	proposal: Opinion = field(default_factory=Opinion)
	instruction: Opinion = field(default_factory=Opinion)
	hops: list[Hop] = field(default_factory=list)
	result: Opinion = field(default_factory=Opinion)
	feedback_mode: Choice = field(default_factory=lambda: Choice(["当面", "电话", "书面", "网络"]))
	feedback_on: When = None
	rating: Choice = field(default_factory=lambda: Choice(list(RATING_LEVELS)))
	closing: Choice = field(default_factory=lambda: Choice(["办结销号", "延期", "重新交办"]))
	extended_to: When = None
	closed_by: str = ""
	closed_on: When = None


# 交办单、协办单、督办单


@dataclass
class AssignmentSlip(Paper):
	"""交办单 (`kind` assignment) and 协办单 (`kind` joint): a matter given to units below or beside."""

	title: str = ""
	kind: str = "assignment"
	source: str = ""
	lead_unit: str = ""
	co_units: list[str] = field(default_factory=list)
	matter: str = ""
	content: str = ""
	requirement: str = ""
	due_on: When = None
	instruction: Opinion = field(default_factory=Opinion)
	issue: Opinion = field(default_factory=Opinion)
	receipt: Opinion = field(default_factory=Opinion)
	reply: Opinion = field(default_factory=Opinion)


@dataclass
class SupervisionSlip(AssignmentSlip):
	"""督办单: what was assigned and is late, why, until when it must be done now, and the decision."""

	kind: str = "supervision"
	original_number: str = ""
	original_due_on: When = None
	days_overdue: int | None = None
	supervision_round: int | None = None
	progress: str = ""
	reason: str = ""
	conclusion: Choice = field(default_factory=lambda: Choice(["销号", "继续督办"]))
	conclusion_opinion: Opinion = field(default_factory=Opinion)


# 延期审批表


@dataclass
class ExtensionApproval(Paper):
	"""延期审批表: why a deadline is moved, who agreed, and how the person was told."""

	title: str = "“健康说事”事项延期办理审批表"
	matter: str = ""
	unit: str = ""
	accepted_on: When = None
	due_on: When = None
	basis: str = ""
	reason: str = ""
	extended_to: When = None
	unit_opinion: Opinion = field(default_factory=Opinion)
	deputy_opinion: Opinion = field(default_factory=Opinion)
	leader_opinion: Opinion = field(default_factory=Opinion)
	notified_on: When = None
	notify_mode: Choice = field(default_factory=lambda: Choice(["书面", "电话", "当面", "短信", "网络"]))
	notified_by: str = ""


# 流程图


@dataclass
class FlowState:
	"""One state of the site's workflow. `arrived_at`: when the matter last came to it, if it did."""

	key: str = ""
	label: str = ""
	ring: str = ""
	arrived_at: When = None
	unit: str = ""
	current: bool = False


@dataclass
class FlowTransition:
	"""One way from a state to another; `taken` if the matter went it."""

	source: str = ""
	target: str = ""
	action: str = ""
	taken: bool = False


@dataclass
class FlowStep:
	"""One step that the matter has taken, for the table below the chart."""

	label: str = ""
	unit: str = ""
	person: str = ""
	arrived_at: When = None
	spent: str = ""
	remark: str = ""


@dataclass
class FlowChart(Paper):
	"""流程图: the site's actual workflow, with the matter's way through it, its place, its clock."""

	title: str = "“健康说事”事项办理流程图"
	matter: str = ""
	unit: str = ""
	states: list[FlowState] = field(default_factory=list)
	transitions: list[FlowTransition] = field(default_factory=list)
	steps: list[FlowStep] = field(default_factory=list)
	accepted_on: When = None
	due_at: When = None
	left: str = ""
	overdue: bool = False
	paused_since: When = None
	pause_reason: str = ""
	printed_at: When = None
