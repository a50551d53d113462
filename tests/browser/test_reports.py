"""The reports and the figures of the workspace in a browser: what a reader sees, and where a click leads."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, quote, urlparse

import frappe
import pytest

from healthtalk_app.tests import figures_county
from tests.bench import settings_kept, share
from tests.browser.desk import Desk

PERIOD = "from_date=2025-01-01&to_date=2025-03-31"
REPORTS = (
	"Matter Timeliness",
	"Five Qualities",
	"Unit League Table",
	"Matter Ledger",
	"Referral Slip Tracking",
	"Talk Frequency Compliance",
)
ROWS = ".dt-scrollable .dt-row"


@pytest.fixture
def county(site: str) -> Iterator[frappe._dict]:
	"""The county of the figures, committed for the web server; the settings are put back afterwards."""
	with settings_kept("bureau_unit", "calendar"):
		# a county for each test: what was committed stays until the run ends
		made = figures_county.make(f"FIG{secrets.token_hex(2).upper()}")
		share()
		yield made


def open_report(desk: Desk, name: str, query: str) -> None:
	desk.go(f"query-report/{quote(name)}?{query}")
	desk.page.wait_for_function("() => frappe.query_report && frappe.query_report.data")
	desk.settle()


@pytest.mark.parametrize("device", ["desktop", "telephone"])
def test_figures_lead_to_their_rows(
	device: str, county: frappe._dict, make_user: Callable[..., str], sign_in: Callable[..., Desk]
) -> None:
	desk = sign_in(make_user("Healthtalk Administrator", unit=county.bureau), device)
	for name in REPORTS:
		open_report(desk, name, f"{PERIOD}&health_unit={county.bureau}")
		desk.page.locator(ROWS).first.wait_for()
		assert desk.page.locator(".report-summary .summary-item").count(), name
		assert not desk.page.locator(".modal.show").count(), name
	open_report(desk, "Unit League Table", f"{PERIOD}&health_unit={county.a1}&only_own=1")
	# 2 of 4 matters of A1 were answered in time, and the link of the rate shows these four
	address = desk.page.locator(f"{ROWS} a[href*='figure=response_rate']").first.get_attribute("href")
	query = {key: values[0] for key, values in parse_qs(urlparse(address).query).items()}
	assert query["health_unit"] == county.a1 and query["from_date"] == "2025-01-01"
	open_report(desk, "Matter Ledger", urlparse(address).query)
	names = desk.page.evaluate("() => frappe.query_report.data.map((row) => row.name)")
	assert set(names) == {county.matters[key] for key in ("kept", "late", "silent", "passed_on")}


def test_a_rate_of_nothing_is_a_dash(
	county: frappe._dict, make_user: Callable[..., str], sign_in: Callable[..., Desk]
) -> None:
	desk = sign_in(make_user("Unit Officer", unit=county.b1))
	open_report(desk, "Unit League Table", PERIOD)
	row = desk.page.locator(ROWS).first
	row.wait_for()
	assert "—" in row.inner_text() and "0%" not in row.inner_text()


def test_the_workspace_shows_cards_and_charts(
	county: frappe._dict, make_user: Callable[..., str], sign_in: Callable[..., Desk]
) -> None:
	desk = sign_in(make_user("Unit Officer", unit=county.a1))
	desk.go("health-talk")
	cards = desk.page.locator(".number-widget-box .number")
	cards.nth(5).wait_for()
	# nothing was raised this year: numbers are nought, rates do not exist
	assert [text.strip() for text in cards.all_inner_texts()] == ["0", "0", "0", "—", "—", "—"]
	desk.page.locator(
		".dashboard-widget-box svg, .dashboard-widget-box .chart-loading-state"
	).first.wait_for()
	assert desk.page.locator(".dashboard-widget-box").count() == 2
