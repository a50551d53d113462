"""Statuses of the flows and the moves between them (design §3): closed lists that code and figures rely on.

Whether a move has its evidence is for the services to decide; here stands only which moves exist. The first
status of each list is the one in which a document begins.
"""

from __future__ import annotations

SESSION, MATTER, SLIP = "Talk Session", "Talk Matter", "Referral Slip"
DISPUTE = "Dispute Mediation"
INCIDENT = "Opinion Incident"
SURVEY = "Satisfaction Survey"
SUBMISSION = "Public Submission"
RECTIFICATION = "Rectification"
CAMPAIGN = "Conduct Campaign"
UNIT_TASK = "Unit Task"
INSPECTION = "Inspection"
COMMITMENT = "Public Commitment"
ACCOUNTABILITY = "Accountability Record"
DEMERIT = "Demerit Record"
WORK_SUMMARY = "Work Summary"
COMMENDATION = "Commendation"
APPRAISAL = "Unit Appraisal"

STATUSES: dict[str, tuple[str, ...]] = {
	SESSION: ("Planned", "Prepared", "Held", "Following Up", "Closed", "Cancelled"),
	MATTER: (
		"Raised",
		"Accepted",
		"Not Accepted",
		"Planned",
		"In Progress",
		"Replied",
		"Evaluated",
		"Closed",
		"Merged",
		"Withdrawn",
	),
	SLIP: ("Draft", "Issued", "Signed For", "In Progress", "Replied", "Confirmed", "Objected", "Withdrawn"),
	DISPUTE: (
		"Registered",
		"Notified",
		"Accepted",
		"Mediating",
		"Appraisal",
		"Agreed",
		"Failed",
		"Withdrawn",
		"Closed",
	),
	RECTIFICATION: ("Open", "Plan Filed", "Rectifying", "Submitted", "Ordered Again", "Verified"),
	SUBMISSION: ("Received", "Accepted", "Merged", "Declined", "Withdrawn"),
	SURVEY: ("Draft", "Open", "Closed", "Published"),
	INSPECTION: ("Planned", "In Progress", "Feedback Issued", "Rectifying", "Closed"),
	COMMITMENT: (
		"Draft",
		"Approved",
		"Published",
		"Fulfilled",
		"Partly Fulfilled",
		"Not Fulfilled",
		"Verified",
	),
	INCIDENT: ("Found", "Judged", "Reported", "Released", "Closed"),
	DEMERIT: ("Proposed", "Confirmed", "Dismissed", "Appealed", "Upheld", "Revoked"),
	COMMENDATION: ("Nominated", "Shortlisted", "Awarded", "Vetoed", "Declined"),
	APPRAISAL: ("Draft", "Computed", "Self-reviewed", "Reviewed", "Objected", "Published"),
	CAMPAIGN: ("Draft", "Active", "Closed"),
	UNIT_TASK: ("Due", "Submitted", "Returned", "Accepted"),
	ACCOUNTABILITY: (
		"Proposed",
		"Under Review",
		"Decided",
		"Executed",
		"Appealed",
		"Upheld",
		"Revoked",
		"Dismissed",
	),
	WORK_SUMMARY: ("Draft", "Reviewed", "Issued"),
}

MOVES: dict[str, dict[str, frozenset[str]]] = {
	SESSION: {
		"Planned": frozenset({"Prepared", "Cancelled"}),
		"Prepared": frozenset({"Planned", "Held", "Cancelled"}),
		"Held": frozenset({"Following Up"}),
		"Following Up": frozenset({"Closed"}),
		"Closed": frozenset(),
		"Cancelled": frozenset(),
	},
	MATTER: {
		"Raised": frozenset({"Accepted", "Not Accepted", "Merged", "Withdrawn"}),
		"Accepted": frozenset({"Planned", "Merged", "Withdrawn"}),
		"Not Accepted": frozenset(),
		"Planned": frozenset({"In Progress", "Merged", "Withdrawn"}),
		"In Progress": frozenset({"Replied", "Merged", "Withdrawn"}),
		# From here back to In Progress is reopening.
		"Replied": frozenset({"Evaluated", "Closed", "In Progress"}),
		"Evaluated": frozenset({"Closed", "In Progress"}),
		"Closed": frozenset({"In Progress"}),
		# Undoing a merger returns the matter to where it stood.
		"Merged": frozenset({"Raised", "Accepted", "Planned", "In Progress"}),
		"Withdrawn": frozenset(),
	},
	SLIP: {
		"Draft": frozenset({"Issued", "Withdrawn"}),
		"Issued": frozenset({"Signed For", "Objected", "Withdrawn"}),
		# Back to Issued: the receiver passes the slip on to the next unit.
		"Signed For": frozenset({"In Progress", "Replied", "Objected", "Withdrawn", "Issued"}),
		"In Progress": frozenset({"Replied", "Withdrawn"}),
		# Back to In Progress: the sender sends an insufficient reply back.
		"Replied": frozenset({"Confirmed", "In Progress"}),
		"Confirmed": frozenset(),
		# Upheld: issued to the next unit. Rejected: signed for by the unit that was designated.
		"Objected": frozenset({"Issued", "Signed For", "Withdrawn"}),
		"Withdrawn": frozenset(),
	},
	RECTIFICATION: {
		"Open": frozenset({"Plan Filed"}),
		"Plan Filed": frozenset({"Rectifying"}),
		"Rectifying": frozenset({"Submitted"}),
		"Submitted": frozenset({"Verified", "Ordered Again"}),
		# 责令重新整改: the next round.
		"Ordered Again": frozenset({"Rectifying"}),
		"Verified": frozenset(),
	},
	CAMPAIGN: {
		"Draft": frozenset({"Active"}),
		"Active": frozenset({"Closed"}),
		"Closed": frozenset(),
	},
	UNIT_TASK: {
		"Due": frozenset({"Submitted"}),
		"Submitted": frozenset({"Accepted", "Returned"}),
		"Returned": frozenset({"Submitted"}),
		"Accepted": frozenset(),
	},
	SUBMISSION: {
		"Received": frozenset({"Accepted", "Merged", "Declined", "Withdrawn"}),
		"Accepted": frozenset(),
		"Merged": frozenset(),
		"Declined": frozenset(),
		"Withdrawn": frozenset(),
	},
	INSPECTION: {
		"Planned": frozenset({"In Progress"}),
		"In Progress": frozenset({"Feedback Issued"}),
		# Straight to the end where nothing failed.
		"Feedback Issued": frozenset({"Rectifying", "Closed"}),
		"Rectifying": frozenset({"Closed"}),
		"Closed": frozenset(),
	},
	SURVEY: {
		"Draft": frozenset({"Open"}),
		"Open": frozenset({"Closed"}),
		"Closed": frozenset({"Published"}),
		"Published": frozenset(),
	},
	COMMITMENT: {
		"Draft": frozenset({"Approved"}),
		# Back to Draft: the text is written anew and approved anew.
		"Approved": frozenset({"Published", "Draft"}),
		"Published": frozenset({"Fulfilled", "Partly Fulfilled", "Not Fulfilled"}),
		# Back to Published: who verified found something else than was reported.
		"Fulfilled": frozenset({"Verified", "Published"}),
		"Partly Fulfilled": frozenset({"Verified", "Published"}),
		"Not Fulfilled": frozenset({"Verified", "Published"}),
		"Verified": frozenset(),
	},
	DISPUTE: {
		"Registered": frozenset({"Notified", "Withdrawn"}),
		"Notified": frozenset({"Accepted", "Withdrawn"}),
		"Accepted": frozenset({"Mediating", "Withdrawn"}),
		"Mediating": frozenset({"Appraisal", "Agreed", "Failed", "Withdrawn"}),
		# While an appraisal is made the clock stands.
		"Appraisal": frozenset({"Mediating", "Withdrawn"}),
		"Agreed": frozenset({"Closed"}),
		"Failed": frozenset({"Closed"}),
		"Withdrawn": frozenset({"Closed"}),
		"Closed": frozenset(),
	},
	DEMERIT: {
		"Proposed": frozenset({"Confirmed", "Dismissed"}),
		"Confirmed": frozenset({"Appealed"}),
		"Dismissed": frozenset(),
		"Appealed": frozenset({"Upheld", "Revoked"}),
		"Upheld": frozenset(),
		"Revoked": frozenset(),
	},
	APPRAISAL: {
		"Draft": frozenset({"Computed"}),
		"Computed": frozenset({"Self-reviewed"}),
		"Self-reviewed": frozenset({"Reviewed"}),
		"Reviewed": frozenset({"Published", "Objected"}),
		# Back to Reviewed: the objection is decided on.
		"Objected": frozenset({"Reviewed"}),
		"Published": frozenset(),
	},
	COMMENDATION: {
		"Nominated": frozenset({"Shortlisted", "Vetoed", "Declined"}),
		"Shortlisted": frozenset({"Awarded", "Vetoed", "Declined"}),
		"Awarded": frozenset(),
		# Back to Nominated: the decision that vetoed was revoked.
		"Vetoed": frozenset({"Nominated", "Declined"}),
		"Declined": frozenset(),
	},
	INCIDENT: {
		"Found": frozenset({"Judged"}),
		"Judged": frozenset({"Reported"}),
		"Reported": frozenset({"Released"}),
		"Released": frozenset({"Closed"}),
		"Closed": frozenset(),
	},
	ACCOUNTABILITY: {
		"Proposed": frozenset({"Under Review", "Dismissed"}),
		"Under Review": frozenset({"Decided", "Dismissed"}),
		"Decided": frozenset({"Executed", "Appealed", "Revoked"}),
		"Executed": frozenset({"Appealed", "Revoked"}),
		"Appealed": frozenset({"Upheld", "Revoked"}),
		# What was appealed against before it was carried out is carried out now.
		"Upheld": frozenset({"Executed", "Revoked"}),
		# Back to Under Review: there is one joint record of a unit and year, which may be due again.
		"Revoked": frozenset({"Under Review"}),
		"Dismissed": frozenset({"Under Review"}),
	},
	WORK_SUMMARY: {
		# Back to Draft: the text is written anew and reviewed anew.
		"Draft": frozenset({"Reviewed"}),
		"Reviewed": frozenset({"Issued", "Draft"}),
		"Issued": frozenset(),
	},
}

# matters that wait for their answer
UNANSWERED = ("Raised", "Accepted", "Planned", "In Progress")
FINISHED: dict[str, frozenset[str]] = {
	SESSION: frozenset({"Closed", "Cancelled"}),
	MATTER: frozenset({"Not Accepted", "Closed", "Merged", "Withdrawn"}),
	SLIP: frozenset({"Confirmed", "Withdrawn"}),
	DISPUTE: frozenset({"Closed"}),
	INCIDENT: frozenset({"Closed"}),
	# confirmed points stand; an appeal opens the record again
	DEMERIT: frozenset({"Confirmed", "Dismissed", "Upheld", "Revoked"}),
	RECTIFICATION: frozenset({"Verified"}),
	SUBMISSION: frozenset({"Accepted", "Merged", "Declined", "Withdrawn"}),
	CAMPAIGN: frozenset({"Closed"}),
	UNIT_TASK: frozenset({"Accepted"}),
	SURVEY: frozenset({"Published"}),
	INSPECTION: frozenset({"Closed"}),
	COMMITMENT: frozenset({"Verified"}),
	ACCOUNTABILITY: frozenset({"Revoked", "Dismissed"}),
	WORK_SUMMARY: frozenset({"Issued"}),
	APPRAISAL: frozenset({"Published"}),
	COMMENDATION: frozenset({"Awarded", "Vetoed", "Declined"}),
}

# 说 听 商 办 评
RINGS = ("Speak", "Listen", "Discuss", "Act", "Evaluate")

RING_OF_STATUS: dict[str, int] = {
	"Raised": 0,
	"Accepted": 1,
	"Planned": 2,
	"In Progress": 3,
	"Replied": 4,
	"Evaluated": 4,
	"Closed": 4,
	# A refusal with its reason ends the second ring.
	"Not Accepted": 1,
	# These may have left from any ring; the first is the only one that is certain.
	"Merged": 0,
	"Withdrawn": 0,
}


def can_move(doctype: str, old: str | None, new: str) -> bool:
	"""Whether a document may go from one status to another; a new document (`old` empty) only to the first.

	Staying where it is is no move. Raises `KeyError` for a DocType without a flow here.
	"""
	if not old:
		return new == STATUSES[doctype][0]
	return new in MOVES[doctype].get(old, frozenset())


def ring_of(matter_status: str) -> int:
	"""The place in `RINGS` (0 to 4) of a matter of this status (H7). Raises `ValueError` if unknown."""
	if matter_status not in RING_OF_STATUS:
		raise ValueError(f"Unknown status of a matter: {matter_status}")
	return RING_OF_STATUS[matter_status]
