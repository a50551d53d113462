"""The import as a process that may be killed, and its endpoints as role users reach them."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import frappe
import pytest

from tests.site.county import County, county_of
from tests.site.killed import finish, kill_when, take_out_of_the_queue
from tests.site.rest import Rest

ROWS = 1600
PROFILE = "public-messages"
HEADINGS = ("留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "答复意见", "答复时间")


@pytest.fixture
def county(make_user: Callable[..., str], rest: Callable[[str], Rest]) -> Iterator[County]:
	with county_of(make_user, rest, "IMPORT") as made:
		frappe.db.commit()
		yield made


def invented(path: Path, marker: str) -> Path:
	"""A file of invented messages, every third about fees, every second answered."""
	with path.open("w", encoding="utf-8", newline="") as file:
		out = csv.writer(file)
		out.writerow(HEADINGS)
		for at in range(ROWS):
			subject = "医院乱收费的问题" if at % 3 == 0 else "路灯不亮的问题"
			reply = ("已核实处理。", "2021-03-09 10:00:00") if at % 2 == 0 else ("", "")
			user, text = f"{marker}用户{at}", f"这是{marker}的第{at}封来信，请予处理。" + f"{at * 7919}" * 4
			raised = f"2021-03-0{1 + at % 5} 09:{at % 60:02d}"
			out.writerow((f"{marker}-{at}", user, subject, raised, text, *reply))
	return path


def words(path: Path) -> tuple[str, ...]:
	return "healthtalk", "import", str(path), "--profile", PROFILE, "--json"


def imported(path: Path) -> dict[str, Any]:
	return json.loads(finish(*words(path)).strip().splitlines()[-1])


def run_of(path: Path) -> Any:
	frappe.db.rollback()
	fields = ["name", "status", "rows_done", "chunks_done", "chunk_size"]
	found = frappe.get_all("Background Run", {"source_path": str(path)}, fields)
	return found[0] if found else frappe._dict(rows_done=0)


@pytest.mark.fault(
	"worker killed in an import",
	"kill -9 after the first chunk of 1600 rows, run again, and once more",
	"1600 matters, each once, numbers unique",
)
def test_killed_half_way_it_goes_on_with_nothing_doubled_or_missing(county: County, tmp_path: Path) -> None:
	path = invented(tmp_path / "来信.csv", frappe.generate_hash(length=6))
	kill_when(lambda: run_of(path).rows_done, *words(path))

	broken = run_of(path)
	assert broken.status == "Running" and 0 < broken.rows_done < ROWS
	made = frappe.get_all("Talk Matter", {"source_run": broken.name}, pluck="source_key")
	assert len(made) == broken.rows_done == broken.chunks_done * broken.chunk_size

	whole = imported(path)
	assert whole["run"] == broken.name
	assert (whole["read"], whole["created"], len(whole["rows"])) == (ROWS, ROWS, ROWS)
	assert [row["row"] for row in whole["rows"]] == list(range(2, ROWS + 2))
	frappe.db.rollback()
	names = frappe.get_all("Talk Matter", {"source_run": broken.name}, pluck="name")
	assert sorted(names) == sorted(row["matter"] for row in whole["rows"])
	from healthtalk_app.services.records import rebuild  # needs a site: not before the fixture

	assert [d for d in rebuild.check("Talk Matter") if d.name in set(names)] == []
	register = frappe.get_all("Document Number", {"reference_name": ("in", names)}, ["sequence", "number"])
	numbered = {"source_run": broken.name, "number": ("is", "set")}
	accepted = frappe.get_all("Talk Matter", numbered, pluck="number")
	assert sorted(row.number for row in register) == sorted(accepted)
	assert len(set(accepted)) == len(accepted)

	again = imported(path)
	assert (again["read"], again["created"], again["updated"], again["duplicates"]) == (ROWS, 0, 0, ROWS)


def upload(who: Rest, path: Path) -> str:
	with path.open("rb") as file:
		answer = who.call(
			"POST", "/api/method/upload_file", files={"file": (path.name, file)}, data={"is_private": "1"}
		)
	assert answer.ok, answer.text
	return answer.json()["message"]["file_url"]


def test_an_administrator_starts_a_run_and_takes_its_results(county: County, tmp_path: Path) -> None:
	administrator = county.user("Healthtalk Administrator", "bureau")
	officer = county.user("Unit Officer", "bureau")
	path = tmp_path / f"{frappe.generate_hash(length=6)}.csv"
	whole = (path.stem, "张三", "医院乱收费", "2021-03-01", "请查处。", "", "")
	lines = (HEADINGS, whole, ("", "", "", "", "=1", "", ""))
	path.write_text("\n".join(",".join(line) for line in lines), encoding="utf-8")

	start = "/api/method/healthtalk_app.api.intake.start"
	refused = officer.post(start, {"profile": PROFILE, "file_url": upload(officer, path)})
	assert refused.status_code == 403
	# a file that somebody else has uploaded is not taken
	others = administrator.post(start, {"profile": PROFILE, "file_url": "/private/files/none.csv"})
	assert others.status_code == 404
	answer = administrator.post(start, {"profile": PROFILE, "file_url": upload(administrator, path)})
	assert answer.ok, answer.text
	run = answer.json()["message"]
	take_out_of_the_queue(run)
	from healthtalk_app.services.importing import run as importing

	importing.work(run)
	frappe.set_user("Administrator")

	results = "/api/method/healthtalk_app.api.intake.results"
	table = administrator.get(results, {"run": run})
	assert table.ok
	rows = list(csv.reader(table.content.decode("utf-8-sig").splitlines()))
	assert len(rows) == 3 and rows[1][1] == path.stem and rows[2][3] == ""
	assert officer.get(results, {"run": run}).status_code == 403
	for doctype in ("Background Run", "Import Row"):
		assert administrator.get(f"/api/resource/{doctype}").ok
		assert officer.get(f"/api/resource/{doctype}").status_code == 403
		assert administrator.post(f"/api/resource/{doctype}", {"title": "x"}).status_code == 403
