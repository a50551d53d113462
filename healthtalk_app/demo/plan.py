"""What happens in the county in a year: drawn from a seed, relative to a day, with no platform.

Every case draws from a generator of its own, so that one more case never changes another one's texts.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from healthtalk_app.demo import county
from healthtalk_app.rules import frequency
from healthtalk_app.rules.workdays import Calendar

DAYS = 365
AHEAD = 40
OPENING = 8 * 60 + 40
CLOSING = 16 * 60 + 40
# one window in eight is missed, one talk in twenty cancelled
MISSED, CANCELLED = 0.12, 0.05
WINDOW_OF_KIND = {
	"Party Committee": "two_months",
	"Group Headquarters": "two_months",
	"Branch": "two_months",
	"Public Health Unit": "two_months",
	"Department": "quarter",
}
# this unit talks, but nobody ever brought a matter
SILENT = "QL-C6"
CHANNELS = (
	"Opinion Box",
	"Website Letter",
	"Director's Mailbox",
	"Interactive Column",
	"12345 Hotline",
	"12320 Hotline",
	"Radio Phone-in",
	"Social Supervisor",
	"Group Chat",
	"Telephone",
	"Visit",
	"Letter",
)
# what comes in here is the bureau's and is given to a unit when it is accepted
AT_BUREAU = frozenset(("Director's Mailbox", "Website Letter", "12345 Hotline", "Interactive Column"))
REGIME = {"12345 Hotline": "Hotline", "12320 Hotline": "Hotline", "Letter": "Petition", "Visit": "Petition"}
COMPLAINTS = ("FW01", "FW02", "FW03", "WS0205", "WS0301")
OPEN_STATUSES = ("Raised", "Accepted", "Planned", "In Progress", "Replied", "Evaluated")
SLIP_KINDS = ("Referral", "Assignment", "Joint Handling", "Supervision")
SLIP_STATUSES = (
	"Draft",
	"Issued",
	"Signed For",
	"In Progress",
	"Replied",
	"Confirmed",
	"Objected",
	"Withdrawn",
)


def read(name: str) -> Any:
	"""One of the text collections beside this file."""
	return json.loads((Path(__file__).parent / f"{name}.json").read_text(encoding="utf-8"))


@dataclass
class SlipCase:
	"""A slip of a matter: where it goes, where it stops, and what happens on the way."""

	kind: str
	receiver: str
	stop: str | None = None
	twist: str | None = None


@dataclass
class Case:
	"""A matter and its way."""

	key: str
	unit: str
	lead: str
	channel: str
	regime: str
	raised_at: datetime
	subject: str
	content: str
	category: str
	plan: str
	reply: str
	service_object: str
	raiser_category: str
	identity_level: str
	raiser_name: str | None
	raiser_phone: str | None
	path: str = "ordinary"
	stop: str | None = None
	slips: list[SlipCase] = field(default_factory=list)
	twists: frozenset[str] = frozenset()
	spot: bool = False


@dataclass
class Talk:
	"""A session and what was said in it."""

	key: str
	unit: str
	organiser_kind: str
	title: str
	mode: str
	cooperation: str
	planned_start: datetime
	topics: list[dict[str, str]]
	organisers: list[dict[str, str]]
	participants: list[dict[str, Any]]
	cases: list[Case]
	held: bool = True
	cancelled: bool = False
	stop: str | None = None


@dataclass
class Year:
	"""All of it, in no particular order."""

	today: date
	talks: list[Talk]
	cases: list[Case]
	accusations: list[Case]


class Planner:
	"""Draws a year."""

	def __init__(self, seed: int, today: date, calendar: Calendar) -> None:
		self.seed, self.today, self.calendar = seed, today, calendar
		self.first = today - timedelta(days=DAYS)
		self.units = {unit.code: unit for unit in county.units()}
		self.stories, self.sessions, self.phrases = read("matters"), read("sessions"), read("phrases")

	def rng(self, key: str) -> Random:
		return Random(f"{self.seed}:{key}")

	def year(self) -> Year:
		"""Everything that is to happen."""
		cases = [*self.other_cases(), *self.open_cases(), *self.slip_cases(), *self.special_cases()]
		return Year(self.today, self.talks(), cases, self.accusations())

	# talks
	def talks(self) -> list[Talk]:
		"""One talk in each window, but for those that were missed (H6); teams talk when they like."""
		found = []
		for unit in self.units.values():
			if kind := WINDOW_OF_KIND.get(unit.kind):
				for window in frequency.windows_between(self.first, self.today + timedelta(days=AHEAD), kind):
					if talk := self.talk_in(unit, window):
						found.append(talk)
			elif unit.kind == "Team":
				found += [self.team_talk(unit, number) for number in range(4)]
		return found

	def talk_in(self, unit: county.Unit, window: frequency.Window) -> Talk | None:
		rng = self.rng(f"talk:{unit.code}:{window.start}")
		start, end = max(window.start, self.first), window.end
		if unit.closed_days_ago:
			end = min(end, self.today - timedelta(days=unit.closed_days_ago + 20))
		days = [start + timedelta(days=n) for n in range((end - start).days + 1)]
		days = [day for day in days if self.calendar.is_working_day(day)]
		missed = rng.random() < MISSED and end < self.today
		if not days or missed:
			return None
		day = rng.choice(days)
		while day == self.today:
			day = self.calendar.next_working_day(day)
		return self.talk(
			unit,
			f"{unit.code}:{window.start}",
			day,
			rng,
			"Department" if unit.kind == "Department" else "Unit",
		)

	def team_talk(self, unit: county.Unit, number: int) -> Talk:
		rng = self.rng(f"team:{unit.code}:{number}")
		day = self.calendar.next_working_day(
			self.today - timedelta(days=30 + 80 * number + rng.randrange(30))
		)
		return self.talk(unit, f"{unit.code}:{number}", day, rng, rng.choice(("Team", "Team", "Individual")))

	def talk(self, unit: county.Unit, key: str, day: date, rng: Random, organiser_kind: str) -> Talk:
		theme = rng.choice([row for row in self.sessions["themes"] if row["for"] == unit.speciality])
		minute = rng.choice((9 * 60, 9 * 60 + 30, 14 * 60 + 30, 15 * 60, 15 * 60, 18 * 60 + 30))
		start = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute)
		cooperation, organisers = self.partners(unit, rng)
		held = day < self.today
		talk = Talk(
			key=key,
			unit=unit.code,
			organiser_kind=organiser_kind,
			title=f"{unit.town if unit.kind == 'Branch' else unit.short}“健康说事”：{theme['title']}",
			mode=self.mode(cooperation, organiser_kind, rng),
			cooperation=cooperation,
			planned_start=start,
			topics=[
				{"topic": topic, "foreseen": theme["foreseen"], "preparation": theme["preparation"]}
				for topic in theme["topics"]
			],
			organisers=organisers,
			participants=self.participants(rng),
			cases=self.said(unit, key, start, rng) if held else [],
			held=held,
			cancelled=rng.random() < CANCELLED,
		)
		if self.today - timedelta(days=4) <= day < self.today:
			talk.stop = "Held"
		return talk

	def partners(self, unit: county.Unit, rng: Random) -> tuple[str, list[dict[str, str]]]:
		"""Alone, joint (side by side) or linked (superior with subordinate), with guests (H1)."""
		drawn, rows = rng.random(), []
		cooperation = "Alone"
		if unit.kind in ("Branch", "Group Headquarters") and drawn < 0.15:
			cooperation, rows = "Joint", [{"unit": rng.choice(("QL-CDC", "QL-FB", "QL-JZ")), "part": "Joint"}]
		elif unit.kind in ("Branch", "Department") and drawn < 0.3:
			superior = unit.parent if unit.kind == "Branch" else county.PARTY
			cooperation, rows = "Linked", [{"unit": superior, "part": "Superior"}]
		if rng.random() < 0.15:
			guest = "QL-Z1" if unit.town == "望岚" else "QL-Z2" if unit.town == "石泷" else county.OUTSIDE
			rows.append({"unit": guest, "part": "Invited"})
		return cooperation, rows

	@staticmethod
	def mode(cooperation: str, organiser_kind: str, rng: Random) -> str:
		fitting = {"Joint": "Joint Units", "Linked": "Linked Units"}
		if organiser_kind == "Individual":
			return "Online"
		return fitting.get(cooperation) or rng.choice(
			("Fixed Day", "Fixed Day", "Home Visit", "On Site", "Online", "Telephone")
		)

	def participants(self, rng: Random) -> list[dict[str, Any]]:
		rows = []
		for category in rng.sample(self.sessions["presents"], rng.randrange(2, 5)):
			invited = rng.randrange(3, 13)
			rows.append(
				{"category": category, "invited": invited, "present": max(1, invited - rng.randrange(0, 4))}
			)
		return rows

	def said(self, unit: county.Unit, key: str, start: datetime, rng: Random) -> list[Case]:
		"""What the participants brought up; nothing in two talks of five."""
		number = 0 if unit.code == SILENT else rng.choice((0, 0, 1, 1, 2))
		cases = []
		for index in range(number):
			case = self.case(f"said:{key}:{index}", unit.code, "Talk", start)
			case.spot = case.category in ("ZX", "BY") or rng.random() < 0.2
			cases.append(case)
		return cases

	# matters
	def case(self, key: str, unit: str, channel: str, raised_at: datetime, lead: str | None = None) -> Case:
		"""A matter with its texts; `lead` is the unit that will handle it."""
		rng, lead = self.rng(key), lead or unit
		home = self.units[lead]
		fitting = [story for story in self.stories if story["at"] == home.speciality]
		story = rng.choice(fitting)
		words = {
			"town": home.town,
			"village": rng.choice(self.phrases["villages"]),
			"dept": rng.choice(self.phrases["departments"]),
			"month": raised_at.month,
			"day": max(1, raised_at.day - 1),
			"n": rng.randrange(2, 7),
		}
		identity = rng.choices(("Named", "Confidential", "Anonymous"), (8, 1, 1))[0]
		name = rng.choice(county.SURNAMES) + rng.choice(county.GIVEN) + rng.choice(county.GIVEN)
		regime = REGIME.get(channel) or ("Complaint" if story["category"] in COMPLAINTS else "Talk")
		texts = {field: story[field].format(**words) for field in ("subject", "content", "plan", "reply")}
		return Case(
			key=key,
			unit=unit,
			lead=lead,
			channel=channel,
			regime=regime,
			raised_at=raised_at,
			category=story["category"],
			service_object=story["object"],
			raiser_category=story["part"],
			identity_level=identity,
			raiser_name=None if identity == "Anonymous" else name,
			# 12… is no mobile number, so it rings at nobody's
			raiser_phone=None if identity == "Anonymous" else f"128{rng.randrange(10**7, 10**8)}",
			twists=self.twists(rng),
			**texts,
		)

	@staticmethod
	def twists(rng: Random) -> frozenset[str]:
		"""What else happens to an ordinary matter."""
		chances = {
			"responded": 0.35,
			"late": 0.1,
			"written up later": 0.08,
			"paused": 0.05,
			"reopened": 0.06,
			"extended": 0.05,
			"rated": 0.8,
			"signed": 0.6,
			"bad rating": 0.08,
			"receipt": 0.08,
		}
		return frozenset(name for name, chance in chances.items() if rng.random() < chance)

	def moment(self, days_ago: int, rng: Random) -> datetime:
		"""A moment in office hours of the working day on or before a day ago."""
		day = self.today - timedelta(days=max(1, days_ago))
		if not self.calendar.is_working_day(day):
			day = self.calendar.add_working_days(day, -1)
		return datetime.combine(day, datetime.min.time()) + timedelta(minutes=rng.randrange(OPENING, CLOSING))

	def handling_units(self) -> list[county.Unit]:
		"""Open units that handle matters, branches more often."""
		found = []
		for unit in self.units.values():
			if unit.closed_days_ago or unit.code == SILENT:
				continue
			weight = {"Branch": 2, "Group Headquarters": 3, "Public Health Unit": 2}.get(unit.kind, 0)
			found += [unit] * weight
		return found

	def other_cases(self, number: int = 60) -> list[Case]:
		"""Matters by letter, telephone, hotline and so on, over the whole year."""
		cases = []
		for index in range(number):
			rng = self.rng(f"other:{index}")
			channel = CHANNELS[index % len(CHANNELS)]
			lead = rng.choice(self.handling_units()).code
			unit = county.BUREAU if channel in AT_BUREAU else lead
			raised_at = self.moment(2 + index * (DAYS - 8) // number + rng.randrange(4), rng)
			if channel in ("Group Chat", "Website Letter") and rng.random() < 0.5:
				raised_at = raised_at.replace(hour=rng.choice((6, 20, 22)))
			case = self.case(f"other:{index}", unit, channel, raised_at, lead)
			case.path = ("declined", "withdrawn")[index % 2] if index % 12 in (3, 8) else "ordinary"
			cases.append(case)
		return cases

	def open_cases(self) -> list[Case]:
		"""Matters that wait in every open status: fresh, and overdue."""
		cases = []
		for index, status in enumerate(status for status in OPEN_STATUSES for _again in range(3)):
			rng = self.rng(f"open:{index}")
			lead = rng.choice(self.handling_units()).code
			days = (2, 34)[index % 2] + OPEN_STATUSES.index(status)
			case = self.case(f"open:{index}", lead, "Telephone", self.moment(days, rng))
			case.stop, case.twists = status, frozenset({"rated", "signed"})
			cases.append(case)
		return cases

	def slip_cases(self) -> list[Case]:
		"""Slips of all four kinds in every status, and those with a turn on their way (H8)."""
		cases = []
		for kind in SLIP_KINDS:
			for index, status in enumerate(SLIP_STATUSES):
				cases.append(self.slip_case(kind, f"{kind}:{status}", 6 + 3 * index, status, None))
			for number, twist in enumerate(
				("upheld", "rejected", "passed on", "sent back", "urged", "outside")
			):
				if twist == "outside" and kind != "Referral":
					continue
				cases.append(self.slip_case(kind, f"{kind}:{twist}", 60 + 45 * number, None, twist))
		return cases

	def slip_case(self, kind: str, key: str, days: int, stop: str | None, twist: str | None) -> Case:
		rng = self.rng(f"slip:{key}")
		branch = rng.choice([unit for unit in self.handling_units() if unit.kind == "Branch"])
		if kind in ("Assignment", "Supervision"):
			unit, lead, receiver = county.BUREAU, county.BUREAU, branch.code
		elif kind == "Referral":
			unit = lead = branch.code
			receiver = rng.choice((branch.parent, "QL-YZ", "QL-ZH"))
		else:
			unit = lead = branch.code
			receiver = rng.choice(("QL-CDC", "QL-FB", "QL-JZ"))
		if twist == "outside":
			receiver = county.OUTSIDE
		# a supervision slip follows one that has been late for a while
		raised_at = self.moment(days + (24 if kind == "Supervision" else 0), rng)
		case = self.case(
			f"slip:{key}", unit, "Director's Mailbox" if unit == county.BUREAU else "Visit", raised_at, lead
		)
		case.regime = "Talk"
		case.twists = case.twists - {"paused", "late", "written up later", "reopened"}
		case.slips = [SlipCase(kind, receiver, stop, twist)]
		return case

	def special_cases(self) -> list[Case]:
		"""Duplicates, mergers taken back, extensions of every outcome, co-handlers passed over."""
		cases = []
		for number, path in enumerate(("duplicate", "duplicate", "undone", "duplicate", "undone")):
			rng = self.rng(f"{path}:{number}")
			lead = rng.choice(self.handling_units()).code
			cases.append(self.case(f"{path}:{number}", lead, "Telephone", self.moment(20 + 50 * number, rng)))
			cases[-1].path, cases[-1].twists = path, frozenset({"rated"})
		for number, outcome in enumerate(("extension approved", "extension refused", "extension asked")):
			rng = self.rng(f"{outcome}")
			case = self.case(outcome, "QL-A1", "Opinion Box", self.moment((70, 50, 12)[number], rng))
			case.regime, case.twists = "Talk", frozenset({outcome, "rated", "signed"})
			cases.append(case)
		for number in range(2):
			rng = self.rng(f"override:{number}")
			case = self.case(f"override:{number}", "QL-B2", "Telephone", self.moment(90 + 40 * number, rng))
			case.slips, case.twists = [SlipCase("Joint Handling", "QL-CDC")], frozenset({"override", "rated"})
			case.regime = "Talk"
			cases.append(case)
		return cases

	def accusations(self) -> list[Case]:
		"""检举控告: raised in a branch, handled by the discipline officer alone (C9)."""
		cases = []
		for number, story in enumerate(self.phrases["accusations"][:2]):
			rng = self.rng(f"accusation:{number}")
			case = self.case(f"accusation:{number}", "QL-B5", "Visit", self.moment(40 + 70 * number, rng))
			words = {"dept": "骨科", "month": case.raised_at.month, "day": case.raised_at.day}
			case.subject, case.content = story["subject"].format(**words), story["content"].format(**words)
			case.category, case.path, case.identity_level = story["category"], "accusation", "Confidential"
			cases.append(case)
		return cases
