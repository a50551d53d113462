"""Publishing rankings on a schedule, monthly or quarterly, each period once (H10: 定期公布进度排名)."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import frappe
from frappe import _
from frappe.utils import cint, getdate, now_datetime

from healthtalk_app.exceptions import EvidenceMissingError, refuse
from healthtalk_app.rules import publication
from healthtalk_app.rules.periods import Period
from healthtalk_app.services.clockwork.sweep import apart, speak_site_language
from healthtalk_app.services.rankings import ranking

DOCTYPE = "Ranking Schedule"
PLACE = "{period}"


def check(doc: Any) -> None:
	"""Whoever sets up a schedule may publish, and its title tells one period from another."""
	ranking.require_publisher()
	if PLACE not in (doc.title_pattern or ""):
		refuse(_("The title contains {0}, which becomes the period such as 2026年第三季度."), PLACE)
	if cint(doc.days_after) < 0:
		refuse(_("{0} cannot be negative."), _("Days after the Period", context=DOCTYPE))
	if doc.basis == ranking.APPRAISAL:
		# appraisals are ranked within their schemes and groups, each unit with its own total
		doc.unit_kind, doc.roll_up, doc.by_group = None, 0, 1
	else:
		doc.scheme = None


def publish_due(today: date | str | None = None) -> int:
	"""Publish what is due of every schedule; returns how many rankings. Daily; publishes nothing twice."""
	speak_site_language()
	day, done = getdate(today), 0
	# get_all: the job publishes for the bureau
	for name in frappe.get_all(DOCTYPE, {"enabled": 1}, pluck="name", order_by="name"):
		schedule = frappe.get_doc(DOCTYPE, name)
		for period in waiting(schedule, day):
			done += apart(partial(publish, name, period), f"{DOCTYPE} {name}")
	return done


def waiting(schedule: Any, today: date) -> list[Period]:
	"""Periods that are due and not published yet."""
	due = publication.due(schedule.period_kind, getdate(schedule.starts_on), today, cint(schedule.days_after))
	keys = {ranking.key_of(schedule.name, period): period for period in due}
	found = frappe.get_all(
		ranking.DOCTYPE, {"schedule_key": ("in", list(keys) or [""])}, pluck="schedule_key"
	)
	return [period for key, period in keys.items() if key not in set(found)]


def publish(name: str, period: Period) -> None:
	"""Publish one period of a schedule, or note why it has to wait: it is tried again the next day."""
	schedule: Any = frappe.get_doc(DOCTYPE, name, for_update=True)
	said = publication.words(period)
	try:
		done = ranking.publish(
			ranking.Wanted(
				title=schedule.title_pattern.replace(PLACE, said),
				period=period,
				basis=schedule.basis,
				kind=schedule.unit_kind,
				scheme=schedule.scheme,
				roll_up=bool(cint(schedule.roll_up)),
				by_group=bool(cint(schedule.by_group)),
				public=bool(cint(schedule.on_public_page)),
				schedule=name,
			)
		)
		result = _("{0}: published as {1}.").format(said, done)
	except EvidenceMissingError as reason:
		frappe.clear_last_message()
		result = _("{0}: waiting. {1}").format(said, str(reason))
	frappe.db.set_value(
		DOCTYPE, name, {"last_result": result, "last_run_at": now_datetime()}, update_modified=False
	)
