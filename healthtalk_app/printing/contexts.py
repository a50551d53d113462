"""What each form's template is given: one dataclass per form, every field optional.

An administrator's duplicate of a print format gets exactly these fields. Dates are `date`, `datetime` or ISO
text; the templates write them as 2026年11月3日. An empty field prints as the blank that is filled in by hand,
so `ReferralSlip()` is the empty form. Field order is the printed order.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

When = date | datetime | str | None

RATING_LEVELS = ["非常满意", "满意", "基本满意", "不满意", "非常不满意"]
EVALUATION_ITEMS = ["服务态度", "认真听取", "回应诉求", "办理质量", "办理时效", "办理结果"]
PARTICIPANT_CATEGORIES = [
	"村（社区）主要干部",
	"村（居）民代表",
	"患者代表",
	"乡贤代表",
	"两代表一委员",
	"信访人",
	"新闻媒体工作者",
	"职工代表",
	"企业职工",
	"学校师生",
	"老龄幼妇",
	"特殊群体",
]
TALK_MODES = [
	"固定日子集中说",
	"上门说",
	"上下单位联动说",
	"左右单位联合说",
	"电话说",
	"线上说",
	"现场说",
]
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


@dataclass
class Choice:
	"""A row of tick boxes: every option is printed, the chosen ones ticked."""

	options: list[str] = field(default_factory=list)
	chosen: list[str] = field(default_factory=list)


@dataclass
class Opinion:
	"""What somebody wrote and signed: an opinion, an instruction, a receipt, a result.

	`person` is printed where the signature goes; leave it empty for a signature by hand.
	"""

	text: str = ""
	unit: str = ""
	person: str = ""
	signed_on: When = None


@dataclass
class Paper:
	"""What every form has: the red head, the title, the number, the notes at the foot, and the link of its
	QR code. `desk_url` opens the document in the desk; it never carries a code of the public."""

	issuer: str = ""
	title: str = ""
	number: str = ""
	notes: list[str] = field(default_factory=list)
	desk_url: str = ""


# 说事记录表


@dataclass
class ParticipantGroup:
	"""One category of those who came: headcount, and the names of those who signed in."""

	category: str = ""
	headcount: int | None = None
	names: list[str] = field(default_factory=list)


@dataclass
class RaisedMatter:
	"""One matter of a session: 说 (speaker, content), 商 (answer on the spot), 办 (how, who, by when)."""

	number: str = ""
	speaker: str = ""
	content: str = ""
	answer: str = ""
	answered_by: str = ""
	handling: Choice = field(default_factory=lambda: Choice(["当场", "承办", "流转"]))
	unit: str = ""
	due_on: When = None


@dataclass
class SessionRecord(Paper):
	"""说事记录表: 场次、主题、主体、方式、时间地点、主持、记录、参加对象 · 说 · 听 · 商 · 办 · 评 · 签."""

	title: str = "“健康说事”记录表"
	topics: list[str] = field(default_factory=list)
	organiser_kind: Choice = field(default_factory=lambda: Choice(["单位", "团队", "个人", "联合"]))
	organisers: list[str] = field(default_factory=list)
	mode: Choice = field(default_factory=lambda: Choice(list(TALK_MODES)))
	started_at: When = None
	ended_at: When = None
	place: str = ""
	host: str = ""
	recorder: str = ""
	participants: list[ParticipantGroup] = field(default_factory=list)
	matters: list[RaisedMatter] = field(default_factory=list)
	listened: str = ""
	attending_superiors: list[str] = field(default_factory=list)
	evaluation: str = ""
	rating_counts: list[int] = field(default_factory=list)
	host_signature: Opinion = field(default_factory=Opinion)
	representative_signature: Opinion = field(default_factory=Opinion)


# 签到海报


@dataclass
class SignInPoster(Paper):
	"""签到海报: hung up where a talk is held, with the QR code by which who comes signs in."""

	title: str = "扫码签到"
	talk: str = ""
	unit: str = ""
	starts_at: When = None
	place: str = ""
	topics: list[str] = field(default_factory=list)
	sign_in_url: str = ""


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


# 评议表


@dataclass
class TallyRow:
	"""The votes for one item, by level from 非常满意 to 非常不满意, and what they come to (per cent)."""

	item: str = ""
	counts: list[int] = field(default_factory=list)
	shares: list[str] = field(default_factory=list)
	satisfaction: str = ""


@dataclass
class EvaluationForm(Paper):
	"""评议表: an unsigned ballot on the first page, the tally 统计 on the second."""

	title: str = "“健康说事”评议表"
	session_number: str = ""
	topic: str = ""
	held_on: When = None
	unit: str = ""
	identity: Choice = field(default_factory=lambda: Choice(list(PARTICIPANT_CATEGORIES)))
	items: list[str] = field(default_factory=lambda: list(EVALUATION_ITEMS))
	levels: list[str] = field(default_factory=lambda: list(RATING_LEVELS))
	chosen: dict[str, str] = field(default_factory=dict)
	overall: str = ""
	suggestion: str = ""
	handed_out: int | None = None
	returned: int | None = None
	valid: int | None = None
	tally: list[TallyRow] = field(default_factory=list)
	overall_tally: TallyRow = field(default_factory=TallyRow)
	suggestions: list[str] = field(default_factory=list)
	scrutineer: str = ""
	teller: str = ""
	tallied_on: When = None


# 说事回执


@dataclass
class Receipt(Paper):
	"""说事回执, handed to the person who spoke: the only paper that carries the two codes.

	The counterfoil 存根 above the cut line stays in the unit and carries none of them. A `reprint` carries
	none either and says so.
	"""

	title: str = "“健康说事”回执"
	speaker: str = ""
	matter: str = ""
	content: str = ""
	unit: str = ""
	accepted_on: When = None
	promised_on: When = None
	tracking_code: str = ""
	tracking_url: str = ""
	rating_code: str = ""
	rating_url: str = ""
	contact: str = ""
	supervision_phone: str = ""
	issued_by: str = ""
	issued_on: When = None
	reprint: bool = False


# 答复单


@dataclass
class ReplySheet(Paper):
	"""答复单: what the unit answers to the person who spoke, under the seal of a unit and never of a section.

	`review` says where and until when the person may ask for a review; it is empty where no rule gives one.
	"""

	title: str = "“健康说事”事项答复单"
	speaker: str = ""
	source: str = ""
	raised_on: When = None
	accepted_on: When = None
	promised_on: When = None
	replied_on: When = None
	unit: str = ""
	matter: str = ""
	content: str = ""
	reply: str = ""
	review: str = ""
	contact: str = ""
	supervision_phone: str = ""
	sealed_by: str = ""
	delivery: Choice = field(default_factory=lambda: Choice(["当面", "电话", "书面", "网络"]))


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


# 满意度调查


@dataclass
class SurveyAsked:
	"""A question on paper; `answers` are the boxes to tick, none for a question that is answered in words."""

	text: str = ""
	answers: list[str] = field(default_factory=list)
	levels: bool = False


@dataclass
class SurveyForm(Paper):
	"""调查问卷: what is asked, the levels numbered as they are entered."""

	title: str = "满意度调查问卷"
	survey: str = ""
	introduction: str = ""
	levels: list[str] = field(
		default_factory=lambda: ["非常满意", "满意", "基本满意", "不满意", "非常不满意"]
	)
	questions: list[SurveyAsked] = field(default_factory=list)
	closes_on: When = None


@dataclass
class SurveySlip:
	"""One invitation: its serial number, its code and the address that the square code holds."""

	serial: int = 0
	code: str = ""
	url: str = ""


@dataclass
class SurveyInvitations(Paper):
	"""调查邀请码: slips to be cut apart and given out, one to each person asked."""

	title: str = "满意度调查邀请码"
	survey: str = ""
	unit: str = ""
	slips: list[SurveySlip] = field(default_factory=list)
	closes_on: When = None


# 信访文书

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


# 阶段性工作总结


@dataclass
class SummarySection:
	"""A part of a summary with its paragraphs, without a number before its title."""

	title: str = ""
	paragraphs: list[str] = field(default_factory=list)


@dataclass
class SummaryMonth:
	"""What was heard and answered in a month; a month without figures has none."""

	label: str = ""
	talks: int | None = None
	raised: int | None = None
	answered: int | None = None


@dataclass
class SummaryUnit:
	"""A unit's line of the three rates; what does not exist is a dash."""

	place: int | None = None
	name: str = ""
	response: str = ""
	resolution: str = ""
	satisfaction: str = ""
	score: str = ""


@dataclass
class SummaryReturned:
	"""A figure that units returned: sum, of the target, growth on the year before."""

	name: str = ""
	value: str = ""
	target: str = ""
	reached: str = ""
	growth: str = ""


@dataclass
class WorkSummary(Paper):
	"""阶段性工作总结 in the measures of GB/T 9704; with a document number it has a red head."""

	document_number: str = ""
	addressee: str = ""
	opening: list[str] = field(default_factory=list)
	sections: list[SummarySection] = field(default_factory=list)
	months: list[SummaryMonth] = field(default_factory=list)
	units: list[SummaryUnit] = field(default_factory=list)
	returned: list[SummaryReturned] = field(default_factory=list)
	attachments: list[str] = field(default_factory=list)
	signed_by: str = ""
	issued_on: When = None
	copied_to: str = ""


# 考核结果（排名）通报


@dataclass
class RankedUnit:
	"""One line of a published ranking, as words: `place` may be empty, `change` is ↑2, ↓1 or →."""

	place: str = ""
	unit: str = ""
	score: str = ""
	grade: str = ""
	bonus: str = ""
	deducted: str = ""
	change: str = ""


@dataclass
class RankedGroup:
	"""The units of one peer group, by place."""

	name: str = ""
	rows: list[RankedUnit] = field(default_factory=list)


@dataclass
class RankingCircular(Paper):
	"""排名通报 with a red head, in the measures of GB/T 9704-2012 (templates/forms/official_macros.html).

	`graded` and `adjusted` say whether the tables have columns for grades, and for bonuses and deductions.
	`sealed` leaves room for the seal; without it the name stands two characters from the right.
	"""

	title: str = "关于排名情况的通报"
	addressees: str = ""
	overview: str = ""
	groups: list[RankedGroup] = field(default_factory=list)
	graded: bool = False
	adjusted: bool = False
	remarks: list[str] = field(default_factory=list)
	adjustments: str = ""
	problems: str = ""
	use_of_results: str = ""
	requirements: str = ""
	attachments: list[str] = field(default_factory=list)
	unit: str = ""
	issued_on: When = None
	sealed: bool = True
	copied_to: str = ""
	printed_by: str = ""


# 领导看板


@dataclass
class LeaderRing:
	"""Matters in a ring: how many now, how many of them overdue, how many passed it today."""

	ring: str = ""
	open: int = 0
	overdue: int = 0
	today: int = 0


@dataclass
class LeaderDebtor:
	"""A unit with its overdue documents, by kind and together."""

	unit: str = ""
	counts: list[int] = field(default_factory=list)
	total: int = 0


@dataclass
class LeaderPlace:
	"""A unit's line in the table of the year."""

	place: int | None = None
	unit: str = ""
	response: str = ""
	resolution: str = ""
	satisfaction: str = ""
	score: str = ""
	change: str = ""


@dataclass
class LeadersPage(Paper):
	"""领导看板 on one page: rings, what is overdue and whose, places, topics, visits due, incidents."""

	title: str = "健康说事领导看板"
	printed_at: When = None
	rings: list[LeaderRing] = field(default_factory=list)
	kinds: list[str] = field(default_factory=list)
	debtors: list[LeaderDebtor] = field(default_factory=list)
	debtor_count: int = 0
	overdue_by_kind: list[int] = field(default_factory=list)
	overdue_total: int = 0
	places: list[LeaderPlace] = field(default_factory=list)
	place_count: int = 0
	topics: list[str] = field(default_factory=list)
	visits: list[str] = field(default_factory=list)
	visits_due: int = 0
	visits_owed: int = 0
	incidents: list[str] = field(default_factory=list)
	incident_count: int = 0


# 报表


@dataclass
class ReportColumn:
	"""A column of a report; numbers stand on the right."""

	label: str = ""
	number: bool = False


@dataclass
class ReportTable(Paper):
	"""Any report as a table: the filters above it as `introduction`, `wide` turns the page."""

	printed_at: When = None
	introduction: str = ""
	columns: list[ReportColumn] = field(default_factory=list)
	rows: list[list[str]] = field(default_factory=list)
	note: str = ""
	wide: bool = False


FORMS: dict[str, type[Paper]] = {
	"report_table": ReportTable,
	"leaders_page": LeadersPage,
	"work_summary": WorkSummary,
	"accountability_decision": AccountabilityDecision,
	"admonition_talk": AdmonitionTalk,
	"inspection_record": InspectionRecord,
	"inspection_feedback": FeedbackLetter,
	"session_record": SessionRecord,
	"sign_in_poster": SignInPoster,
	"referral_slip": ReferralSlip,
	"assignment_slip": AssignmentSlip,
	"supervision_slip": SupervisionSlip,
	"extension_approval": ExtensionApproval,
	"evaluation_form": EvaluationForm,
	"receipt": Receipt,
	"reply_sheet": ReplySheet,
	"mediation_agreement": MediationAgreement,
	"rectification_notice": RectificationNotice,
	"rectification_report": RectificationReport,
	"demerit_notice": DemeritNotice,
	"flow_chart": FlowChart,
	"acceptance_notice": AcceptanceNotice,
	"refusal_notice": RefusalNotice,
	"one_time_notice": OneTimeNotice,
	"petition_opinion": PetitionOpinion,
	"survey_form": SurveyForm,
	"commitment_letter": CommitmentLetter,
	"commitment_poster": CommitmentPoster,
	"award_certificate": AwardCertificate,
	"ethics_sheet": EthicsSheet,
	"survey_invitations": SurveyInvitations,
	"ranking_circular": RankingCircular,
}


def tally_row(item: str, counts: list[int]) -> TallyRow:
	"""Votes by level with their shares, in per cent with one decimal.

	Satisfaction is what is basically satisfied or better (rules.md, 满意率); an item without votes has none.
	"""
	votes = sum(counts)
	if not votes:
		return TallyRow(item, list(counts))
	shares = [f"{count * 100 / votes:.1f}%" for count in counts]
	return TallyRow(item, list(counts), shares, f"{sum(counts[:3]) * 100 / votes:.1f}%")
