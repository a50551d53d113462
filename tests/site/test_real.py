"""The demo county and real messages on a site of their own: some minutes, because a whole year is played."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.bench import BareSite
from tools.paths import APP, ROOT

DATA = ROOT.parent / "shared" / "data"
# the statuses of the three flows (design §3)
STATUSES = {"Talk Session": 6, "Talk Matter": 10, "Referral Slip": 8}


def last_json(output: str) -> dict[str, Any]:
	"""The line of JSON of a command: other words may stand before it."""
	return json.loads(next(line for line in reversed(output.splitlines()) if line.startswith("{")))


@pytest.mark.long
def test_county_and_messages_go_through_the_services(bare_site: BareSite, tmp_path: Path) -> None:
	"""Every status is there, the log holds, a second run changes nothing; 58 accepted, 100 answered."""
	bare_site.run("install-app", APP)
	first = last_json(bare_site.run("healthtalk", "demo", "--json"))
	for doctype, number in STATUSES.items():
		found = first["counts"][f"{doctype} by status"]
		assert len(found) == number
		assert all(found.values()), found
	assert 250 <= first["counts"]["Talk Matter"] <= 400
	assert "0 differences." in bare_site.run("healthtalk", "rebuild", "--check")

	again = last_json(bare_site.run("healthtalk", "demo", "--json"))
	assert again["counts"] == first["counts"]
	assert not again["loaded"]

	if not DATA.exists():
		pytest.skip("the published messages (../shared/data) are not here; the county itself was checked")
	words = ("healthtalk", "real", "--json", "--data", str(DATA), "--out", str(tmp_path))
	real = last_json(bare_site.run(*words))
	assert (real["counts"]["messages"], real["counts"]["imported"], real["counts"]["replied"]) == (
		158,
		158,
		100,
	)
	assert sorted({row["status"] for row in real["rows"]}) == ["Accepted", "Replied"]
	assert all(not row["due"] for row in real["rows"] if "〔2014〕" in row["number"])
	assert len(list(tmp_path.glob("*.pdf"))) == 10
	assert {name.partition("-")[2] for name in real["printed"]} == {"答复单.pdf", "流程图.pdf"}
	assert real["kept_open"]
	# replies of years ago: the daily sweep leaves them as they are
	bare_site.run("execute", "healthtalk_app.services.clockwork.sweep.auto_close")

	twice = last_json(bare_site.run(*words))
	assert (twice["counts"]["imported"], twice["counts"]["steps"], twice["printed"]) == (0, 0, [])
	assert twice["counts"]["replied"] == 100
	assert "0 differences." in bare_site.run("healthtalk", "rebuild", "--check")
