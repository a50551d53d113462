"""The ground under the browser tests: a user reaches the Chinese desk, also on a telephone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.desk import Desk


@pytest.mark.parametrize("device", ["desktop", "telephone"])
def test_a_user_reaches_the_desk_in_chinese(
	device: str, make_user: Callable[..., str], sign_in: Callable[..., Desk]
) -> None:
	desk = sign_in(make_user("Employee"), device)
	desk.go("note")
	assert desk.page.evaluate("frappe.boot.lang") == "zh"
	width = desk.page.evaluate("window.innerWidth")
	assert width == {"desktop": 1366, "telephone": 390}[device]
