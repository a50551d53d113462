"""The daily digest: one message a user on the morning of working days, with what is late, due and new."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

import frappe
from frappe.utils import escape_html, get_datetime, now_datetime

from healthtalk_app import permissions
from healthtalk_app.metrics import today
from healthtalk_app.rules.transitions import MATTER
from healthtalk_app.services.clockwork import calendars, sweep
from healthtalk_app.services.notifying import notices

METHOD = "healthtalk_digest"
GROUPS = ("overdue", "due_today", "to_sign")


def send_digests(now: datetime | str | None = None) -> int:
	"""Send today's digest to everybody for whom something is late, due today or to sign for.

	Nobody gets two on one day, and nobody gets any on a day of rest. Returns how many users were looked at.
	"""
	now = get_datetime(now) if now else now_datetime()
	enabled = frappe.get_cached_doc("Healthtalk Settings").digest_enabled
	if not enabled or not calendars.work_calendar().is_working_day(now.date()):
		return 0
	sweep.speak_site_language()
	return sum(sweep.apart(partial(send_digest, user, now), f"{METHOD} {user}") for user in users())


def users() -> list[str]:
	"""Enabled users who work in a unit."""
	# get_all: the job works for everybody
	permitted = frappe.get_all(
		"User Permission", filters={"allow": "Health Unit"}, pluck="user", distinct=True
	)
	return frappe.get_all(
		"User", filters={"name": ("in", permitted or [""]), "enabled": 1}, pluck="name", order_by="name"
	)


def send_digest(user: str, now: datetime) -> None:
	"""Send one user's digest unless it was sent today; his row is locked, so that two jobs send one."""
	frappe.db.get_value("User", user, "name", for_update=True)
	home = permissions.default_unit(user) or next(iter(sorted(permissions.home_units(user))), None)
	if not home or was_sent(user, now):
		return
	work = today.today(user)
	groups = without_recused([group for group in work["groups"] if group["key"] in GROUPS], user)
	if groups:
		unit = frappe.get_doc("Health Unit", home)
		facts = {"unit": notices.unit_name(home), **facts_of(groups)}
		notices.send(unit, METHOD, [user], link=link_of(now), **facts)


def without_recused(groups: list[dict[str, Any]], user: str) -> list[dict[str, Any]]:
	"""The groups without the matters from which the user is recused, and without what belongs to them."""
	matters = set(permissions.recused_from(user).run(pluck=True))
	if not matters:
		return groups
	kept_out = {MATTER: matters}
	for doctype in permissions.FOLLOWING:
		# get_all: what is left out does not depend on what the user may see
		kept_out[doctype] = set(frappe.get_all(doctype, {"matter": ("in", list(matters))}, pluck="name"))
	left = []
	for group in groups:
		hidden: set[str] = set()
		for doctype, names in kept_out.items():
			if names:
				hidden |= names & set(today.names(group["key"], doctype, user))
		rows = [row for row in group["rows"] if row["name"] not in hidden]
		if count := group["count"] - len(hidden):
			left.append({**group, "rows": rows, "count": count})
	return left


def was_sent(user: str, now: datetime) -> bool:
	"""Whether the user has had a digest on this day."""
	return bool(frappe.db.exists("Notification Log", {"for_user": user, "link": link_of(now)}))


def link_of(now: datetime) -> str:
	"""Where a digest leads; the day in it tells the digests of a user apart."""
	return f"{notices.HOME}?digest={now.date()}"


def facts_of(groups: list[dict[str, Any]]) -> dict[str, Any]:
	"""The numbers in one line, and the list with a link for each document."""
	numbers = "，".join(f"{notices.word(label_of(group))} {group['count']} 件" for group in groups)
	hidden = accusations(groups)
	return {"title": numbers, "items": [lines_of(group, hidden) for group in groups]}


def accusations(groups: list[dict[str, Any]]) -> set[str]:
	"""Those of the documents that are accusations: they stand in no notice by name."""
	names = [row["name"] for group in groups for row in group["rows"] if row["doctype"] == MATTER]
	# get_all: the rows were chosen by what the user may see
	return set(
		frappe.get_all(MATTER, filters={"name": ("in", names or [""]), "is_accusation": 1}, pluck="name")
	)


def label_of(group: dict[str, Any]) -> str:
	"""The English label of a group, which `notices.word` translates."""
	return dict(today.GROUPS)[group["key"]]


def lines_of(group: dict[str, Any], hidden: set[str]) -> dict[str, Any]:
	"""One group as texts show it."""
	return {
		"label": notices.word(label_of(group)),
		"count": group["count"],
		"rows": [
			{
				"title": notices.word("Accusation") if row["name"] in hidden else escape_html(row["title"]),
				"url": frappe.utils.get_url_to_form(row["doctype"], row["name"]),
				"due": notices.moment(row["due"]),
			}
			for row in group["rows"]
		],
	}
