"""Random steps by random users in every flow: refused with a sentence or done, and what must hold holds.

Every run tries the same cases; `make fuzz` draws new ones for as long as asked.
"""

from __future__ import annotations

from hypothesis.stateful import run_state_machine_as_test

from tests.fuzzing.figures import SECONDS, Figures, again, settled

EXAMPLES = 8
STEPS = 25


def test_whatever_is_done_the_rules_hold(site: str) -> None:
	# these load the platform: not before there is a site
	from tests.fuzzing.flows import County
	from tests.fuzzing.machine import machine

	figures = Figures("flows")
	county = County()
	users = machine(county, figures)
	examples = 4 if SECONDS else EXAMPLES
	again(lambda: run_state_machine_as_test(users, settings=settled(examples, stateful_step_count=STEPS)))
	figures.close()
