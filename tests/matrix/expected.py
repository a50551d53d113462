"""Who may do what, written down by hand from design.md §5 and the handbook's list of roles.

This table proves `healthtalk_app/permissions` and the DocTypes' role permissions, so it takes nothing from
either. Letters stand for roles:

A administrator, O officer, L leader, I inspector, D discipline officer, P appraiser, V viewer, S the
platform's system manager without a role of the app.

What holds for all, and so is in no line of the table:
* a user sees with his unit everything below it; the bureau's user sees all; without a unit nothing but what
  is for everybody (`Rows.EVERYBODY`); a guest nothing;
* who reads a document finds it in lists, counts, links and searches, prints it, assigns it, and reads its
  files, versions and comments, unless `notes` names fewer roles;
* the public's words are in no global search, and nothing of the app is opened by sharing it but rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

ROLES = {
	"A": "Healthtalk Administrator",
	"O": "Unit Officer",
	"L": "Unit Leader",
	"I": "Inspector",
	"D": "Discipline Officer",
	"P": "Appraiser",
	"V": "Viewer",
	"S": "System Manager",
}
STAFF = "AOLIDPV"
# who exports what he works with: the viewer only looks
KEEPERS = "AOLIDP"
# the unit of a user: a group headquarters, the bureau above all, or none
PLACES = ("group", "bureau", "none")
# whose the document is, seen from the group headquarters
RELATIONS = ("own", "below", "above", "sister", "party", "intake")
OPERATIONS = (
	"list",
	"report",
	"rpc list",
	"export",
	"link search",
	"global search",
	"count",
	"read",
	"rpc read",
	"link title",
	"print",
	"form method",
	"file",
	"version",
	"comment",
	"share",
	"assign",
	"create",
	"write",
	"delete",
)
# an accusation is a matter that other people see; it has a line of its own
ACCUSATION = "Talk Matter (accusation)"
OF_NOTES = ("file", "version", "comment")
KEPT_BY_BUREAU = ("write", "create", "delete", "share")


class Rows(Enum):
	"""Which rows a role sees, in words for the reader of the document."""

	EVERYBODY = "everybody with the role, with a unit or without"
	UNIT = "the unit that owns it and those above"
	SIDES = "the unit that owns it, who is party to it, and those above"
	INSPECTING = "the inspecting side; never the inspected unit nor those between it and the inspectors"
	OVERSEEING = "a discipline officer above the unit; never one of the unit itself"
	CALL = "everybody with a unit"
	PLANNING = "the planning unit and those above, until it is published"
	BUREAU = "the bureau's own administrators"
	NOBODY = "nobody; services alone read it"


@dataclass(frozen=True)
class Line:
	"""What the roles may do with documents of one DocType. Each text holds the letters of roles.

	`creates_as` says by which side a new one is entered: its unit, the other side that is party to it, or a
	superior of the unit, for a unit orders nothing of another's units.
	`party_writes` whether the other side writes, too, which else reads only. `notes` are the roles that read
	what was noted about a document, each with the relations in which a group's users do; those of the bureau
	do in all; without it, who reads the document. `only_bureau` are operations for users of the bureau alone,
	`only_above` for users of the document's unit or of one above it.
	"""

	rows: Rows
	read: str
	write: str = ""
	create: str = ""
	delete: str = ""
	export: str = ""
	share: str = ""
	notes: Mapping[str, tuple[str, ...]] | None = None
	party: str = ""
	creates_as: str = "unit"
	party_writes: bool = False
	only_bureau: tuple[str, ...] = ()
	only_above: tuple[str, ...] = ()
	intake: bool = False
	panel: bool = False

	def roles(self, operation: str) -> str:
		"""The letters of the roles that the operation is for."""
		if operation in ("create", "write", "delete", "export", "share"):
			return getattr(self, operation)
		if operation in OF_NOTES and self.notes is not None:
			return "".join(self.notes)
		return self.read

	def relations(self) -> tuple[str, ...]:
		"""Relations that a document of this kind can have to the user."""
		if self.rows in (Rows.EVERYBODY, Rows.NOBODY, Rows.BUREAU, Rows.CALL):
			return ("own",)
		found = ("own", "below", "above", "sister")
		return (*found, *(["party"] if self.party else []), *(["intake"] if self.intake else []))

	def asked(self, place: str) -> tuple[str, ...]:
		"""The relations that differ for a user of the place: above the whole county, or a stranger to it."""
		if place == "group":
			return self.relations()
		kept = ("below", "above", "party", "intake") if place == "bureau" else ()
		return tuple(one for one in self.relations() if one in kept) or self.relations()[:1]


def rule(read: str = STAFF, **more: object) -> Line:
	"""What the whole county goes by: read by the roles, kept by the bureau's administrators."""
	kept = {"write": "A", "create": "A", "delete": "A", "export": "A", "only_bureau": KEPT_BY_BUREAU, **more}
	return Line(Rows.EVERYBODY, read, **kept)


EXPECTED = {
	# organisation and rules
	# an administrator of a group creates units below those of the group, of which the ground has none
	"Health Unit": rule(share="A", only_bureau=("create", "delete", "share"), only_above=("write",)),
	"Talk Venue": rule(write="AOL", create="AOL", only_bureau=(), only_above=KEPT_BY_BUREAU),
	"Work Calendar": rule(),
	"Deadline Rule": rule(),
	"Matter Category": rule(),
	"Healthtalk Settings": rule(create="", delete="", export=""),
	"Citizen Notice Text": rule("A"),
	"Data Source": rule("A", delete=""),
	"Import Profile": rule("A", share="A"),
	"Shipped Record": rule("A", create="", delete="", export=""),
	"Task Template": rule(export="AOLIP"),
	"Inspection Template": rule(export=STAFF),
	"Demerit Code": rule("AOLIDP", export=KEEPERS),
	"Publicity Points": rule(),
	"Information Task": rule(write="AP", create="AP", export="AP"),
	"Appraisal Scheme": rule(write="AP", create="AP", delete="AP", export=STAFF),
	"Ranking Schedule": rule("AP", write="AP", create="AP", delete="AP", export="AP"),
	"Published Ranking": rule(write="AP", create="", delete="", export=KEEPERS),
	# Health Talk
	"Talk Session": Line(
		Rows.SIDES, STAFF, "AOL", "AOL", export=KEEPERS, party="invited to the talk", panel=True
	),
	"Talk Matter": Line(
		Rows.SIDES, STAFF, "AOL", "AOL", export=KEEPERS, party="co-handler", intake=True, panel=True
	),
	# a clerk records what he is told, and reads it no more
	ACCUSATION: Line(Rows.UNIT, "D", "D", "AOLD", export="D", panel=True),
	"Referral Slip": Line(
		Rows.SIDES, STAFF, "AOL", "AOL", export=KEEPERS, party="receiver", party_writes=True, panel=True
	),
	"Case Event": Line(Rows.SIDES, STAFF, party="co-handler"),
	"Public Evaluation": Line(Rows.UNIT, STAFF, create="AOL", export=KEEPERS),
	"Identity Access": Line(Rows.UNIT, "AD", export="AD"),
	"Document Number": Line(Rows.UNIT, "AOL", export="A"),
	"Background Run": Line(Rows.BUREAU, "A", export="A"),
	"Import Row": Line(Rows.BUREAU, "A", export="A"),
	"Work Handover": Line(Rows.UNIT, "AOL", create="AL"),
	"Hot Topic": Line(Rows.UNIT, STAFF, export=KEEPERS),
	"Citizen Notice": Line(Rows.SIDES, STAFF, party="co-handler"),
	"Source Message": Line(Rows.SIDES, "A", party="co-handler"),
	"Source Change": Line(Rows.SIDES, "A", party="co-handler"),
	"Protected Identity": Line(Rows.NOBODY, ""),
	# public voice
	"Public Submission": Line(Rows.UNIT, STAFF, "AOL", "AOL", export=KEEPERS, intake=True, panel=True),
	"Rectification": Line(
		Rows.SIDES,
		STAFF,
		"AOLI",
		"AOLI",
		export=KEEPERS,
		party="who ordered it",
		creates_as="superior",
		party_writes=True,
		panel=True,
	),
	"Call Back": Line(Rows.UNIT, "AOLIPV", export="AOLIP"),
	"Dispute Mediation": Line(
		Rows.SIDES, "AOLIP", "AOL", "OL", export="AOLIP", party="the medical side", panel=True
	),
	"Satisfaction Survey": Line(Rows.UNIT, STAFF, "AOL", "AOL", export="AOLIP", panel=True),
	"Survey Invitation": Line(Rows.NOBODY, ""),
	"Survey Response": Line(Rows.NOBODY, ""),
	"Opinion Incident": Line(
		Rows.SIDES, "AOLIPV", "AOL", "OL", export="AOLIP", party="whom it was reported to", panel=True
	),
	# oversight
	"Conduct Campaign": Line(
		Rows.SIDES, STAFF, "AOL", "AOL", export="AOLIP", party="a unit that owes something", panel=True
	),
	"Campaign Extension": Line(Rows.SIDES, STAFF, export="AOLIP", party="whose campaign it is"),
	"Unit Task": Line(
		Rows.SIDES,
		STAFF,
		"AOLI",
		export="AOLIP",
		party="whose campaign it is",
		party_writes=True,
		panel=True,
	),
	"Public Commitment": Line(Rows.UNIT, STAFF, "AOLI", "AOL", export="AOLIP", panel=True),
	"Study Record": Line(Rows.UNIT, STAFF, "AOL", "AOL", export="AOLP"),
	"Self Check": Line(Rows.UNIT, STAFF, "AOL", "AOL", export="AOL"),
	"Publicity Item": Line(Rows.UNIT, STAFF, "AOLP", "AOL", export="AOLP"),
	"Inspection Plan": Line(Rows.PLANNING, "AI", "AI", "AI", export="AI"),
	"Inspection": Line(
		Rows.INSPECTING,
		"AIL",
		"AIL",
		"AI",
		export="AIL",
		party="who inspects",
		creates_as="party",
		party_writes=True,
		panel=True,
	),
	"Inspection Entry": Line(Rows.NOBODY, ""),
	"Inspection Feedback": Line(Rows.SIDES, STAFF, export=STAFF, party="who inspected"),
	"Accountability Record": Line(Rows.OVERSEEING, "D", "D", "D", export="D", panel=True),
	"Demerit Record": Line(
		Rows.SIDES,
		"AOLIDP",
		"AOLID",
		"AID",
		export=KEEPERS,
		party="who proposed it",
		creates_as="party",
		party_writes=True,
		# who proposes, confirms and decides: never who works in the unit
		notes={**dict.fromkeys("AID", ("below", "party")), "L": ("party",)},
		panel=True,
	),
	# appraisal
	"Unit Appraisal": Line(Rows.UNIT, STAFF, "AOLP", export=KEEPERS, panel=True),
	"Commendation Round": Line(Rows.CALL, STAFF, "AP", "AP", export=KEEPERS),
	"Commendation": Line(
		Rows.SIDES,
		STAFF,
		"AOLP",
		"AOLP",
		export="AOLP",
		party="who gives the award",
		party_writes=True,
		# who gives the award
		notes=dict.fromkeys("AP", ("party",)),
		panel=True,
	),
	"Commendation Vote": Line(Rows.NOBODY, ""),
	"Ethics Appraisal": Line(Rows.OVERSEEING, "D", "D", "D", export="D"),
	"Work Summary": Line(Rows.UNIT, STAFF, "AOLP", "AOLP", export="AOLP", panel=True),
}


def expected(line: str, role: str, place: str, relation: str, operation: str) -> bool:
	"""Whether a user may do this with this document. `role` is a letter, "" of a guest or a colleague."""
	about = EXPECTED[line]
	if operation == "global search" or not role or role not in about.roles(operation):
		return False
	if about.rows is not Rows.NOBODY and operation in about.only_bureau and place != "bureau":
		return False
	if operation in about.only_above and not _covers(place, relation):
		return False
	if operation == "create":
		return _creates(about, place, relation)
	if operation in OF_NOTES and about.notes is not None:
		return place == "bureau" or (place == "group" and relation in about.notes[role])
	if operation == "write" and relation == "party" and not about.party_writes and place != "bureau":
		return False
	if operation == "write" and about.rows is Rows.CALL:
		return _covers(place, relation)
	return _sees(about, place, relation, role)


def _covers(place: str, relation: str) -> bool:
	"""Whether the owning unit is the user's or below it: the bureau is above all."""
	return place == "bureau" or (place == "group" and relation in ("own", "below"))


def _creates(about: Line, place: str, relation: str) -> bool:
	"""A new document is of the user's own side."""
	if about.rows is Rows.EVERYBODY:
		return True
	if about.rows is Rows.OVERSEEING:
		return _sees(about, place, relation, "D")
	if relation == "intake":
		# left blank, the unit of a new document is that of the user
		return place != "none"
	if about.creates_as == "superior":
		# in no row of the ground does a group order one of its own units, and what another orders is not the
		# bureau's order
		return place == "bureau" and relation != "party"
	if about.creates_as == "party":
		return place == "bureau" or (place == "group" and relation == "party")
	return _covers(place, relation)


def _sees(about: Line, place: str, relation: str, role: str) -> bool:
	if about.rows is Rows.NOBODY:
		return False
	if about.rows is Rows.EVERYBODY:
		return True
	if about.rows is Rows.BUREAU:
		return place == "bureau"
	if about.rows is Rows.CALL:
		return place != "none"
	if about.rows is Rows.INSPECTING:
		return place == "bureau" or (place == "group" and relation == "party")
	if about.rows is Rows.OVERSEEING:
		# of the bureau's own people nobody in the bureau keeps the record
		below = {"group": ("below",), "bureau": ("own", "below", "sister")}.get(place, ())
		return relation in below
	if relation == "party":
		return place in ("group", "bureau")
	return _covers(place, relation)
