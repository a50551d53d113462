"""An opinion incident by clicking, from its discovery to its review (E4)."""

from __future__ import annotations

from collections.abc import Callable

import frappe
import pytest

from tests.browser.desk import Desk
from tests.browser.forms import Form

DEVICES = pytest.mark.parametrize("device", ["desktop", "telephone"])


@DEVICES
def test_an_incident_from_its_discovery_to_its_review(
	device: str, named_county: frappe._dict, make_user: Callable[..., str], sign_in: Callable[..., Desk]
) -> None:
	form = Form(sign_in(make_user("Unit Officer", unit=named_county.a1), device))
	form.new("opinion-incident")
	assert form.value("unit") == named_county.a1
	form.fill(subject="病区关闭视频", summary="视频称病区因感染关闭。")
	form.save()
	form.wait_for("Opinion Incident")

	form.step("Judge", level="Major", judgement="病区关闭是为了消毒，并非感染。")
	assert form.value("information_due_at") and form.value("conference_due_at")
	form.step("Report", report_how="Telephone")
	assert form.value("reported_to") == named_county.a
	release = {
		"release_medium": "Government Website",
		"release_title": "关于病区关闭的情况说明",
		"release_text": "病区将于周六恢复。",
	}
	form.step("Release", release_kind="Authoritative Information", spokesperson="王发言", **release)
	assert (form.status(), form.value("information_on_time")) == ("Released", "On Time")
	form.use("incident_release", release_kind="Press Conference", **release)
	assert [row["spokesperson"] for row in form.value("releases")] == ["王发言", "王发言"]
	form.step("Close", review="停诊前须先公告。")
	assert (form.status(), form.value("conference_on_time")) == ("Closed", "On Time")
