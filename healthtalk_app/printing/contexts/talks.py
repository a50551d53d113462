"""Talks and what the person who spoke is given: record, poster, evaluation, receipt, reply."""

from dataclasses import dataclass, field

from healthtalk_app.printing.contexts.paper import RATING_LEVELS, Choice, Opinion, Paper, When

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


def tally_row(item: str, counts: list[int]) -> TallyRow:
	"""Votes by level with their shares, in per cent with one decimal.

	Satisfaction is what is basically satisfied or better (rules.md, 满意率); an item without votes has none.
	"""
	votes = sum(counts)
	if not votes:
		return TallyRow(item, list(counts))
	shares = [f"{count * 100 / votes:.1f}%" for count in counts]
	return TallyRow(item, list(counts), shares, f"{sum(counts[:3]) * 100 / votes:.1f}%")


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
