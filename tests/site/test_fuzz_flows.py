"""Random steps by random users in every flow: refused with a sentence or done, and what must hold holds.

Every run tries the same cases; `make fuzz` draws new ones for as long as asked.
"""

from __future__ import annotations

import copy

import frappe
from hypothesis.stateful import run_state_machine_as_test

from tests.fuzzing.figures import Figures, again, settled

EXAMPLES = 4
STEPS = 25
COUNTS = "counts_are_those_of_the_rows"


def test_whatever_is_done_the_rules_hold(site: str) -> None:
	# these load the platform: not before there is a site
	from tests.fuzzing.flows import County
	from tests.fuzzing.machine import machine

	figures = Figures("flows")
	county = County()
	users = machine(county, figures)
	again(lambda: run_state_machine_as_test(users, settings=settled(EXAMPLES, stateful_step_count=STEPS)))
	figures.close()


# what is done → the check that must tell
DAMAGES = {
	"update `tabCase Event` set details = 'x' where reference_name = %(matter)s": "log_only_grows",
	"update `tabTalk Matter` set reopen_count = 7 where name = %(matter)s": "log_and_columns_agree",
	"update `tabTalk Matter` set lead_unit = %(other)s where name = %(matter)s": "one_lead_unit",
	"update `tabCase Clock` set due_at = '2020-01-01' where parent = %(matter)s": "clocks_run_forward",
	"update `tabTalk Matter` set is_accusation = 0, unit = %(unit)s where name = %(accusation)s": (
		"accused_see_nothing"
	),
	"update `tabUnit Appraisal` set shown = shown + 1 where unit = %(unit)s": "sums_agree",
	"update `tabTalk Matter` set event_count = event_count + 1 where name = %(matter)s": COUNTS,
	"update `tabTalk Matter` set reopen_count = 1 where name = %(matter)s": COUNTS,
	"update `tabTalk Matter` set open_slips = 2 where name = %(matter)s": COUNTS,
	"update `tabUnit Appraisal` set total = total + 1 where unit = %(unit)s": "points_add_up",
	"update `tabDocument Number` set sequence = 9 where unit = %(unit)s": "numbers_have_no_gaps",
	"insert into `tabError Log` (name, creation) values ('fuzz', now())": "nothing_broke_in_silence",
}


def test_each_damage_is_seen(site: str) -> None:
	"""What the checks are for is done to the database behind the app's back, and told; then it is undone."""
	from healthtalk_app.services.steps import flow
	from healthtalk_app.tests import factories
	from tests.fuzzing.flows import County, appraise
	from tests.fuzzing.invariants import Watch

	county = County("FZW")
	watch = Watch(county)
	unit = county.units.a1
	matter = factories.matter(unit=unit, category=county.category).name
	flow.act("Talk Matter", matter, "Accept", {"category": county.category})
	accused = [{"accused_unit": unit, "unit": unit}]
	accusation = factories.matter(is_accusation=1, subject="Accusation", accused=accused).name
	appraise(county)
	assert watch.look() == []
	values = {"matter": matter, "accusation": accusation, "unit": unit, "other": county.units.b1}
	told = {}
	for damage in DAMAGES:
		frappe.db.savepoint("whole")
		frappe.db.sql(damage, values)
		assert frappe.db._cursor.rowcount > 0, damage
		told[damage] = {wrong.split(":")[0] for wrong in copy.deepcopy(watch).look()}
		frappe.db.rollback(save_point="whole")
		# version 15 keeps errors in a table without transactions
		frappe.db.delete("Error Log", {"name": "fuzz"})
		assert watch.look() == [], damage
	assert [damage for damage, check in DAMAGES.items() if check not in told[damage]] == []
