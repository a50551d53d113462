"""The monthly review of identity accesses: who looked up whose identity, and why (design §5).

What there is to review is the list of *Identity Access* itself, with the reader's own rows; once a month each
discipline officer is told how many there were in the month before and led to them.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from functools import partial

import frappe
from frappe import _
from frappe.utils import get_first_day, getdate

from healthtalk_app import permissions
from healthtalk_app.services.clockwork import sweep
from healthtalk_app.services.notifying import notices, recipients

DOCTYPE, METHOD, ROLE = "Identity Access", "healthtalk_identity_review", "Discipline Officer"


def remind(today: date | str | None = None) -> int:
	"""Tell every discipline officer of last month's accesses, once; returns of how many it was looked
	whether there is something to tell. Monthly."""
	last = get_first_day(getdate(today)) - timedelta(days=1)
	first = get_first_day(last)
	sweep.speak_site_language()
	# get_all: the job works for everybody
	officers = frappe.get_all("Has Role", {"role": ROLE, "parenttype": "User"}, pluck="parent", distinct=True)
	return sum(
		sweep.apart(partial(tell, user, first, last), f"{METHOD} {user}")
		for user in sorted(recipients.reachable(officers))
		if permissions.home_units(user)
	)


def tell(user: str, first: date, last: date) -> None:
	"""One notice with the number of accesses of each user, if there were any that this officer sees."""
	link = f'/app/identity-access?accessed_at=["Between",["{first}","{last}"]]'
	found = accesses(user, first, last)
	if not found or frappe.db.exists("Notification Log", {"for_user": user, "link": link}):
		return
	home = permissions.default_unit(user) or min(permissions.home_units(user))
	items = [{"user": name, "count": times} for name, times in Counter(found).most_common()]
	facts = {
		"title": _("{0} times, {1} people").format(len(found), len(items)),
		"due": notices.moment(last),
		"items": items,
	}
	notices.send(frappe.get_doc("Health Unit", home), METHOD, [user], link=link, **facts)


def accesses(user: str, first: date, last: date) -> list[str]:
	"""Who opened an identity in these days, once for each time, as far as `user` sees it."""
	table = frappe.qb.DocType(DOCTYPE)
	query = frappe.qb.from_(table).select(table.user)
	query = query.where((table.accessed_at >= first) & (table.accessed_at < last + timedelta(days=1)))
	if (rule := permissions.criterion(DOCTYPE, user, table)) is not None:
		query = query.where(rule)
	return query.run(pluck=True)
