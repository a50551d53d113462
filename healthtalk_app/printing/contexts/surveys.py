"""Questionnaires and the codes that invite to them."""

from dataclasses import dataclass, field

from healthtalk_app.printing.contexts.paper import Paper, When

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
