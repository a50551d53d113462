"""Attempts at identities, mergers, imports, settings and texts; by name in docs/security-review.md."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest
import requests
from frappe.utils.password import delete_all_passwords_for, set_encrypted_password

from healthtalk_app.tests.test_permissions import raw
from tests.site.county import (
	MATTER,
	SESSION,
	County,
	act,
	api,
	county_of,
	done,
	insert,
	put,
)
from tests.site.rest import Rest

METHOD = "/api/method/"
NAME, PHONE, ID_NUMBER = "欧阳清晓", "13987651234", "110101199003072316"
CLEAR = (NAME, PHONE, ID_NUMBER)
NO = frozenset((400, 401, 403, 404, 405, 417))


@pytest.fixture
def county(make_user: Callable[..., str], rest: Callable[[str], Rest]) -> Iterator[County]:
	with county_of(make_user, rest, "ATT") as made:
		yield made


@pytest.fixture
def named(county: County) -> str:
	"""A matter of A1 whose raiser left everything."""
	return county.matter(raiser_name=NAME, raiser_phone=PHONE, raiser_id_number=ID_NUMBER)


def accesses(name: str) -> list[tuple[str, str]]:
	frappe.db.commit()
	rows = frappe.get_all("Identity Access", {"reference_name": name}, ["user", "way"])
	return [(row.user, row.way) for row in rows]


@pytest.mark.parametrize("role", ["Viewer", "Inspector", "Appraiser"])
def test_an_identity_is_not_opened_without_the_role(role: str, county: County, named: str) -> None:
	reader = county.user(role, "a1")
	answer = api(reader, "identity.reveal", doctype=MATTER, name=named, reason="核实反映情况")
	assert answer.status_code == 403 and not any(word in answer.text for word in CLEAR)
	assert accesses(named) == []


def test_an_identity_is_not_opened_by_another_unit_or_without_a_reason(county: County, named: str) -> None:
	for who, reason in ((county.sister, "核实反映情况"), (county.clerk, ""), (county.clerk, " 查 ")):
		answer = api(who, "identity.reveal", doctype=MATTER, name=named, reason=reason)
		assert answer.status_code in NO and not any(word in answer.text for word in CLEAR)
	assert accesses(named) == []
	for doctype in ("Talk Session", "Protected Identity", "User"):
		answer = api(county.clerk, "identity.reveal", doctype=doctype, name=named, reason="核实反映情况")
		assert answer.status_code in NO


def test_an_opened_identity_leaves_a_record_that_stands(county: County, named: str) -> None:
	shown = done(api(county.clerk, "identity.reveal", doctype=MATTER, name=named, reason="核实反映情况"))
	assert (shown["raiser_name"], shown["raiser_phone"]) == (NAME, PHONE)
	assert accesses(named) == [(county.clerk.user, "Screen")]
	(record,) = frappe.get_all("Identity Access", {"reference_name": named}, pluck="name")
	for who in (county.clerk, county.leader, county.sister):
		assert put(who, "Identity Access", record, reason="x").status_code in NO
		assert who.delete(f"/api/resource/Identity Access/{record}").status_code in NO
	answer = county.sister.get("/api/resource/Identity Access", {"fields": ["*"], "limit_page_length": 0})
	assert record not in answer.text and named not in answer.text
	assert accesses(named) == [(county.clerk.user, "Screen")]


def view(field: str = "raiser_phone") -> dict[str, Any]:
	return {"doctype": MATTER, "fields": json.dumps([f"`tabTalk Matter`.`{field}`"]), "page_length": 500}


MASKED: dict[str, tuple[str, str, dict[str, Any]]] = {
	"document": ("GET", "/api/resource/Talk Matter/{name}", {}),
	"second version": ("GET", "/api/v2/document/Talk Matter/{name}", {}),
	"list": ("GET", "/api/resource/Talk Matter", {"fields": '["*"]', "limit_page_length": 0}),
	"form": ("POST", f"{METHOD}frappe.desk.form.load.getdoc", {"doctype": MATTER, "name": "{name}"}),
	"view": ("POST", f"{METHOD}frappe.desk.reportview.get", view()),
	"file of the view": (
		"POST",
		f"{METHOD}frappe.desk.reportview.export_query",
		{**view(), "file_format_type": "CSV"},
	),
	"print": ("GET", "/printview?doctype=Talk Matter&name={name}", {}),
	"versions": ("GET", "/api/resource/Version", {"fields": '["*"]', "limit_page_length": 0}),
	"vault": ("GET", "/api/resource/Protected Identity", {"fields": '["*"]'}),
	"row of the vault": (
		"POST",
		f"{METHOD}frappe.client.get_value",
		{"doctype": "Protected Identity", "fieldname": "*", "filters": "{}"},
	),
	"changes in deleted documents": ("GET", "/api/resource/Deleted Document", {"fields": '["*"]'}),
	"log": ("GET", "/api/resource/Case Event", {"fields": '["*"]', "limit_page_length": 0}),
	"search": ("POST", f"{METHOD}frappe.desk.search.search_link", {"doctype": MATTER, "txt": PHONE[:5]}),
	"search of everything": ("POST", f"{METHOD}frappe.utils.global_search.search", {"text": NAME}),
	"template for an import": (
		"POST",
		f"{METHOD}frappe.core.doctype.data_import.data_import.download_template",
		{
			"doctype": MATTER,
			"export_fields": json.dumps(
				{MATTER: ["name", "raiser_name", "raiser_phone", "raiser_id_number"]}
			),
			"export_records": "all",
			"export_filters": "{}",
			"file_type": "CSV",
		},
	),
	"copy": ("GET", "/api/v2/document/Talk Matter/{name}/copy", {}),
}


@pytest.fixture
def changed(county: County) -> str:
	"""A matter whose telephone was changed, so that versions have something to tell; made once."""
	if "named" not in vars(county):
		county.named = county.matter(raiser_name=NAME, raiser_phone=PHONE, raiser_id_number=ID_NUMBER)
		done(put(county.clerk, MATTER, county.named, raiser_phone="13900002222"))
		done(put(county.clerk, MATTER, county.named, raiser_phone=PHONE))
	return county.named


@pytest.mark.parametrize("way", MASKED)
def test_no_way_shows_a_clear_identity(way: str, county: County, changed: str) -> None:
	verb, path, arguments = MASKED[way]
	sent = json.loads(json.dumps(arguments).replace("{name}", changed))
	for who in (county.clerk, county.leader, county.bureau):
		path_of = path.replace("{name}", changed)
		answer = who.get(path_of, sent) if verb == "GET" else who.post(path_of, sent)
		assert answer.status_code < 500
		assert not any(word in answer.text for word in CLEAR), (way, who.user)


def test_no_filter_tells_a_clear_identity(county: County, named: str) -> None:
	for field, value in (("raiser_phone", PHONE), ("raiser_name", NAME), ("raiser_id_number", ID_NUMBER)):
		for condition in (("=", value), ("like", f"%{value[-8:-1]}%"), ("in", [value])):
			filters = [["name", "=", named], [field, *condition]]
			assert done(county.clerk.get(f"/api/resource/{MATTER}", {"filters": filters})) == []
			count = {"doctype": MATTER, "filters": filters}
			assert done(county.clerk.post(f"{METHOD}frappe.client.get_count", count)) == 0
	answer = county.clerk.get(
		f"/api/resource/{MATTER}", {"filters": [["Protected Identity", "phone", "=", PHONE]]}
	)
	assert answer.status_code in NO


def test_the_unit_complained_of_reads_no_confidential_identity(county: County) -> None:
	name = county.matter(
		raiser_name=NAME,
		raiser_phone=PHONE,
		identity_level="Confidential",
		accused=[{"unit": county.units.a1}],
	)
	for who in (county.clerk, county.leader):
		answer = api(who, "identity.reveal", doctype=MATTER, name=name, reason="核实反映情况")
		assert answer.status_code == 403 and not any(word in answer.text for word in CLEAR)
		shown = who.get(f"/api/resource/{MATTER}/{name}")
		assert shown.ok and not any(word in shown.text for word in CLEAR)
	# a superior may
	told = done(api(county.bureau, "identity.reveal", doctype=MATTER, name=name, reason="核实反映情况"))
	assert (told["raiser_name"], told["raiser_phone"]) == (NAME, PHONE)


# ---- mergers --------------------------------------------------------------------------------------
def test_nobody_merges_what_he_does_not_handle(county: County) -> None:
	mine, other = county.matter(), county.matter()
	hidden = done(insert(county.sister, MATTER, **{**base(county), "unit": county.units.a2}))["name"]
	for who, name, into in (
		(county.sister, mine, other),
		(county.sister, hidden, mine),
		(county.clerk, mine, hidden),
		(county.clerk, mine, mine),
		(county.clerk, mine, "HTM-2026-999999"),
	):
		answer = api(who, "matter.merge", name=name, into=into)
		assert answer.status_code in NO
	done(api(county.clerk, "matter.merge", name=mine, into=other))
	for who in (county.sister, county.user("Viewer", "a1")):
		assert api(who, "matter.undo_merge", name=mine).status_code in NO
	assert frappe.db.get_value(MATTER, mine, "merged_into") == other
	frappe.db.commit()
	for values in ({"merged_into": hidden}, {"merged_into": ""}):
		put(county.clerk, MATTER, mine, **values)
		frappe.db.rollback()
		assert frappe.db.get_value(MATTER, mine, "merged_into") == other


def base(county: County) -> dict[str, Any]:
	return {
		"subject": "取药窗口排队",
		"content": "取药要等一小时。",
		"channel": "Telephone",
		"regime": "Talk",
		"identity_level": "Named",
		"raised_at": str(frappe.utils.add_to_date(None, hours=-1))[:19],
	}


# ---- imports and runs -----------------------------------------------------------------------------
@pytest.mark.parametrize(
	"address",
	[
		"/private/files/../../site_config.json",
		"/etc/passwd",
		"file:///etc/passwd",
		"http://127.0.0.1:1/x.csv",
		"/files/../../../../../../etc/passwd",
		"",
	],
)
def test_an_import_reads_no_file_of_the_server(address: str, county: County) -> None:
	keeper = county.user(("Healthtalk Administrator", "Unit Officer"), "bureau")
	profile = frappe.get_all("Import Profile", limit=1, pluck="name")[0]
	before = frappe.db.count("Background Run")
	answer = api(keeper, "intake.start", profile=profile, file_url=address)
	assert answer.status_code in NO, answer.text[:500]
	assert "root:x:0" not in answer.text and "db_password" not in answer.text
	frappe.db.rollback()
	assert frappe.db.count("Background Run") == before


def test_a_run_of_others_is_neither_read_nor_resumed(county: County) -> None:
	run = frappe.get_doc(
		doctype="Background Run",
		kind="Import",
		title="ATT",
		status="Failed",
		message="ATT-SECRET",
		owner=county.bureau.user,
	)
	run.insert()
	frappe.db.set_value("Background Run", run.name, "owner", county.bureau.user)
	frappe.db.commit()
	for way in (
		lambda who: api(who, "intake.resume", run=run.name),
		lambda who: who.get(f"{METHOD}healthtalk_app.api.intake.results", {"run": run.name}),
		lambda who: who.get(f"/api/resource/Background Run/{run.name}"),
		lambda who: put(who, "Background Run", run.name, status="Waiting"),
		lambda who: who.delete(f"/api/resource/Background Run/{run.name}"),
	):
		for who in (county.clerk, county.sister):
			answer = way(who)
			assert answer.status_code in NO and "ATT-SECRET" not in answer.text
	frappe.db.rollback()
	assert frappe.db.get_value("Background Run", run.name, "status") == "Failed"


# ---- settings -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
	"setting", ["SMS Settings", "System Settings", "Email Account", "Website Settings", "LDAP Settings"]
)
def test_a_clerk_reads_no_settings_of_the_platform(setting: str, county: County) -> None:
	name = setting
	if setting == "Email Account":
		name = "ATT-MAIL"
		if not frappe.db.exists(setting, name):
			raw(setting, name, email_account_name=name, email_id="att@example.com")
	set_encrypted_password(setting, name, "ATT-SECRET", "password")
	frappe.db.commit()

	def asked(who: Rest) -> list[requests.Response]:
		own = {"doctype": setting, "name": name}
		return [
			who.get(f"/api/resource/{setting}/{name}"),
			who.post(f"{METHOD}frappe.client.get", own),
			who.post(f"{METHOD}frappe.client.get_password", {**own, "fieldname": "password"}),
		]

	try:
		for answer in asked(county.clerk):
			assert answer.status_code == 403, answer.text[:300]
		# they are there for who may
		assert [answer.status_code for answer in asked(county.rest("Administrator"))] == [200, 200, 200]
	finally:
		delete_all_passwords_for(setting, name)
		frappe.db.commit()


# ---- texts that are filled or printed -------------------------------------------------------------
class Listener:
	"""A server on this machine that nobody may be led to by a text."""

	def __init__(self) -> None:
		self.heard: list[bytes] = []
		self._socket = socket.create_server(("127.0.0.1", 0))
		self.address = f"127.0.0.1:{self._socket.getsockname()[1]}"
		threading.Thread(target=self._listen, daemon=True).start()

	def _listen(self) -> None:
		while True:
			try:
				connection, _from = self._socket.accept()
			except OSError:
				return
			self.heard.append(connection.recv(200))
			connection.close()

	def close(self) -> None:
		self._socket.close()


@pytest.fixture
def listener() -> Iterator[Listener]:
	server = Listener()
	yield server
	server.close()


LURES = (
	'<img src="http://{address}/a.png">',
	'<link rel="stylesheet" href="http://{address}/a.css">',
	'<iframe src="http://{address}/"></iframe><object data="http://{address}/x"></object>',
	'<p style="background: url(http://{address}/b.png)">x</p>',
	'<style>@import url("http://{address}/c.css");</style>',
	'<img src="file:///etc/passwd"><iframe src="file:///etc/passwd"></iframe>',
	'<a rel="attachment" href="file:///etc/passwd">x</a><link rel="attachment" href="file:///etc/passwd">',
	"{{{{ frappe.db.sql('select 1') }}}}{{% import 'os' as os %}}",
)


@pytest.mark.parametrize("lure", LURES)
def test_the_paper_of_a_talk_fetches_nothing(lure: str, county: County, listener: Listener) -> None:
	name = county.session()
	text = f"<p>大家谈了停车。</p>{lure.format(address=listener.address)}"
	done(act(county.clerk, SESSION, name, "Prepare"))
	done(act(county.clerk, SESSION, name, "Hold", county.held(name, minutes=text)))
	for form in ("说事记录表", "Standard"):
		given = {"doctype": SESSION, "name": name, "format": form}
		paper = county.clerk.get(f"{METHOD}frappe.utils.print_format.download_pdf", given)
		assert paper.status_code == 200 and paper.content.startswith(b"%PDF"), paper.text[:300]
		assert b"root:x:0" not in paper.content
		page = county.clerk.get("/printview", given)
		assert page.status_code == 200 and "大家谈了停车" in page.text
		assert listener.address not in page.text and "file:///etc/passwd" not in page.text
		assert "root:x:0" not in page.text and "((1,),)" not in page.text
	assert listener.heard == []


@pytest.mark.parametrize("form", ["receipt_note", "form_heading"])
def test_a_setting_is_printed_and_not_evaluated(form: str, county: County) -> None:
	before = frappe.db.get_single_value("Healthtalk Settings", form)
	frappe.db.set_single_value("Healthtalk Settings", form, "{{ 7*191 }}<script>alert(1)</script>")
	frappe.clear_document_cache("Healthtalk Settings", "Healthtalk Settings")
	frappe.db.commit()
	try:
		name = county.matter()
		done(api(county.clerk, "matter.receipt", name=name))
		for paper in ("说事回执", "流转单流程图"):
			page = county.clerk.get("/printview", {"doctype": MATTER, "name": name, "format": paper})
			assert "1337" not in page.text and "<script>alert(1)" not in page.text
	finally:
		frappe.db.set_single_value("Healthtalk Settings", form, before)
		frappe.clear_document_cache("Healthtalk Settings", "Healthtalk Settings")
		frappe.db.commit()


@pytest.mark.parametrize(
	"text",
	["{number.__class__}", "{0}", "{{ frappe.db }}", "{number!r}", "{unit[0]}", "{phone:>99999999}", "{"],
)
def test_a_text_to_citizens_takes_no_program(text: str, county: County) -> None:
	keeper = county.user("Healthtalk Administrator", "bureau")
	name = frappe.get_all("Citizen Notice Text", limit=1, pluck="name")[0]
	field = next(
		f.fieldname
		for f in frappe.get_meta("Citizen Notice Text").fields
		if f.fieldtype in ("Small Text", "Text")
	)
	before = frappe.db.get_value("Citizen Notice Text", name, field)
	assert put(keeper, "Citizen Notice Text", name, **{field: text}).status_code in NO
	frappe.db.rollback()
	assert frappe.db.get_value("Citizen Notice Text", name, field) == before


@pytest.mark.parametrize(
	"text", ["{unit.__class__}", "{unit!r}", "{0}", "{unit:>99999999}", "{", "{unit[0]}"]
)
def test_the_plan_of_an_import_takes_no_program(text: str, county: County) -> None:
	keeper = county.user("Healthtalk Administrator", "bureau")
	name = frappe.get_all("Import Profile", limit=1, pluck="name")[0]
	before = frappe.db.get_value("Import Profile", name, "plan")
	assert put(keeper, "Import Profile", name, plan=text).status_code in NO, text
	frappe.db.rollback()
	assert frappe.db.get_value("Import Profile", name, "plan") == before


@pytest.mark.parametrize(
	"text", ["{year.__class__}", "{sequence:>99999999}", "{0}", "{", "无编号", "{sequence!r}"]
)
def test_the_pattern_of_numbers_takes_no_program(text: str, county: County) -> None:
	keeper = county.user("Healthtalk Administrator", "bureau")
	before = frappe.db.get_single_value("Healthtalk Settings", "number_pattern")
	answer = put(keeper, "Healthtalk Settings", "Healthtalk Settings", number_pattern=text)
	assert answer.status_code in NO, (text, answer.text[:300])
	frappe.db.rollback()
	assert frappe.db.get_single_value("Healthtalk Settings", "number_pattern", cache=False) == before
