"""Ways into documents of others that an attack found open: each is closed, its ordinary use still works.

Files whose address or name is known, and whether a document exists at all.
"""

from __future__ import annotations

import json
from typing import Any

import frappe
import pytest

from tests.site.county import done, refused
from tests.site.rest import Rest
from tests.site.test_leaks import HIDDEN, OWN, ground, officer, rpc, system_manager

__all__ = ["ground", "officer", "system_manager"]
MAKE = "/api/method/frappe.core.doctype.communication.email.make"
INSERT = "/api/method/frappe.client.insert"
SET = "/api/method/frappe.client.set_value"
ATTACHED = {"attached_to_doctype": "Talk Matter", "attached_to_name": "LK1-M"}


def stored_file(name: str) -> frappe._dict:
	wanted = {"attached_to_name": name, "file_name": ("like", f"{name}-%")}
	return frappe.db.get_value("File", wanted, ["name", "file_url", "file_name"], as_dict=True)


# ---- stored files --------------------------------------------------------------------------------
def test_a_mail_carries_only_files_that_its_writer_reads(officer: Rest) -> None:
	hidden, own = stored_file("LK2-M"), stored_file("LK1-M")
	mail = {"subject": "x", "content": "x", "recipients": "a@b.c"}
	for about in ({"doctype": "Talk Matter", "name": "LK1-M"}, {}):
		for attachments in ([hidden.name], json.dumps([hidden.name])):
			refused(officer.post(MAKE, {**mail, **about, "attachments": attachments}), "PermissionError")
		assert officer.post(MAKE, {**mail, **about, "attachments": [own.name]}).ok
	assert officer.get(hidden.file_url).status_code == 403
	assert f"{OWN} file" in officer.get(own.file_url).text


def test_no_row_of_ones_own_opens_a_stored_file(officer: Rest) -> None:
	hidden = stored_file("LK2-M")
	for address in (
		hidden.file_url,
		hidden.file_url.replace("/files/", "/files/../files/"),
		f"/{hidden.file_url}",
		f"{hidden.file_url}?fid=1",
		f"{officer.url}{hidden.file_url}",
		f"/files/../..{hidden.file_url}",
		f"/files/%2e%2e/%2e%2e{hidden.file_url}",
		hidden.file_url.replace("-", "%2d"),
	):
		row = {"doctype": "File", "file_url": address, "is_private": 1, "file_name": "x.txt"}
		refused(officer.post(INSERT, {"doc": row}), "PermissionError")
		refused(officer.post(INSERT, {"doc": {**row, **ATTACHED}}), "PermissionError")
		refused(officer.post(INSERT, {"doc": {**row, "content": "other content"}}), "PermissionError")
		refused(officer.post("/api/method/upload_file", row), "PermissionError")
	by_name = {"doctype": "File", "file_name": hidden.file_name, "is_private": 1}
	refused(officer.post(INSERT, {"doc": by_name}), "PermissionError")
	given = {"filename": hidden.file_name, "filedata": "", "doctype": "Talk Matter", "docname": "LK1-M"}
	answer = officer.post("/api/method/frappe.client.attach_file", {**given, "is_private": 1})
	refused(answer, "PermissionError")
	refused(
		officer.post("/api/method/upload_file", {"library_file_name": hidden.name, "is_private": 1}),
		"PermissionError",
	)
	assert officer.get(hidden.file_url).status_code == 403


def test_a_stored_row_does_not_move_to_another_file_or_document(officer: Rest) -> None:
	hidden, own = stored_file("LK2-M"), stored_file("LK1-M")
	for values in (
		{"file_url": hidden.file_url},
		{"file_url": hidden.file_url, "content_hash": ""},
		{"file_url": "", "file_name": hidden.file_name},
	):
		given = {"doctype": "File", "name": own.name, "fieldname": values}
		refused(officer.post(SET, given), "PermissionError")
	for values in (ATTACHED, {"attached_to_doctype": None, "attached_to_name": None}):
		refused(officer.put(f"/api/resource/File/{hidden.name}", values), "PermissionError")
	for doctype, name in (("ToDo", "LK2-M-T"), ("Comment", "LK2-M-C"), ("Communication", "LK2-M-N")):
		field = "reference_name"
		refused(officer.put(f"/api/resource/{doctype}/{name}", {field: "LK1-M"}), "PermissionError")
		assert frappe.db.get_value(doctype, name, field) == "LK2-M"
	assert stored_file("LK2-M") == hidden and stored_file("LK1-M") == own


def test_an_attachment_field_opens_no_stored_file(officer: Rest) -> None:
	hidden = stored_file("LK2-M")
	officer.put(f"/api/resource/User/{officer.user}", {"user_image": hidden.file_url})
	assert not frappe.db.exists("File", {"attached_to_doctype": "User", "file_url": hidden.file_url})
	frappe.db.set_value("User", officer.user, "user_image", None)
	frappe.db.delete("Version", {"ref_doctype": "User", "docname": officer.user})
	assert officer.get(hidden.file_url).status_code == 403


def test_a_file_of_a_matter_is_not_made_public(officer: Rest) -> None:
	own = stored_file("LK1-M")
	for values in ({"is_private": 0}, {"is_private": 0, "attached_to_name": "", "attached_to_doctype": ""}):
		given = {"doctype": "File", "name": own.name, "fieldname": values}
		refused(officer.post(SET, given), "PermissionError")
	assert f"{OWN} file" in officer.get(own.file_url).text


def test_equal_content_may_be_attached_twice(officer: Rest) -> None:
	"""What one has in one's hands is no secret, even if somebody else has attached the same paper."""
	paper = b"a notice that everybody has"
	frappe.get_doc(
		doctype="File",
		file_name="notice.txt",
		content=paper,
		is_private=1,
		attached_to_doctype="Talk Matter",
		attached_to_name="LK2-M",
	).insert()
	data = {"doctype": "Talk Matter", "docname": "LK1-M", "is_private": 1}
	answer = officer.call("POST", "/api/method/upload_file", data=data, files={"file": ("my.txt", paper)})
	assert answer.ok, answer.text
	assert officer.get(answer.json()["message"]["file_url"]).content == paper
	again = {"library_file_name": stored_file("LK1-M").name, "doctype": "Talk Matter", "docname": "LK1-M"}
	assert officer.post("/api/method/upload_file", again).ok


# ---- hidden and missing are one ------------------------------------------------------------------
def naming(name: str) -> list[tuple[str, str, dict[str, Any]]]:
	"""Requests that name a matter in every way."""
	own, doc = {"doctype": "Talk Matter", "name": name}, {"doctype": "Talk Matter", "docname": name}
	slip = {"doctype": "Referral Slip", "matter": name, "subject": "x", "request": "x"}
	ways = [
		("GET", f"/api/resource/Talk Matter/{name}", {}),
		("PUT", f"/api/resource/Talk Matter/{name}", {"subject": "x"}),
		("DELETE", f"/api/resource/Talk Matter/{name}", {}),
		("GET", f"/api/v2/document/Talk Matter/{name}", {}),
		("GET", f"/printview?doctype=Talk Matter&name={name}", {}),
		rpc("healthtalk_app.api.desk.panel", **own),
		rpc("healthtalk_app.api.desk.act", action="Accept", **own),
		rpc("healthtalk_app.api.identity.reveal", reason="x", **own),
		rpc("healthtalk_app.api.matter.pause", name=name, reason="x"),
		rpc("healthtalk_app.api.matter.merge", name="LK1-M", into=name),
		rpc("healthtalk_app.api.slip.urge", name=name, note="x"),
		rpc("frappe.client.get", **own),
		rpc("frappe.client.get_value", doctype="Talk Matter", fieldname="name", filters=name),
		rpc("frappe.client.set_value", fieldname="remarks", value="x", **own),
		rpc("frappe.client.save", doc=own),
		rpc("frappe.client.get_doc_permissions", **doc),
		rpc("frappe.client.has_permission", **doc),
		rpc("frappe.client.attach_file", filename="x.txt", filedata="x", **doc),
		rpc("frappe.client.insert", doc={**slip, "sender_unit": "TL-A1", "receiver_unit": "TL-B"}),
		rpc("frappe.desk.form.load.getdoc", **own),
		rpc("frappe.desk.form.load.get_docinfo", **own),
		rpc("frappe.desk.form.linked_with.get", **doc),
		rpc("frappe.desk.form.assign_to.add", assign_to='["Administrator"]', **own),
		rpc("frappe.desk.form.utils.get_next", doctype="Talk Matter", value=name, prev=0),
		rpc("frappe.desk.like.toggle_like", add="Yes", **own),
		rpc("frappe.desk.search.get_link_title", **doc),
		rpc("frappe.desk.doctype.tag.tag.add_tag", tag="x", dt="Talk Matter", dn=name),
		rpc("frappe.model.workflow.get_transitions", doc=own),
		rpc("frappe.core.doctype.communication.email.make", recipients="a@b.c", content="x", **own),
		rpc("frappe.utils.print_format.download_pdf", **own),
		rpc("frappe.utils.print_format.download_multi_pdf", doctype="Talk Matter", name=f'["{name}"]'),
		rpc("frappe.www.printview.get_html_and_style", doc="Talk Matter", name=name),
		rpc("run_doc_method", dt="Talk Matter", dn=name, method="add_comment"),
	]
	file = {"doctype": "File", "file_name": "x.txt", "content": "x", "is_private": 1}
	attached = {"attached_to_doctype": "Talk Matter", "attached_to_name": name}
	ways.append(rpc("frappe.client.insert", doc={**file, **attached}))
	return ways


def told_of(session: Rest, way: tuple[str, str, dict[str, Any]], name: str) -> tuple[int, str]:
	"""Status and messages of an answer, without the name that the request itself gave."""
	verb, path, arguments = way
	answer = session.call(verb, path, **({"json": arguments} if verb != "GET" else {}))
	try:
		content = answer.json()
	except ValueError:
		return answer.status_code, ""
	parts = [content.get(key) for key in ("exc_type", "message", "data", "errors")]
	said = [json.loads(one)["message"] for one in json.loads(content.get("_server_messages") or "[]")]
	return answer.status_code, json.dumps([parts, said], ensure_ascii=False).replace(name, "*")


def test_what_is_hidden_and_what_is_missing_get_one_answer(officer: Rest) -> None:
	for hidden, missing in zip(naming("LK2-M"), naming("LK9-M"), strict=True):
		answer = told_of(officer, hidden, "LK2-M")
		assert answer == told_of(officer, missing, "LK9-M"), hidden
		assert answer[0] < 500, (hidden, answer)
	for path in ("/api/resource/Talk Matter/LK1-M", "/api/v2/document/Talk Matter/LK1-M"):
		assert officer.get(path).ok
	assert officer.post("/api/method/healthtalk_app.api.desk.panel", OWN_MATTER).ok


OWN_MATTER = {"doctype": "Talk Matter", "name": "LK1-M"}


def test_a_link_that_hides_its_document_stays_on_a_document_of_ones_own(officer: Rest) -> None:
	"""A matter from a talk that the user does not see can be written, and not be linked to another one."""
	new = {"subject": OWN, "content": OWN, "unit": "TL-A1", "channel": "Telephone", "regime": "Talk"}
	name = done(officer.post("/api/resource/Talk Matter", new))["name"]
	frappe.db.set_value("Talk Matter", name, "session", "LK2-S")
	assert officer.put(f"/api/resource/Talk Matter/{name}", {"subject": f"{OWN} 2", "session": "LK2-S"}).ok
	for other in ("LK9-M", "LK2-M"):
		refused(officer.put(f"/api/resource/Talk Matter/{name}", {"merged_into": other}), "PermissionError")


# ---- requests that cannot be read ----------------------------------------------------------------
LINKED = (("Talk Matter", "session", "minutes"), ("Referral Slip", "matter", "content"))


@pytest.mark.parametrize("dot", [".", "\\u002e"])
def test_no_spelling_of_a_linked_column_is_a_filter(dot: str, officer: Rest, system_manager: Rest) -> None:
	for doctype, link, column in LINKED:
		name = f"{link}{dot}{column}"
		listed, named = f'[["{name}", "like", "%{HIDDEN}%"]]', f'{{"{name}": ["like", "%{HIDDEN}%"]}}'
		for session in (officer, system_manager):
			for filters in (listed, named):
				for way in (
					("GET", f"/api/resource/{doctype}", {"filters": filters}),
					("GET", f"/api/v2/document/{doctype}", {"filters": filters}),
					rpc("frappe.client.get_list", doctype=doctype, filters=filters),
					rpc("frappe.client.get_count", doctype=doctype, filters=filters),
					rpc("frappe.desk.reportview.get", doctype=doctype, filters=filters, fields='["name"]'),
					rpc("frappe.desk.search.search_link", doctype=doctype, txt="", filters=filters),
					rpc(
						"frappe.core.doctype.data_import.data_import.download_template",
						doctype=doctype,
						export_fields=json.dumps({doctype: ["name"]}),
						export_records="by_filter",
						export_filters=filters,
						file_type="CSV",
					),
					rpc(
						"frappe.core.doctype.data_export.exporter.export_data",
						doctype=doctype,
						with_data=1,
						file_type="CSV",
						select_columns=json.dumps({doctype: ["name"]}),
						filters=filters,
					),
				):
					verb, path, given = way
					answer = session.get(path, given) if verb == "GET" else session.post(path, given)
					assert answer.status_code == 403, (way, answer.status_code, answer.text[:300])
			columns = f'{{"{doctype}": ["name", "{name}"]}}'
			template = {"doctype": doctype, "export_fields": columns, "export_records": "all"}
			answer = session.post(
				"/api/method/frappe.core.doctype.data_import.data_import.download_template",
				{**template, "export_filters": "{}", "file_type": "CSV"},
			)
			assert answer.status_code == 403 and HIDDEN not in answer.text


def test_a_list_that_cannot_be_read_is_refused_with_a_sentence(officer: Rest) -> None:
	span = {"start": "2000-01-01", "end": "2100-01-01"}
	calendar = "/api/method/healthtalk_app.api.desk.calendar"
	for filters in (
		'{"a":1}',
		'{"status":{"a":1}}',
		'{"status":["like",{"a":1}]}',
		'[["a","b"]]',
		'[["Talk Session","a","=",1]]',
		'[["Talk Matter","content","like","%x%"]]',
		'[["Talk Session","status","in",5]]',
		'[["Talk Session","status",5,"x"]]',
		'"x"',
		"5",
		"[1]",
		"no json",
	):
		refused(officer.post(calendar, {"filters": filters, **span}), "BadInputError", "ValidationError")
	for filters in ('{"status":"Planned"}', '[["Talk Session","status","in",["Planned"]]]', "", "[]"):
		answer = officer.post(calendar, {"filters": filters, **span})
		assert answer.ok and HIDDEN not in answer.text, answer.text
	start = {"start": "x", "amount": "5", "unit": "Day"}
	refused(officer.post("/api/method/healthtalk_app.api.desk.preview_deadline", start), "BadInputError")
	for filters in ('[["no_such_column","=",1]]', '[["status","in",5]]', "[1]"):
		answer = officer.get("/api/resource/Talk Matter", {"filters": filters})
		refused(answer, "BadInputError", "ValidationError", "DataError", "PermissionError")


# ---- prints of what a client describes -----------------------------------------------------------
def test_a_print_shows_the_stored_document_only(officer: Rest) -> None:
	made_up = {**OWN_MATTER, "subject": "MADEUP", "session": "LK2-S", "merged_into": "LK2-M"}
	printing = "/api/method/frappe.www.printview.get_html_and_style"
	for print_format in ("Standard", None):
		answer = officer.post(printing, {"doc": json.dumps(made_up), "print_format": print_format})
		assert answer.ok and f"{OWN} matter" in answer.text, answer.text[:500]
		assert "MADEUP" not in answer.text and HIDDEN not in answer.text
	raw = {"doc": json.dumps(made_up), "print_format": "Standard"}
	answer = officer.post("/api/method/frappe.www.printview.get_rendered_raw_commands", raw)
	assert not answer.ok and HIDDEN not in answer.text and "MADEUP" not in answer.text
	for hidden in ({**made_up, "name": "LK2-M"}, {**made_up, "doctype": "Referral Slip", "name": "LK2-R"}):
		for method in (
			"frappe.www.printview.get_html_and_style",
			"frappe.www.printview.get_rendered_raw_commands",
		):
			answer = officer.post(f"/api/method/{method}", {"doc": json.dumps(hidden)})
			refused(answer, "PermissionError")
	for doc in (json.dumps(made_up), made_up, "x", "[]", "5", {"a": 1}):
		for name in ("LK1-M", "LK2-M"):
			given = {"doctype": "Talk Matter", "name": name, "format": "Standard", "doc": doc}
			answer = officer.post("/api/method/frappe.utils.print_format.download_pdf", given)
			assert answer.status_code < 500, answer.text[-500:]
			assert answer.ok is False or name == "LK1-M"
	server = {"doctype": "Talk Matter", "name": "LK2-M", "printer_setting": "x", "doc": json.dumps(made_up)}
	refused(officer.post("/api/method/frappe.utils.print_format.print_by_server", server), "PermissionError")
	answer = officer.get(
		"/printview", {"doctype": "Talk Matter", "name": "LK1-M", "doc": json.dumps(made_up)}
	)
	assert answer.ok and f"{OWN} matter" in answer.text and "MADEUP" not in answer.text


# ---- what users typed, in messages ---------------------------------------------------------------
def test_a_message_shows_what_users_typed_as_text(officer: Rest) -> None:
	"""The desk shows messages as HTML: names, titles and values come back escaped."""
	typed = "<img src=x onerror=alert(1)>"
	new = {"subject": "x", "content": "x", "unit": "TL-A1", "channel": "Telephone", "regime": "Talk"}
	for path, values in (
		("/api/resource/Talk Matter", {**new, "raiser_age": typed}),
		("/api/resource/Talk Matter", {**new, "raised_at": typed}),
		("/api/method/healthtalk_app.api.desk.panel", {"doctype": "Talk Matter", "name": typed}),
		("/api/method/healthtalk_app.api.desk.panel", {"doctype": typed, "name": "x"}),
		("/api/method/healthtalk_app.api.desk.tree_children", {"doctype": typed}),
		("/api/method/healthtalk_app.api.identity.reveal", {"doctype": typed, "name": "x", "reason": "x"}),
	):
		answer = officer.post(path, values)
		assert 400 <= answer.status_code < 500, answer.text[-300:]
		assert "<img" not in answer.json().get("_server_messages", ""), answer.json()["_server_messages"]
		assert "&lt;img" in answer.json()["_server_messages"]


# ---- in the name of somebody else ----------------------------------------------------------------
def test_a_report_in_the_name_of_another_user_shows_ones_own_rows(system_manager: Rest) -> None:
	"""The platform's report of permitted documents asks for any user's; System Manager is a role for it."""
	report = {"report_name": "Permitted Documents For User"}
	run = "/api/method/frappe.desk.query_report.run"
	for user in ("Administrator", system_manager.user):
		for doctype in ("Talk Matter", "Comment"):
			filters = json.dumps({"user": user, "doctype": doctype})
			answer = system_manager.post(run, {**report, "filters": filters})
			assert answer.ok and HIDDEN not in answer.text and "LKX-M" not in answer.text, answer.text[:500]
			if doctype == "Talk Matter":
				assert "LK1-M" in answer.text


# ---- more of the platform's methods --------------------------------------------------------------
def test_an_archive_of_others_is_not_unpacked(officer: Rest) -> None:
	hidden = stored_file("LK2-M")
	answer = officer.post("/api/method/frappe.core.api.file.unzip_file", {"name": hidden.name})
	assert HIDDEN.lower() not in refused(answer, "PermissionError").lower()
	assert HIDDEN.lower() not in answer.json()["_server_messages"].lower()


def test_a_watched_method_has_no_other_name(officer: Rest) -> None:
	borrowed = "/api/method/frappe.core.doctype.file.file.unzip_file"
	answer = officer.post(borrowed, {"name": stored_file("LK2-M").name})
	refused(answer, "PermissionError")
	assert HIDDEN.lower() not in answer.text.lower()
