"""No way of the web interface shows what belongs to others; each way still shows what is the user's own.

Hidden documents carry a word that must not occur in any answer. The ways are those of the platform's desk and
interface in versions 15 and 16 that take a DocType, a document or a file.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import frappe
import pytest

from healthtalk_app.tests import factories
from healthtalk_app.tests.test_permissions import raw
from tests.site.rest import Rest

HIDDEN = "HIDDENWORD"
OWN = "OWNWORD"
ASSIGNED = "Administrator"
Way = tuple[str, str, dict[str, Any]]


@pytest.fixture(scope="module")
def ground(site: str) -> Iterator[frappe._dict]:
	"""A county with a matter, talk and slip of branch A1 and of branch A2, and an accusation against A1."""
	before = {
		field: frappe.db.get_single_value("Healthtalk Settings", field)
		for field in ("bureau_unit", "calendar")
	}
	county = factories.county("TL")
	# another module of this run may have planted them
	if not frappe.db.exists("Talk Session", "LK1-S"):
		plant(county)
	frappe.db.commit()
	yield county
	for field, value in before.items():
		frappe.db.set_single_value("Healthtalk Settings", field, value)
	frappe.db.commit()


def plant(county: frappe._dict) -> None:
	"""The documents of the ground."""
	now = frappe.utils.now_datetime()
	for code, unit, word in (("LK1", county.a1, OWN), ("LK2", county.a2, HIDDEN)):
		raw("Talk Session", f"{code}-S", title=f"{word} talk", unit=unit, minutes=word, planned_start=now)
		matter(f"{code}-M", word, unit, session=f"{code}-S")
		raw(
			"Referral Slip",
			f"{code}-R",
			subject=f"{word} slip",
			request=word,
			matter=f"{code}-M",
			sender_unit=unit,
			receiver_unit=county.party,
		)
	# A1 sees this one as its receiver, and not the matter nor the talk behind it
	raw(
		"Referral Slip",
		"LKP-R",
		status="Issued",
		subject=f"{OWN} from A2",
		matter="LK2-M",
		sender_unit=county.a2,
		receiver_unit=county.a1,
	)
	frappe.db.set_value("Talk Matter", "LK1-M", "session", "LK2-S")
	matter("LKX-M", HIDDEN, None, is_accusation=1, accused=[{"unit": county.a1, "person": HIDDEN}])
	for name in ("LK1-M", "LK2-M", "LKX-M"):
		about(name, OWN if name == "LK1-M" else HIDDEN, county)


def matter(name: str, word: str, unit: str | None, **values: Any) -> None:
	raw(
		"Talk Matter",
		name,
		subject=f"{word} matter",
		content=f"{word} content",
		reply=word,
		unit=unit,
		lead_unit=unit,
		status="Raised",
		workflow_state="Raised",
		raised_at=frappe.utils.now_datetime(),
		_user_tags=f",{word}",
		_assign=json.dumps([ASSIGNED]),
		clocks=[{"step": f"{word} clock"}],
		**values,
	)


def about(name: str, word: str, county: frappe._dict) -> None:
	"""What the platform keeps about a matter."""
	ref = {"reference_doctype": "Talk Matter", "reference_name": name}
	raw("Comment", f"{name}-C", comment_type="Comment", content=f"{word} comment", **ref)
	raw(
		"Communication",
		f"{name}-N",
		subject=f"{word} mail",
		content=word,
		communication_type="Communication",
		**ref,
	)
	raw("ToDo", f"{name}-T", description=f"{word} task", reference_type="Talk Matter", reference_name=name)
	raw("Version", f"{name}-V", ref_doctype="Talk Matter", docname=name, data=json.dumps({"changed": [word]}))
	raw(
		"Tag Link",
		f"{name}-L",
		document_type="Talk Matter",
		document_name=name,
		tag=word,
		title=f"{word} title",
	)
	raw("Document Follow", f"{name}-F", ref_doctype="Talk Matter", ref_docname=name, user="Administrator")
	raw("Case Event", f"{name}-E", event=word, **ref)
	raw("Public Evaluation", f"{name}-P", kind="Single", signed=1, comment=word, unit=county.a2, **ref)
	factories.file("Talk Matter", name, content=f"{word} file", file_name=f"{name}-{word.lower()}.txt")


@pytest.fixture
def officer(ground: frappe._dict, make_user: Callable[..., str], rest: Callable[[str], Rest]) -> Rest:
	return rest(make_user("Unit Officer", "Unit Leader", "Healthtalk Administrator", unit=ground.a1))


@pytest.fixture
def system_manager(ground: frappe._dict, make_user: Callable[..., str], rest: Callable[[str], Rest]) -> Rest:
	return rest(make_user("System Manager", "Healthtalk Administrator", unit=ground.a1))


def rpc(method: str, /, **arguments: Any) -> Way:
	return "POST", f"/api/method/{method}", arguments


def lists(doctype: str, fields: list[str], hidden: str = HIDDEN) -> list[Way]:
	"""Every way to a list of the DocType."""
	plain = {"doctype": doctype, "fields": json.dumps(fields), "limit_page_length": 0}
	view = {"doctype": doctype, "fields": json.dumps([f"`tab{doctype}`.`{field}`" for field in fields])}
	ways: list[Way] = [
		("GET", f"/api/resource/{doctype}", {"fields": json.dumps(fields), "limit_page_length": 0}),
		("GET", f"/api/resource/{doctype}", {"fields": '["*"]', "limit_page_length": 0}),
		("GET", f"/api/v2/document/{doctype}", {"fields": json.dumps(fields), "limit": 500}),
		rpc("frappe.client.get_list", **plain),
		rpc("frappe.client.get_value", doctype=doctype, fieldname=fields[-1], filters="{}"),
		rpc("frappe.desk.reportview.get", start=0, page_length=500, **view),
		rpc("frappe.desk.reportview.get_list", **view),
		rpc("frappe.desk.reportview.export_query", file_format_type="CSV", title="x", **view),
		rpc("frappe.desk.search.search_link", doctype=doctype, txt="", page_length=500),
		rpc("frappe.desk.search.search_link", doctype=doctype, txt=hidden, ignore_user_permissions=1),
		rpc(
			"frappe.desk.search.search_widget",
			doctype=doctype,
			txt="LK",
			page_length=500,
			ignore_user_permissions=1,
			reference_doctype="Talk Session",
		),
		rpc("frappe.desk.listview.get_group_by_count", doctype=doctype, current_filters="[]", field="owner"),
		rpc(
			"frappe.desk.listview.get_group_by_count",
			doctype=doctype,
			current_filters="[]",
			field="assigned_to",
		),
		rpc("frappe.desk.reportview.get_sidebar_stats", doctype=doctype, stats='["_user_tags"]'),
		rpc("frappe.desk.doctype.tag.tag.get_tagged_docs", doctype=doctype, tag=f"%{hidden}%"),
	]
	return ways


def documents(doctype: str, name: str) -> list[Way]:
	"""Every way to one document."""
	made_up = json.dumps(
		{"doctype": doctype, "name": name, "owner": "me", "unit": "TL-A1", "lead_unit": "TL-A1"}
	)
	own = {"doctype": doctype, "name": name}
	ref = {"reference_doctype": doctype, "reference_name": name}
	return [
		("GET", f"/api/resource/{doctype}/{name}", {}),
		("GET", f"/api/resource/{doctype}/{name}", {"expand_links": 1}),
		("GET", f"/api/v2/document/{doctype}/{name}", {}),
		("GET", f"/api/v2/document/{doctype}/{name}/copy", {}),
		("PUT", f"/api/resource/{doctype}/{name}", {"unit": "TL-A1", "lead_unit": "TL-A1"}),
		("DELETE", f"/api/resource/{doctype}/{name}", {}),
		("GET", f"/printview?doctype={doctype}&name={name}", {}),
		rpc("frappe.client.get", **own),
		rpc("frappe.client.get", doctype=doctype, filters=json.dumps({"name": name})),
		rpc("frappe.client.get_value", doctype=doctype, fieldname='["*"]', filters=name),
		rpc("frappe.client.set_value", fieldname="remarks", value="x", **own),
		rpc("frappe.client.save", doc=made_up),
		rpc(
			"frappe.client.validate_link",
			doctype=doctype,
			docname=name,
			fields='["subject","title","content"]',
		),
		rpc("frappe.client.get_doc_permissions", doctype=doctype, docname=name),
		rpc("frappe.client.attach_file", doctype=doctype, docname=name, filename="x.txt", filedata="x"),
		rpc("frappe.desk.search.get_link_title", doctype=doctype, docname=name),
		rpc("frappe.desk.link_preview.get_preview_data", doctype=doctype, docname=name),
		rpc("frappe.desk.form.load.getdoc", **own),
		rpc("frappe.desk.form.load.get_docinfo", **own),
		rpc("frappe.desk.form.load.get_communications", **own),
		rpc("frappe.desk.form.linked_with.get", doctype=doctype, docname=name),
		rpc("frappe.desk.form.save.savedocs", doc=made_up, action="Save"),
		rpc("frappe.desk.form.utils.add_comment", content="x", comment_email="a@b.c", comment_by="x", **ref),
		rpc("frappe.desk.form.assign_to.add", assign_to='["Administrator"]', **own),
		rpc("frappe.desk.form.document_follow.get_follow_users", doctype=doctype, doc_name=name),
		rpc("frappe.desk.form.document_follow.update_follow", doctype=doctype, doc_name=name, following=True),
		rpc("frappe.desk.like.toggle_like", add="Yes", **own),
		rpc("frappe.desk.doctype.tag.tag.add_tag", tag="x", dt=doctype, dn=name),
		rpc("frappe.share.get_users", **own),
		rpc("frappe.share.add", user="Administrator", **own),
		rpc("frappe.model.workflow.get_transitions", doc=made_up),
		rpc("frappe.model.workflow.apply_workflow", doc=made_up, action="Accept"),
		rpc("run_doc_method", docs=made_up, method="add_comment", args='{"text": "x"}'),
		rpc("run_doc_method", dt=doctype, dn=name, method="add_comment", args='{"text": "x"}'),
		rpc("frappe.www.printview.get_html_and_style", doc=doctype, name=name),
		rpc("frappe.www.printview.get_html_and_style", doc=made_up),
		rpc("frappe.utils.print_format.download_pdf", **own),
		rpc("frappe.core.doctype.communication.email.make", recipients="a@b.c", content="x", **own),
		rpc("frappe.model.rename_doc.update_document_title", doctype=doctype, docname=name, title="x"),
		rpc("frappe.email.relink", name=f"{name}-N", reference_doctype="Talk Matter", reference_name="LK1-M"),
	]


FIELDS = {
	"Talk Session": ["name", "title", "minutes"],
	"Talk Matter": ["name", "subject", "content"],
	"Referral Slip": ["name", "subject", "request"],
	"Case Event": ["name", "event"],
	"Public Evaluation": ["name", "comment"],
	"Comment": ["name", "content"],
	"Communication": ["name", "content"],
	"ToDo": ["name", "description"],
	"Version": ["name", "data"],
	"Tag Link": ["name", "title"],
	"File": ["name", "file_name"],
	"Document Follow": ["name", "ref_docname"],
}


def check(session: Rest, way: Way, hidden: str = HIDDEN) -> str:
	"""The answer to a request; fails when it holds the hidden word or the server broke down."""
	verb, path, arguments = way
	if verb == "GET":
		answer = session.get(path, arguments)
	elif verb == "PUT":
		answer = session.put(path, arguments)
	elif verb == "DELETE":
		answer = session.delete(path)
	else:
		answer = session.post(path, arguments)
	# what the request itself asked for comes back in messages
	asked = hidden in json.dumps(arguments)
	place = answer.text.lower().find(hidden.lower())
	assert asked or place < 0, (way, answer.text[max(0, place - 300) : place + 300])
	if asked and answer.ok:
		found = str(answer.json().get("message") or answer.json().get("data") or "")
		assert hidden.lower() not in found.lower(), (way, found)
	return answer.text


@pytest.mark.parametrize("doctype", FIELDS)
def test_no_list_shows_rows_of_others(doctype: str, officer: Rest, system_manager: Rest) -> None:
	for way in lists(doctype, FIELDS[doctype]):
		check(officer, way)
		check(system_manager, way)


@pytest.mark.parametrize("doctype", ["Talk Session", "Talk Matter", "Referral Slip"])
def test_lists_show_the_users_own_rows(doctype: str, officer: Rest) -> None:
	ways = [way for way in lists(doctype, FIELDS[doctype]) if HIDDEN not in str(way)]
	ways = [way for way in ways if not any(word in str(way) for word in ("owner", "assigned_to", "stats"))]
	for way in ways:
		answer = check(officer, way)
		assert OWN in answer or "LK1" in answer, (way, answer)


@pytest.mark.parametrize("name", ["LK2-S", "LK2-M", "LK2-R", "LKX-M"])
def test_no_way_opens_a_document_of_others(name: str, officer: Rest, system_manager: Rest) -> None:
	doctype = {"S": "Talk Session", "M": "Talk Matter", "R": "Referral Slip"}[name[-1]]
	before = frappe.db.get_value(doctype, name, ["modified", "unit" if name[-1] != "R" else "sender_unit"])
	comments, tasks = {"reference_name": name}, {"reference_name": name, "status": "Open"}
	counted = frappe.db.count("Comment", comments), frappe.db.count("ToDo", tasks)
	for way in documents(doctype, name):
		check(officer, way)
		check(system_manager, way)
	after = frappe.db.get_value(doctype, name, ["modified", "unit" if name[-1] != "R" else "sender_unit"])
	assert after == before
	assert not frappe.db.exists("DocShare", {"share_name": name})
	assert (frappe.db.count("Comment", comments), frappe.db.count("ToDo", tasks)) == counted


def test_ways_open_the_users_own_document(officer: Rest) -> None:
	reading = (
		"/resource/",
		"/v2/document/",
		"/printview",
		"client.get",
		"getdoc",
		"link_title",
		"html_and_style",
	)
	for way in documents("Talk Matter", "LK1-M"):
		# what the client makes up is not what is stored
		if way[0] in ("PUT", "DELETE") or "owner" in str(way[2]) or "get_doc_permissions" in way[1]:
			continue
		if any(word in way[1] for word in reading):
			assert OWN in check(officer, way), way


def test_counts_are_those_of_the_users_rows(officer: Rest) -> None:
	named = [["name", "like", "LK%"]]
	for doctype, count in (("Talk Session", 1), ("Talk Matter", 1), ("Referral Slip", 2), ("Case Event", 1)):
		filters = json.dumps([[doctype, *condition] for condition in named])
		for method in ("frappe.client.get_count", "frappe.desk.reportview.get_count"):
			answer = officer.post(
				f"/api/method/{method}", {"doctype": doctype, "filters": filters, "distinct": False}
			)
			assert answer.json().get("message") == count, (doctype, method, answer.text)
	probing = json.dumps({"content": ["like", f"%{HIDDEN}%"]})
	answer = officer.post(
		"/api/method/frappe.client.get_count", {"doctype": "Talk Matter", "filters": probing}
	)
	assert answer.json()["message"] == 0
	assert officer.post("/api/method/frappe.client.get_count", {"doctype": "Case Clock"}).status_code == 403


def test_what_is_hidden_does_not_exist_for_links(officer: Rest) -> None:
	link = {"doctype": "Talk Matter", "docname": "LK2-M"}
	hidden = officer.post("/api/method/frappe.client.validate_link", link).json()["message"]
	nothing = officer.post("/api/method/frappe.client.validate_link", {**link, "docname": "NO-SUCH"}).json()[
		"message"
	]
	own = officer.post("/api/method/frappe.client.validate_link", {**link, "docname": "LK1-M"}).json()[
		"message"
	]
	assert (hidden.get("name"), nothing.get("name"), own.get("name")) == (None, None, "LK1-M")
	title = "/api/method/frappe.desk.search.get_link_title"
	assert officer.post(title, link).json()["message"] == "LK2-M"
	assert officer.post(title, {**link, "docname": "LK1-M"}).json()["message"] == f"{OWN} matter"


@pytest.mark.parametrize("child", ["Case Clock", "Matter Accused"])
def test_child_rows(child: str, officer: Rest) -> None:
	fields = '["*"]'
	for way in (
		(
			"GET",
			f"/api/resource/{child}",
			{"fields": fields, "parent": "Talk Matter", "limit_page_length": 0},
		),
		rpc(
			"frappe.client.get_list", doctype=child, parent="Talk Matter", fields=fields, limit_page_length=0
		),
		rpc("frappe.desk.reportview.get", doctype=child, parent_doctype="Talk Matter", fields=fields),
		rpc(
			"frappe.client.get_value",
			doctype=child,
			parent="Talk Matter",
			fieldname='["parent"]',
			filters="{}",
		),
	):
		text = check(officer, way)
		assert "LK2-M" not in text and "LKX-M" not in text
	row = frappe.db.get_value(child, {"parent": "LKX-M"})
	for way in (
		("GET", f"/api/resource/{child}/{row}", {}),
		rpc("frappe.client.get", doctype=child, name=row, parent="Talk Matter"),
	):
		check(officer, way)


def test_columns_of_linked_documents(officer: Rest) -> None:
	"""LK1-M, which the user sees, came from a talk that the user does not see; the slip likewise."""
	of_matter = ("Talk Matter", "session", "minutes")
	of_slip = ("Referral Slip", "matter", "content")
	for doctype, link, column in (of_matter, of_slip):
		for field in (f"{link}.{column}", f"{link}.{column} as x", f"`{link}`.`{column}`"):
			fields = json.dumps(["name", field])
			for way in (
				("GET", f"/api/resource/{doctype}", {"fields": fields}),
				("GET", f"/api/v2/document/{doctype}", {"fields": fields}),
				rpc("frappe.client.get_list", doctype=doctype, fields=fields),
				rpc("frappe.client.get_list", doctype=doctype, fields=json.loads(fields)),
				rpc("frappe.desk.reportview.get", doctype=doctype, fields=fields),
				rpc(
					"frappe.desk.reportview.export_query",
					doctype=doctype,
					fields=fields,
					file_format_type="CSV",
				),
				rpc("frappe.client.get_value", doctype=doctype, fieldname=field, filters="{}"),
			):
				check(officer, way)
		probing = [[f"{link}.{column}", "like", f"%{HIDDEN}%"]]
		for key, value in (
			("filters", probing),
			("order_by", f"{link}.{column}"),
			("group_by", f"{link}.{column}"),
		):
			answer = officer.get(f"/api/resource/{doctype}", {key: value})
			assert answer.status_code == 403, (key, answer.text)
	for way in (
		("GET", "/api/resource/Talk Matter/LK1-M", {"expand_links": 1}),
		("GET", "/api/resource/Talk Matter", {"fields": '["session"]', "expand": '["session"]'}),
		rpc("frappe.desk.form.load.getdoc", doctype="Talk Matter", name="LK1-M"),
		rpc("frappe.desk.form.load.getdoc", doctype="Referral Slip", name="LKP-R"),
	):
		assert (
			"LK1-M" in check(officer, way) or "LKP-R" in check(officer, way) or "LK2-S" in check(officer, way)
		)


def test_charts_and_cards(officer: Rest) -> None:
	chart = {
		"document_type": "Talk Matter",
		"chart_type": "Group By",
		"group_by_based_on": "subject",
		"group_by_type": "Count",
		"filters_json": "[]",
		"name": "x",
	}
	get = "frappe.desk.doctype.dashboard_chart.dashboard_chart.get"
	check(officer, rpc(get, chart=json.dumps(chart), no_cache=1, filters="[]"))
	heat = {**chart, "type": "Heatmap", "chart_type": "Count", "based_on": "creation"}
	answer = officer.post(
		f"/api/method/{get}", {"chart": json.dumps(heat), "filters": "[]", "heatmap_year": 2026}
	)
	assert answer.status_code == 403
	card = {"document_type": "Talk Matter", "function": "Count", "name": "x"}
	named = json.dumps([["Talk Matter", "name", "like", "LK%"]])
	answer = officer.post(
		"/api/method/frappe.desk.doctype.number_card.number_card.get_result",
		{"doc": json.dumps(card), "filters": named},
	)
	assert answer.json()["message"] == 1
	states = {"doctype": "Talk Matter", "workflow_state_field": "workflow_state", "states": "[]"}
	count = "/api/method/frappe.workflow.doctype.workflow.workflow.get_workflow_state_count"
	assert officer.post(count, states).status_code == 403


def test_files_of_others(officer: Rest) -> None:
	file = frappe.get_doc("File", {"file_name": ("like", "LK2-M-%")})
	own = frappe.get_doc("File", {"file_name": ("like", "LK1-M-%")})
	assert f"{OWN} file" in officer.get(own.file_url).text
	assert officer.get(file.file_url).status_code == 403
	for way in (
		("GET", "/api/method/download_file", {"file_url": file.file_url}),
		("GET", f"/api/resource/File/{file.name}", {}),
		rpc("frappe.core.api.file.get_files_by_search_text", text="LK2"),
		rpc("frappe.core.api.file.get_files_in_folder", folder="Home/Attachments", page_length=500),
		rpc("frappe.core.api.file.get_attached_images", doctype="Talk Matter", names='["LK2-M"]'),
		rpc(
			"frappe.utils.file_manager.add_attachments",
			doctype="Talk Matter",
			name="LK1-M",
			attachments=[file.name],
		),
		rpc("frappe.core.api.file.zip_files", files=json.dumps([{"name": file.name}])),
	):
		check(officer, way)
	# a record of one's own that names the address of the stored file
	stolen = {"file_url": file.file_url, "is_private": 1, "file_name": "mine.txt"}
	assert officer.post("/api/resource/File", stolen).status_code == 403
	assert (
		officer.post(
			"/api/method/upload_file", {**stolen, "doctype": "Talk Matter", "docname": "LK1-M"}
		).status_code
		== 403
	)
	assert officer.get(file.file_url).status_code == 403


def test_files_are_attached_to_own_documents_and_private(officer: Rest) -> None:
	def upload(name: str, private: int) -> int:
		data = {"doctype": "Talk Matter", "docname": name, "is_private": private}
		files = {"file": ("scan.txt", f"{name} {private}".encode())}
		return officer.call("POST", "/api/method/upload_file", data=data, files=files).status_code

	assert upload("LK1-M", 1) == 200
	assert upload("LK2-M", 1) == 403
	assert upload("LK1-M", 0) == 403
	record = {"attached_to_doctype": "Talk Matter", "attached_to_name": "LK2-M", "is_private": 1}
	answer = officer.post("/api/resource/File", {**record, "file_name": "x.txt", "content": "x"})
	assert answer.status_code == 403


def test_global_search_and_exports(officer: Rest, system_manager: Rest) -> None:
	for session in (officer, system_manager):
		for way in (
			rpc("frappe.utils.global_search.search", text="HIDDENWORD*", limit=50),
			rpc("frappe.utils.global_search.search", text="LK2-M", limit=50, doctype="Talk Matter"),
			rpc("frappe.desk.doctype.tag.tag.get_documents_for_tag", tag=HIDDEN),
			rpc(
				"frappe.core.doctype.data_export.exporter.export_data",
				doctype="Talk Matter",
				with_data=1,
				file_type="CSV",
				select_columns=json.dumps({"Talk Matter": ["name", "subject", "content"]}),
				filters="[]",
				export_without_column_meta=1,
			),
			rpc(
				"frappe.core.doctype.data_import.data_import.download_template",
				doctype="Talk Matter",
				export_fields=json.dumps({"Talk Matter": ["name", "subject", "content"]}),
				export_records="all",
				export_filters="{}",
				file_type="CSV",
			),
			rpc(
				"frappe.desk.calendar.get_events",
				doctype="Talk Session",
				start="2000-01-01",
				end="2100-01-01",
				field_map=json.dumps(
					{"start": "planned_start", "end": "planned_end", "id": "name", "title": "title"}
				),
			),
			rpc(
				"frappe.desk.form.utils.get_next",
				doctype="Talk Matter",
				value="LK1-M",
				prev=0,
				sort_field="name",
			),
			rpc(
				"frappe.desk.form.utils.get_next",
				doctype="Talk Matter",
				value="LK1-M",
				prev=1,
				sort_field="name",
			),
			rpc(
				"frappe.desk.notifications.get_open_count",
				doctype="Talk Matter",
				name="LK2-M",
				items='["Referral Slip"]',
			),
			rpc(
				"frappe.desk.query_report.get_data_for_custom_field",
				doctype="Talk Matter",
				field="content",
				names='["LK2-M"]',
			),
			rpc("frappe.desk.treeview.get_children", doctype="Talk Matter", parent=""),
		):
			check(session, way)


def test_links_of_ones_own_open_nothing(officer: Rest, ground: frappe._dict) -> None:
	new = {"subject": "x", "content": "x", "unit": ground.a1, "channel": "Telephone"}
	refused = [
		("/api/resource/Talk Matter", {**new, "session": "LK2-S"}),
		("/api/resource/Talk Matter", {**new, "merged_into": "LK2-M"}),
		(
			"/api/resource/Referral Slip",
			{
				"subject": "x",
				"request": "x",
				"matter": "LK2-M",
				"sender_unit": ground.a1,
				"receiver_unit": ground.b,
			},
		),
		(
			"/api/resource/Public Evaluation",
			{"reference_doctype": "Talk Matter", "reference_name": "LK2-M", "kind": "Single"},
		),
		("/api/resource/Talk Matter", {**new, "unit": ground.a2}),
	]
	for path, values in refused:
		answer = officer.post(path, values)
		assert answer.status_code == 403, (values, answer.text)
		assert HIDDEN not in answer.text
	assert officer.put("/api/resource/Talk Matter/LK1-M", {"unit": ground.b}).status_code == 403


def test_moving_a_unit_closes_the_web_interface_at_once(
	officer: Rest, ground: frappe._dict, make_user: Callable[..., str], rest: Callable[[str], Rest]
) -> None:
	group = rest(make_user("Unit Officer", unit=ground.a))
	path = "/api/resource/Talk Matter/LK2-M"
	assert group.get(path).status_code == 200
	move(ground.a2, ground.b)
	try:
		assert group.get(path).status_code == 403
		assert HIDDEN not in group.get("/api/resource/Talk Matter", {"fields": ["subject"]}).text
	finally:
		move(ground.a2, ground.a)
	assert group.get(path).status_code == 200


def move(unit: str, parent: str) -> None:
	doc = frappe.get_doc("Health Unit", unit)
	doc.parent_health_unit = parent
	doc.save()
	frappe.db.commit()
