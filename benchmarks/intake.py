"""Import of messages beside the platform's Data Import of the same rows (issue 3).

	cd SITES && python …/benchmarks/intake.py --site NAME [--rows 1000] [--json]

The messages are as long as those that a county's portal published, texts of 325 and replies of 364
characters in the mean, and no two of them are alike. Ours makes matters with parties, clocks, all steps to
the reply and a result for each row; the other inserts matters as they were raised, with event and clocks, and
sends no notices. Reading the file is counted on both sides. A small file goes first and is not counted. What
was made is removed.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import frappe

from benchmarks.figure import Figure, tell

MARK, FOLDER = "BENCH-", "healthtalk-benchmark-"
HEADINGS = ("留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "答复意见", "答复时间")
FIELDS = ("source_number", "raiser_name", "subject", "raised_at", "content", "reply")
FIXED = {"channel": "Website Letter", "regime": "Talk", "identity_level": "Named"}
WORDS = "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里"
LENGTH, REPLY = 325, 364
WARMING, TENTH = 60, 0.1
# of each table, the field that names the matter and the one that says it is a matter's
ROWS_OF_A_MATTER = (
	("Case Event", "reference_name", "reference_doctype"),
	("Case Clock", "parent", "parenttype"),
	("Case Party", "parent", "parenttype"),
	("Protected Identity", "reference_name", "reference_doctype"),
	("Document Number", "reference_name", "reference_doctype"),
	("Version", "docname", "ref_doctype"),
)


def messages(rows: int, drawn: random.Random) -> list[tuple[object, ...]]:
	"""Messages with replies, of the fields of `HEADINGS`; lengths are spread as lengths of letters are."""

	def text(mean: int) -> str:
		return "".join(drawn.choices(WORDS, k=max(20, min(3000, int(drawn.expovariate(1 / mean))))))

	found = []
	for _row in range(rows):
		at = datetime(2026, 3, 2, 9) + timedelta(minutes=drawn.randrange(100_000))
		number = f"{MARK}{drawn.randrange(10**12):012d}"
		replied = at + timedelta(days=drawn.randrange(1, 20))
		user = f"A{drawn.randrange(10**8):08d}"
		found.append((number, user, text(20)[:40], str(at), text(LENGTH), text(REPLY), str(replied)))
	return found


def ours(rows: list[tuple[object, ...]], folder: Path) -> float:
	"""Seconds of an import."""
	from healthtalk_app.services.importing import run

	path = folder / f"{len(rows)}.xlsx"
	path.write_bytes(workbook([HEADINGS, *rows]))
	begun = time.perf_counter()
	result = run.from_path(path, "public-messages")
	spent = time.perf_counter() - begun
	if result["created"] != len(rows):
		raise SystemExit(f"{result['created']} of {len(rows)} rows were imported")
	return spent


def theirs(rows: list[tuple[object, ...]]) -> float:
	"""Seconds of a Data Import."""
	from frappe.core.doctype.data_import.data_import import start_import

	from healthtalk_app.services.notifying import notices

	table = [[*FIXED, *FIELDS], *([*FIXED.values(), *row[: len(FIELDS)]] for row in rows)]
	name = f"{frappe.generate_hash(length=10)}.xlsx"
	file = frappe.get_doc(doctype="File", file_name=name, content=workbook(table), is_private=1).insert()
	work = frappe.get_doc(
		doctype="Data Import",
		reference_doctype="Talk Matter",
		import_type="Insert New Records",
		import_file=file.file_url,
		mute_emails=1,
	).insert()
	frappe.db.commit()
	begun = time.perf_counter()
	with notices.muted():
		start_import(work.name)
	spent = time.perf_counter() - begun
	made = frappe.db.count("Talk Matter", {"source_number": ("in", [row[0] for row in rows])})
	frappe.db.delete("Data Import Log", {"data_import": work.name})
	frappe.delete_doc("Data Import", work.name, force=True)
	frappe.delete_doc("File", file.name, force=True)
	if made != len(rows):
		raise SystemExit(f"{made} of {len(rows)} rows were taken by Data Import")
	return spent


def workbook(table: list[tuple[object, ...]]) -> bytes:
	from frappe.utils.xlsxutils import make_xlsx

	return make_xlsx(table, "Data Import Template").getvalue()


def clear(since: datetime | None = None) -> None:
	"""Remove what was made, or what was made since then, which takes no look at all other matters."""
	made = {"source_number": ("like", f"{MARK}%"), **({"modified": (">=", since)} if since else {})}
	if names := frappe.get_all("Talk Matter", made, pluck="name"):
		for doctype, field, kind in ROWS_OF_A_MATTER:
			frappe.db.delete(doctype, {kind: "Talk Matter", field: ("in", names)})
		frappe.db.delete("Talk Matter", {"name": ("in", names)})
	runs = frappe.get_all("Background Run", {"source_path": ("like", f"%{FOLDER}%")}, pluck="name")
	for run in runs:
		frappe.db.delete("Import Row", {"run": run})
		frappe.db.delete("Background Run", {"name": run})
	frappe.db.commit()


def measure(rows: int) -> Iterator[Figure]:
	"""Seconds a row of both, one after the other, the small file first."""
	frappe.set_user("Administrator")
	drawn = random.Random(7)
	clear()
	with tempfile.TemporaryDirectory(prefix=FOLDER) as folder:
		spent = []
		for many in (WARMING, rows):
			begun = frappe.utils.now_datetime()
			spent = [ours(messages(many, drawn), Path(folder)), theirs(messages(many, drawn))]
			clear(begun)
	yield Figure(
		"importing a message", spent[0] / rows, "s", "Data Import of a matter", spent[1] / rows, TENTH
	)


def main() -> None:
	"""Command line."""
	parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
	parser.add_argument("--site", required=True)
	parser.add_argument("--rows", type=int, default=1_000)
	parser.add_argument("--json", action="store_true", help="one line of JSON")
	given = parser.parse_args()
	frappe.init(given.site, sites_path=os.getcwd())
	frappe.connect()
	try:
		tell(measure(given.rows), given.json)
	finally:
		frappe.destroy()


if __name__ == "__main__":
	main()
