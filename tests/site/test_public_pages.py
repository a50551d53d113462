"""Where the codes of a receipt lead until the public pages open: a plain page that tells nothing."""

from __future__ import annotations

import frappe
import pytest
import requests


@pytest.mark.parametrize(
	("path", "service"), [("/healthtalk/track", "网上查询尚未开通"), ("/healthtalk/rate", "网上评价尚未开通")]
)
def test_a_guest_is_told_that_the_service_is_not_open(url: str, path: str, service: str) -> None:
	code = "7K3M-QX9T-2HRD-WWWW"
	answer = requests.get(url + path, params={"code": code}, timeout=60)
	assert answer.status_code == 200
	assert service in answer.text
	assert code not in answer.text


def test_the_page_needs_nothing_from_elsewhere(url: str) -> None:
	text = requests.get(url + "/healthtalk/track", timeout=60).text
	assert "<script" not in text
	assert "src=" not in text
	assert "viewport" in text


def test_the_supervision_telephone_comes_from_the_settings() -> None:
	frappe.db.set_single_value("Healthtalk Settings", "service_phone", "0574-00000000")
	page = frappe.get_attr("healthtalk_app.www.healthtalk.track.describe")("查询", "查询")
	assert page["phone"] == "0574-00000000"
