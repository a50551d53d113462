"""Every figure of the app, by key (design §6): reports, cards, charts and rankings ask here only."""

from __future__ import annotations

from collections.abc import Iterable

from healthtalk_app.metrics import (
	accountability,
	appraisals,
	campaigns,
	commitments,
	coverage,
	demerits,
	disputes,
	evaluations,
	incidents,
	inspections,
	matters,
	petitions,
	publicity,
	quality,
	rectifications,
	rings,
	slips,
	statement,
	study,
	submissions,
	surveys,
	talks,
)
from healthtalk_app.metrics.base import Answer, Asked, Figure, Metric
from healthtalk_app.rules.periods import Period

METRICS: dict[str, Metric] = {
	metric.key: metric
	for family in (
		matters,
		rings,
		slips,
		talks,
		quality,
		evaluations,
		disputes,
		demerits,
		petitions,
		submissions,
		rectifications,
		incidents,
		inspections,
		surveys,
		coverage,
		commitments,
		study,
		publicity,
		campaigns,
		accountability,
		appraisals,
	)
	for metric in family.METRICS
}

# where the rows behind a figure are listed, by the DocType that it counts
REPORTS = {
	"Talk Matter": "Matter Ledger",
	"Talk Session": "Talk Frequency Compliance",
	"Referral Slip": "Referral Slip Tracking",
	"Rectification": "Rectification Ledger",
	"Call Back": "Bad Rating Call-back",
	"Satisfaction Survey": "Satisfaction Survey Results",
	"Public Commitment": "Commitment Fulfilment",
	"Study Record": "Study Coverage",
	"Publicity Item": "Publicity",
	"Inspection": "Inspection Coverage",
	"Inspection Feedback": "Inspection Findings",
	"Inspection Finding": "Inspection Findings",
	"Dispute Mediation": "Dispute Mediation Results",
	"Opinion Incident": "Incident Timeliness",
	"Unit Task": "Campaign Progress",
}


def report_of(key: str) -> str:
	"""The report that lists or groups what a figure counts."""
	return REPORTS.get(METRICS[key].source.doctype, REPORTS["Talk Session"])


def figures(keys: Iterable[str], period: Period, by: str | None = None, asked: Asked | None = None) -> Answer:
	"""Group → key → figure, by "unit", "month" or a column; without `by` the only group is None."""
	return statement.ask([METRICS[key] for key in keys], period, by, asked)


def figure(key: str, period: Period, asked: Asked | None = None) -> Figure:
	"""One figure of all that the user may see, or of what is asked for."""
	return figures([key], period, None, asked)[None][key]
