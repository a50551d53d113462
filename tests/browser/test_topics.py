"""Similar matters and hot topics by clicking: merge a duplicate, open a governance task (issue 4, 8)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import frappe
import pytest
from playwright.sync_api import expect

from healthtalk_app.services.opinion import hot_topics
from healthtalk_app.tests import factories
from tests.bench import settings_kept, share
from tests.browser.desk import Desk
from tests.browser.forms import Form

LETTERS = (
	("东门小区停水", "东门小区三号楼停水两天了，没有通知"),
	("反映东门小区停水无通知", "我们东门小区停水，打电话没人接"),
	("请求解决东门小区停水问题", "东门小区又停水了，没有通知，老人没法做饭"),
)


@pytest.fixture
def county(site: str) -> Iterator[frappe._dict]:
	"""A county of its own; the settings are put back afterwards."""
	with settings_kept("bureau_unit", "calendar"):
		made = factories.county("TOPIC")
		frappe.db.set_value("Health Unit", made.a1, {"unit_name": "东门分院", "short_name": "东门"})
		share()
		yield made
		# the next device finds a topic and similar matters of its own
		frappe.db.delete("Hot Topic")
		gone = {"status": "Withdrawn", "raised_at": "2020-01-01"}
		frappe.db.set_value("Talk Matter", {"unit": made.a1}, gone)
		share()


@pytest.mark.parametrize("device", ["desktop", "telephone"])
def test_a_duplicate_is_merged_and_a_topic_gets_its_task(
	device: str, county: frappe._dict, make_user: Callable[..., str], sign_in: Callable[..., Desk]
) -> None:
	yesterday = datetime.now() - timedelta(days=1)
	names = [
		factories.matter(subject=subject, content=content, unit=county.a1, raised_at=yesterday).name
		for subject, content in LETTERS
	]
	list(hot_topics.search(hot_topics.Window(datetime.now(), 30), 3))
	topic = frappe.db.get_value(
		"Hot Topic", {"unit": ("is", "not set"), "status": "Current"}, order_by="creation desc"
	)
	frappe.db.commit()
	desk = sign_in(make_user("Unit Officer", unit=county.bureau), device)
	desk.go(f"hot-topic/{topic}")
	# the first page of a window is slow; from here on answers are expected sooner
	form = Form(desk)
	desk.page.wait_for_function("(name) => cur_frm?.docname === name", arg=topic)
	form.settle()
	offered = desk.page.locator(".page-container:visible :is(button, .dropdown-item)").filter(
		has_text="开展未诉先办"
	)
	if not offered.locator("visible=true").count():
		desk.page.locator(".page-container:visible .menu-btn-group:visible button").first.click()
	offered.locator("visible=true").first.click()
	desk.page.locator(".modal.show.ht-dialog").wait_for()
	form.fill(lead_unit="东门分院", what="查明停水原因，换新管道。")
	desk.page.locator(".modal.show .btn-primary:visible").click()
	form.wait_for("Talk Matter")
	governed = desk.page.locator(".page-container:visible .ht-similar details").filter(
		has_text="本任务关联的事项"
	)
	expect(governed.locator("li")).to_have_count(3)

	form.follow("Talk Matter", names[0])
	similar = desk.page.locator(".page-container:visible .ht-similar details").filter(has_text="相似事项")
	if device == "telephone":
		similar.locator("summary").click()
	expect(similar.locator("li")).to_have_count(2)
	similar.locator(f'[data-merge="{names[1]}"]').click()
	desk.page.locator(".modal.show .btn-primary:visible").click()
	desk.page.wait_for_function("() => cur_frm.doc.status === 'Merged'")
	frappe.db.rollback()
	assert frappe.db.get_value("Talk Matter", names[0], "merged_into") == names[1]
	assert frappe.db.get_value("Talk Matter", names[2], "status") == "Raised"
