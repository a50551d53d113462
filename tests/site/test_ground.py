"""The ground under the site tests: the site is Chinese, users can log in, what a test writes goes away."""

from __future__ import annotations

from collections.abc import Callable

import frappe

from tests.site.rest import Rest, sentences


def test_the_site_was_set_up_in_chinese() -> None:
	settings = frappe.get_single("System Settings")
	assert (settings.language, settings.country, settings.time_zone) == ("zh", "China", "Asia/Shanghai")
	assert set(frappe.get_installed_apps()) == {"frappe", "erpnext", "healthtalk_app"}


def test_what_is_written_in_the_process_is_rolled_back_even_after_a_commit() -> None:
	frappe.get_doc({"doctype": "Note", "title": "rolled back"}).insert()
	frappe.db.commit()
	frappe.db.rollback()
	assert not frappe.db.exists("Note", {"title": "rolled back"})


def test_a_user_logs_in_and_sends_the_token(
	make_user: Callable[..., str], rest: Callable[[str], Rest]
) -> None:
	user = make_user("Employee")
	session = rest(user)
	assert session.get("/api/method/frappe.auth.get_logged_user").json()["message"] == user
	assert session.post("/api/resource/Note", {"title": "token"}).ok


def test_a_refusal_comes_with_its_sentence(
	make_user: Callable[..., str], rest: Callable[[str], Rest]
) -> None:
	answer = rest(make_user("Employee")).post("/api/resource/Role", {"role_name": "Self-made"})
	assert answer.status_code == 403
	assert sentences(answer)


def test_the_server_sees_what_a_test_wrote_and_the_other_way_round(
	make_user: Callable[..., str], rest: Callable[[str], Rest]
) -> None:
	note = frappe.get_doc({"doctype": "Note", "title": "shared", "public": 1}).insert()
	session = rest("Administrator")
	assert session.get(f"/api/resource/Note/{note.name}").json()["data"]["title"] == "shared"
	session.put(f"/api/resource/Note/{note.name}", {"title": "changed"})
	assert frappe.db.get_value("Note", note.name, "title") == "changed"
