"""Figures on paper: summary, ranking, the leader's page, any report."""

from dataclasses import dataclass, field

from healthtalk_app.printing.contexts.paper import Paper, When

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
