"""docs/openapi.json against the code: schemathesis draws requests from the description, right and wrong ones.

Every answer must have a status and a form that the description names; none may be an error 500. The cases are
the same on every run; SEARCH=1 draws new ones, and `make fuzz` draws more of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import frappe
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import load_all_checks
from schemathesis.specs.openapi.checks import positive_data_acceptance

from healthtalk_app.rules import partner_contract as contract
from healthtalk_app.services.partners import sources
from healthtalk_app.tests import factories
from tests.fuzzing.figures import SECONDS, Figures

DESCRIPTION = Path(__file__).resolve().parents[2] / "docs" / "openapi.json"
EXAMPLES = 100 if SECONDS else 8
load_all_checks()
schema = schemathesis.openapi.from_dict(json.loads(DESCRIPTION.read_text("utf-8")))


@pytest.fixture(scope="module")
def key(site: str) -> Iterator[str]:
	"""Key of a source that may do everything, without a limit."""
	before = {
		field: frappe.db.get_single_value("Healthtalk Settings", field)
		for field in ("bureau_unit", "calendar")
	}
	units = factories.county("PSCH")
	doc = frappe.get_doc(
		doctype="Data Source",
		source_name="描述",
		code=f"psch-{frappe.generate_hash(length=6)}",
		channel="Group Chat",
		default_unit=units.a1,
		limit_per_minute=0,
		**dict.fromkeys(("may_submit", "may_push", "may_read", "may_rate", "trusted"), 1),
	).insert()
	made = sources.new_key(doc)
	frappe.db.commit()
	yield made
	for field, value in before.items():
		frappe.db.set_single_value("Healthtalk Settings", field, value)
	frappe.db.commit()


@pytest.fixture(scope="module")
def counted() -> Iterator[Figures]:
	"""The number of requests."""
	figures = Figures("partner")
	yield figures
	figures.close()


@pytest.fixture
def shared(make_user: Callable[..., str]) -> None:
	"""What the server writes stays until the run ends (tests/bench.py)."""


@schema.parametrize()
@settings(
	max_examples=EXAMPLES,
	deadline=None,
	suppress_health_check=[*HealthCheck],
)
def test_the_code_keeps_its_description(
	case: schemathesis.Case, key: str, url: str, counted: Figures, shared: None
) -> None:
	counted.counts["requests"] += 1
	# schemathesis tries wrong keys, too, more often than an address may
	frappe.cache.delete_keys("healthtalk_often:")
	response = case.call(base_url=url, headers={contract.KEY_HEADER: key})
	# the schema cannot say that who is named leaves a telephone, which units there are, nor what a photo is
	case.validate_response(
		response, headers={contract.KEY_HEADER: key}, excluded_checks=[positive_data_acceptance]
	)
