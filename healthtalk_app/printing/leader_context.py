"""Puts the leader's page into the context of its paper."""

from __future__ import annotations

from typing import Any

from healthtalk_app.printing import contexts as c
from healthtalk_app.printing.reading import zh
from healthtalk_app.printing.terms import RING
from healthtalk_app.rules.summary_words import plain


def leaders_page(page: dict[str, Any]) -> c.LeadersPage:
	"""The same figures as on the screen, in the words of forms."""
	overdue, ranking, visits = page["overdue"], page["ranking"], page["visits"]
	kinds = [kind for kind in page["kinds"] if overdue["by_kind"][kind]]
	return c.LeadersPage(
		issuer=page["unit_name"],
		printed_at=page["at"],
		rings=[
			c.LeaderRing(RING[ring["ring"]], ring["open"], ring["overdue"], ring["today"])
			for ring in page["rings"]
		],
		kinds=[zh(kind) for kind in kinds],
		debtors=[
			c.LeaderDebtor(row["unit_name"], [row["counts"].get(kind, 0) for kind in kinds], row["total"])
			for row in overdue["rows"]
		],
		debtor_count=overdue["units"],
		overdue_by_kind=[overdue["by_kind"][kind] for kind in kinds],
		overdue_total=overdue["total"],
		places=[
			c.LeaderPlace(
				row["place"],
				row["unit_name"],
				rate(row["response"]),
				rate(row["resolution"]),
				rate(row["satisfaction"]),
				f"{row['score']:.2f}",
				moved(row["change"]),
			)
			for row in ranking["rows"]
		],
		place_count=ranking["count"],
		topics=[f"{row['title']}（{row['people']}人）" for row in page["topics"]],
		visits=[row["unit_name"] + ("（已安排）" if row["planned"] else "") for row in visits["rows"]],
		visits_due=visits["due"],
		visits_owed=visits["owed"],
		incidents=[
			f"{row['subject']}（{zh_status(row['status'])}{'，超时' if row['overdue'] else ''}）"
			for row in page["incidents"]["rows"]
		],
		incident_count=page["incidents"]["open"],
	)


INCIDENT_STATUS = {"Found": "已发现", "Judged": "已研判", "Reported": "已上报", "Released": "已发布"}


def zh_status(status: str) -> str:
	"""How far an incident is."""
	return INCIDENT_STATUS.get(status) or zh(status)


def rate(value: float | None) -> str:
	"""A rate to a tenth; a dash where there is none."""
	return "—" if value is None else f"{plain(value)}%"


def moved(change: int | None) -> str:
	"""Places gained or lost since the year before."""
	return "" if not change else f"{'↑' if change > 0 else '↓'}{abs(change)}"
