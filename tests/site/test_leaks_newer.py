"""The walk of test_leaks for what follows a matter, and for what belongs to an accusation of one's unit."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import frappe
import pytest

from healthtalk_app.tests import factories
from healthtalk_app.tests.test_permissions import raw
from tests.site.rest import Rest
from tests.site.test_leaks import HIDDEN, OWN, check, documents, lists, rpc

MATTER, SUBMISSION = "Talk Matter", "Public Submission"
FIELDS = {
	"Rectification": ["name", "subject", "requirement"],
	"Call Back": ["name", "subject", "comment"],
	"Dispute Mediation": ["name", "subject", "demands"],
	"Opinion Incident": ["name", "subject", "judgement"],
	SUBMISSION: ["name", "subject", "raiser_name"],
	"Satisfaction Survey": ["name", "title", "introduction"],
	"Public Commitment": ["name", "title", "content"],
	"Citizen Notice": ["name", "recipient"],
	"Hot Topic": ["name", "title", "place"],
	"Source Message": ["name", "reference"],
	"Source Change": ["name", "reference"],
}
ROLES = (
	"Unit Officer",
	"Unit Leader",
	"Healthtalk Administrator",
	"Discipline Officer",
	"Inspector",
	"Viewer",
)


def plant(county: frappe._dict) -> None:
	"""A document of every kind of A1 and of A2, and those of an accusation that names A1."""
	now = frappe.utils.now_datetime()
	for code, unit, word in (("LN1", county.a1, OWN), ("LN2", county.a2, HIDDEN), ("LNX", county.a1, HIDDEN)):
		secret = code == "LNX"
		accused = [{"unit": county.a1, "person": HIDDEN}] if secret else []
		said = {
			"subject": f"{word} subject",
			"content": word,
			"is_accusation": int(secret),
			"accused": accused,
		}
		own = {"unit": None if secret else unit}
		names = {"raiser_name": word, "representatives": word, "received_proof": word}
		raw(MATTER, f"{code}-M", raised_at=now, lead_unit=own["unit"], **names, **own, **said)
		raw(SUBMISSION, f"{code}-P", received_at=now, raiser_name=word, **own, **said)
		of_it = {"matter": f"{code}-M", "subject": f"{word} subject"}
		sides = {"ordering_unit": unit, "responsible_unit": unit}
		raw("Rectification", f"{code}-Z", requirement=word, **sides, **of_it)
		raw("Call Back", f"{code}-B", unit=unit, comment=word, **of_it)
		raw(
			"Dispute Mediation",
			f"{code}-D",
			unit=unit,
			medical_unit=unit,
			parties=[{"unit": unit, "part": "Owner"}],
			demands=word,
			patient_name=word,
			**of_it,
		)
		about = {"reference_doctype": MATTER, "reference_name": f"{code}-M"}
		raw("Citizen Notice", f"{code}-N", recipient=word, occasion="Accepted", **about)
		raw("Source Message", f"{code}-G", source="ln", reference=f"{word}-g-{code}", kind="push", **about)
		raw(
			"Source Change",
			f"{900 + len(code)}{ord(code[-1])}",
			source="ln",
			reference=word,
			state="received",
			**about,
		)
		if not secret:
			handles = {"unit": unit, "parties": [{"unit": unit, "part": "Owner"}]}
			raw("Opinion Incident", f"{code}-O", subject=f"{word} rumour", judgement=word, **handles)
			raw("Satisfaction Survey", f"{code}-V", title=f"{word} survey", introduction=word, **handles)
			raw("Public Commitment", f"{code}-C", title=f"{word} promise", content=word, **handles)
			raw("Hot Topic", f"{code}-H", title=f"{word} topic", place=word, unit=unit)


@pytest.fixture(scope="module")
def ground(site: str) -> Iterator[frappe._dict]:
	settings = ("bureau_unit", "calendar")
	before = {field: frappe.db.get_single_value("Healthtalk Settings", field) for field in settings}
	county = factories.county("TN")
	if not frappe.db.exists(MATTER, "LN1-M"):
		plant(county)
	frappe.db.commit()
	yield county
	for field, value in before.items():
		frappe.db.set_single_value("Healthtalk Settings", field, value)
	frappe.db.commit()


@pytest.fixture
def officer(ground: frappe._dict, make_user: Callable[..., str], rest: Callable[[str], Rest]) -> Rest:
	return rest(make_user(*ROLES, unit=ground.a1))


KINDS = {
	"Z": "Rectification",
	"B": "Call Back",
	"D": "Dispute Mediation",
	"O": "Opinion Incident",
	"P": SUBMISSION,
	"V": "Satisfaction Survey",
	"C": "Public Commitment",
	"N": "Citizen Notice",
	"H": "Hot Topic",
	"G": "Source Message",
	"M": MATTER,
}


@pytest.mark.parametrize("doctype", FIELDS)
def test_no_list_shows_rows_of_others_or_of_an_accusation(doctype: str, officer: Rest) -> None:
	found = "".join(check(officer, way) for way in lists(doctype, FIELDS[doctype]))
	assert OWN in found, doctype
	table = f"`tab{doctype}`"
	answer = officer.post("/api/method/frappe.client.get_count", {"doctype": doctype, "filters": "{}"})
	own = frappe.db.sql(f"select count(*) from {table} where name like 'LN1-%%' or name like '90349%%'")
	assert answer.json()["message"] == own[0][0], answer.text
	for text in (HIDDEN, "LN2", "LNX"):
		check(officer, rpc("frappe.utils.global_search.search", text=text, limit=50, doctype=doctype))
	field = FIELDS[doctype][-1]
	columns = {"doctype": doctype, "select_columns": json.dumps({doctype: ["name", field]})}
	check(
		officer,
		rpc(
			"frappe.core.doctype.data_export.exporter.export_data",
			with_data=1,
			file_type="CSV",
			filters="[]",
			export_without_column_meta=1,
			**columns,
		),
	)


@pytest.mark.parametrize(
	"name",
	[f"{code}-{kind}" for code in ("LN2", "LNX") for kind in KINDS if code == "LN2" or kind not in "OVHC"],
)
def test_no_way_opens_a_document_of_others_or_of_an_accusation(name: str, officer: Rest) -> None:
	doctype = KINDS[name[-1]]
	before = frappe.db.get_value(doctype, name, "modified")
	for way in documents(doctype, name):
		check(officer, way)
	assert frappe.db.get_value(doctype, name, "modified") == before
	assert not frappe.db.exists("DocShare", {"share_name": name})
