"""Which deadline rule applies (design §4): the most specific one that is valid on the start day."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime

from healthtalk_app.rules.deadlines import Rule, Term, TermUnit, select_rule

ON = date(2026, 3, 2)
SETTLE = Rule("base", "talk", "settle", None, None, Term(15, TermUnit.WORKING_DAY), None, None, "Default")
PATH = ("ward fees", "fees", "all matters")


def chosen(*rules: Rule, on: date = ON, variant: str | None = None, level: str | None = None) -> str | None:
	rule = select_rule(rules, "talk", "settle", PATH, on, variant, level)
	return rule and rule.name


def test_regime_and_step_must_match() -> None:
	assert chosen(SETTLE) == "base"
	assert chosen(replace(SETTLE, regime="petition")) is None
	assert chosen(replace(SETTLE, step="reply")) is None
	assert chosen() is None


def test_the_nearest_category_wins_and_a_strange_one_never_applies() -> None:
	near = replace(SETTLE, name="near", category="fees")
	own = replace(SETTLE, name="own", category="ward fees")
	strange = replace(SETTLE, name="strange", category="ambulance")
	assert chosen(SETTLE, near, own, strange) == "own"
	assert chosen(SETTLE, near, strange) == "near"
	assert chosen(SETTLE, strange) == "base"
	assert chosen(strange) is None


def test_the_exact_variant_comes_before_the_category() -> None:
	variant = replace(SETTLE, name="several departments", variant="several departments")
	own = replace(SETTLE, name="own", category="ward fees")
	assert chosen(variant, own, variant="several departments") == "several departments"
	assert chosen(variant, own) == "own"
	assert chosen(variant, own, variant="urgent") == "own"
	assert chosen(variant) is None


def test_the_first_and_last_day_of_a_rule_are_inside() -> None:
	rule = replace(SETTLE, valid_from=date(2026, 3, 2), valid_to=date(2026, 3, 31))
	assert chosen(rule, on=date(2026, 3, 1)) is None
	assert chosen(rule, on=date(2026, 3, 2)) == "base"
	assert chosen(rule, on=date(2026, 3, 31)) == "base"
	assert chosen(rule, on=date(2026, 4, 1)) is None
	assert chosen(rule, on=datetime(2026, 3, 31, 23, 59)) == "base"


def test_the_later_of_two_valid_rules_wins_and_a_matter_older_than_both_has_none() -> None:
	old = replace(SETTLE, name="2016", valid_from=date(2016, 1, 1))
	new = replace(SETTLE, name="2022", valid_from=date(2022, 5, 1))
	assert chosen(old, new) == "2022"
	assert chosen(old, new, on=date(2022, 4, 30)) == "2016"
	assert chosen(old, new, on=date(2015, 12, 31)) is None
	assert chosen(SETTLE, old, new) == "2022"


def test_the_level_that_the_site_follows_comes_first_and_more_general_ones_fill_gaps() -> None:
	national = replace(SETTLE, name="national", level="National", category="ward fees")
	provincial = replace(SETTLE, name="provincial", level="Provincial", valid_from=date(2016, 1, 1))
	assert chosen(SETTLE, national, provincial, level="Provincial") == "provincial"
	assert chosen(SETTLE, national, provincial, level="National") == "national"
	assert chosen(SETTLE, national, level="Municipal") == "national"
	assert chosen(SETTLE, level="Municipal") == "base"
	assert chosen(provincial, level="National") is None


def test_a_level_of_the_sites_own_and_rules_of_every_level() -> None:
	own = replace(SETTLE, name="own", level="Group")
	every = replace(SETTLE, name="every", level="")
	assert chosen(own, every, level="Group") == "own"
	assert chosen(own, every, level="National") == "every"
	assert chosen(own, SETTLE, every, level="National") == "base"
	assert chosen(own) == "own"


def test_empty_text_from_a_database_means_none() -> None:
	blank = replace(SETTLE, name="blank", category="", variant="")
	assert chosen(blank) == "blank"
	assert chosen(blank, replace(SETTLE, name="near", category="fees")) == "near"


def test_the_order_of_the_rules_does_not_matter() -> None:
	rules = [replace(SETTLE, name=f"rule {i}") for i in range(5)]
	for seed in range(5):
		random.Random(seed).shuffle(rules)
		assert chosen(*rules) == "rule 0"
