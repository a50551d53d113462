"""Random steps by random users in every flow: refused with a sentence or done, and what must hold holds.

Every run tries the same cases; `make fuzz` draws new ones for as long as asked.
"""

from __future__ import annotations

import frappe
import pytest
from hypothesis.stateful import run_state_machine_as_test

from tests.fuzzing.figures import Figures, again, settled

EXAMPLES = 4
STEPS = 25


def test_whatever_is_done_the_rules_hold(site: str) -> None:
	# these load the platform: not before there is a site
	from tests.fuzzing.flows import County
	from tests.fuzzing.machine import machine

	figures = Figures("flows")
	county = County()
	users = machine(county, figures)
	again(lambda: run_state_machine_as_test(users, settings=settled(EXAMPLES, stateful_step_count=STEPS)))
	figures.close()


DAMAGES = {
	"log_only_grows": "update `tabCase Event` set details = 'x' where reference_name = %(matter)s",
	"log_and_columns_agree": "update `tabTalk Matter` set reopen_count = 7 where name = %(matter)s",
	"one_lead_unit": "update `tabTalk Matter` set lead_unit = %(unit)s where name = %(matter)s",
	"clocks_run_forward": "update `tabCase Clock` set due_at = '2020-01-01' where parent = %(matter)s",
	"accused_see_nothing": (
		"update `tabTalk Matter` set is_accusation = 0, unit = %(unit)s where name = %(accusation)s"
	),
	"sums_agree": "update `tabTalk Matter` set open_slips = 2 where name = %(matter)s",
	"numbers_have_no_gaps": "update `tabDocument Number` set sequence = 9 where unit = %(unit)s",
	"nothing_broke_in_silence": "insert into `tabError Log` (name, creation) values ('fuzz', now())",
}


@pytest.mark.parametrize("check", DAMAGES)
def test_each_damage_is_seen(site: str, check: str) -> None:
	"""What the checks are for is done to the database behind the app's back, and told."""
	from healthtalk_app.services.steps import flow
	from healthtalk_app.tests import factories
	from tests.fuzzing.flows import County
	from tests.fuzzing.invariants import Watch

	county = County("FZW")
	watch = Watch(county)
	unit = county.units.a1
	matter = factories.matter(unit=unit, category=county.category).name
	flow.act("Talk Matter", matter, "Accept", {"category": county.category})
	accused = [{"accused_unit": unit, "unit": unit}]
	accusation = factories.matter(is_accusation=1, subject="Accusation", accused=accused).name
	assert watch.look() == []
	values = {"matter": matter, "accusation": accusation, "unit": unit}
	if check == "one_lead_unit":
		values["unit"] = county.units.b1
	frappe.db.sql(DAMAGES[check], values)
	assert check in {wrong.split(":")[0] for wrong in watch.look()}
