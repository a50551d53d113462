"""Every word that a user can meet has its Chinese in translations/zh.csv, and nothing there is stale.

The platform's own extraction leaves out workflow states, actions and shipped records: they are added here.
"""

from __future__ import annotations

import ast
import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

APP = Path(__file__).resolve().parent.parent / "healthtalk_app"
MODULE = APP / "healthtalk_app"
SHIPPED = APP / "fixtures" / "shipped"
ANY = "*"
# words of the platform itself, which its own translations hold
PLATFORM = frozenset(
	(
		"Administration",
		"Calendar",
		"Disabled",
		"Enabled",
		"Fixed",
		"Holiday List",
		"List",
		"Loading...",
		"Not Permitted",
		"Not Saved",
		"Note",
		"Optional",
		"Refresh",
		"Time",
		"User",
		"Workflow",
		"Year",
	)
)
# tables of words in the code that are translated where they are shown
TABLES = {
	APP / "services" / "steps" / "panel.py": ("EVENT_WORDS", "RINGS"),
	APP / "metrics" / "today.py": ("GROUPS",),
	APP / "services" / "voice" / "public_view.py": ("WORDS",),
	APP / "services" / "records" / "personal_data.py": ("GROUNDS",),
	APP / "api" / "partner_requests.py": ("SENTENCES", "FAILURES"),
	APP / "services" / "disputes" / "dispute.py": ("FACILITIES",),
	APP / "services" / "accountability" / "record.py": ("FACILITIES",),
	APP / "services" / "campaigns" / "campaign.py": ("FACILITIES",),
	MODULE / "report" / "returned_figures" / "returned_figures.py": ("GROUPS",),
	APP / "services" / "opinion" / "incident.py": ("FACILITIES",),
	APP / "services" / "commitments" / "commitment.py": ("FACILITIES",),
	APP / "services" / "appraisals" / "appraisal.py": ("FACILITIES",),
	APP / "services" / "commendations" / "commendation.py": ("FACILITIES",),
	APP / "services" / "ethics" / "sheet.py": ("REASONS",),
	APP / "services" / "petitions" / "petition.py": ("FACILITIES",),
	APP / "services" / "petitions" / "recusal.py": ("FACILITIES",),
	**{
		APP / "metrics" / f"{family}.py": (
			*("METRICS", "LABELS", "RINGS", "LEFT", "HELD", "ISSUED", "ORDERED"),
			*(
				"RAISED",
				"ACCEPTED",
				"ANSWERED",
				"RATED",
				"PUBLISHED",
				"EVALUATED",
				"BALLOT_LABELS",
				"MATTER_LABELS",
				"RESPONSE_DUE",
				"RESOLUTION_DUE",
				"APPLIED",
				"DECIDED",
				"PROPOSED",
				"DUE",
				"ENDED",
				"PUBLISHED",
				"COUNTED",
				"APPRAISED",
			),
		)
		for family in (
			"accountability",
			"appraisals",
			"rectifications",
			"matters",
			"rings",
			"slips",
			"talks",
			"quality",
			"disputes",
			"evaluations",
			"demerits",
			"submissions",
			"petitions",
			"incidents",
			"campaigns",
			"surveys",
			"commitments",
			"study",
			"publicity",
			"coverage",
			"inspections",
		)
	},
	MODULE / "report" / "five_qualities" / "five_qualities.py": ("LABELS",),
}
CALL = re.compile(
	r"""\b__\(\s*(?P<quote>["'`])(?P<text>(?:\\.|(?!(?P=quote)).)*)(?P=quote)(?=(?P<rest>[^;]{0,200}))""",
	re.S,
)
CONTEXT = re.compile(r"""^\s*,\s*(?:null|\[[^\]]*\])\s*,\s*(?:["'](?P<context>[^"']+)["']|\w)""")


class Word(NamedTuple):
	"""A text of the source; `context` is a DocType, None for no context, or `ANY`."""

	text: str
	context: str | None
	where: str


def is_english(text: str | None) -> bool:
	"""Whether a text holds a word to translate, placeholders aside."""
	return bool(text) and bool(re.search(r"[A-Za-z]", re.sub(r"\{\d*\}", "", text or "")))


def load(path: Path) -> dict | list:
	return json.loads(path.read_text("utf-8"))


def from_doctypes() -> Iterator[Word]:
	for path in sorted(MODULE.glob("doctype/*/*.json")):
		doctype = load(path)
		yield Word(doctype["name"], None, path.name)
		yield Word(doctype.get("description") or "", None, path.name)
		for field in doctype["fields"]:
			context = None if field["fieldtype"] == "Tab Break" else doctype["name"]
			yield Word(field.get("label") or "", context, path.name)
			yield Word(field.get("description") or "", None, path.name)
			if field["fieldtype"] == "Select":
				for option in (field.get("options") or "").split("\n"):
					yield Word(option, doctype["name"], path.name)


def from_python() -> Iterator[Word]:
	for path in sorted(APP.rglob("*.py")):
		if "tests" in path.relative_to(APP).parts:
			continue
		for node in ast.walk(ast.parse(path.read_text("utf-8"))):
			if not isinstance(node, ast.Call) or getattr(node.func, "id", None) not in ("_", "_lt"):
				continue
			if node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
				yield Word(node.args[0].value, python_context(node), path.name)


def python_context(call: ast.Call) -> str | None:
	given = next((keyword.value for keyword in call.keywords if keyword.arg == "context"), None)
	if given is None:
		return None
	return given.value if isinstance(given, ast.Constant) else ANY


def from_javascript() -> Iterator[Word]:
	for path in sorted([*APP.glob("public/js/*.js"), *MODULE.rglob("*.js")]):
		for call in CALL.finditer(path.read_text("utf-8")):
			context = CONTEXT.match(call["rest"])
			found = (context["context"] or ANY) if context else None
			yield Word(call["text"].replace('\\"', '"'), found, path.name)


def from_tables() -> Iterator[Word]:
	for path, names in TABLES.items():
		for node in ast.parse(path.read_text("utf-8")).body:
			targets = getattr(node, "targets", [getattr(node, "target", None)])
			if any(getattr(target, "id", None) in names for target in targets):
				yield from (Word(text, ANY, path.name) for text in table_words(node.value))
	# the facilities of a form's head: ("key", "Label") pairs
	steps = ast.parse((APP / "services" / "steps" / "next_steps.py").read_text("utf-8"))
	for node in ast.walk(steps):
		if isinstance(node, ast.FunctionDef) and node.name.endswith("_keys"):
			for pair in ast.walk(node):
				if isinstance(pair, ast.Tuple) and all(isinstance(part, ast.Constant) for part in pair.elts):
					if len(pair.elts) == 2 and str(pair.elts[1].value)[:1].isupper():
						yield Word(pair.elts[1].value, ANY, "next_steps.py")


def table_words(node: ast.AST) -> Iterator[str]:
	"""The labels of a table: constants that begin with a capital letter."""
	for part in ast.walk(node):
		if isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value[:1].isupper():
			yield part.value


def from_records() -> Iterator[Word]:
	for flow in load(SHIPPED / "workflow.json"):
		yield Word(flow["workflow_name"], None, "workflow.json")
		for state in flow["states"]:
			yield Word(state["state"], flow["document_type"], "workflow.json")
		for move in flow["transitions"]:
			yield Word(move["action"], flow["document_type"], "workflow.json")
	for role in load(SHIPPED / "role.json"):
		yield Word(role["role_name"], None, "role.json")
	for report in MODULE.glob("report/*/*.json"):
		yield Word(load(report)["name"], None, report.name)


def from_desk() -> Iterator[Word]:
	for path in MODULE.glob("workspace/*/*.json"):
		workspace = load(path)
		yield Word(workspace["title"], None, path.name)
		for row in [*workspace["shortcuts"], *workspace["links"], *workspace["custom_blocks"]]:
			yield Word(row["label"], None, path.name)
			yield Word(row.get("format") or "", None, path.name)
	for path in MODULE.glob("number_card/*/*.json"):
		yield Word(load(path)["label"], None, path.name)
	for path in MODULE.glob("dashboard_chart/*/*.json"):
		yield Word(load(path)["chart_name"], None, path.name)
	for path in [*APP.glob("desktop_icon/*.json"), *APP.glob("workspace_sidebar/*.json")]:
		record = load(path)
		yield Word(record.get("label") or record["title"], None, path.name)
		for item in record.get("items", []):
			yield Word(item["label"], None, path.name)
	for path in [*MODULE.glob("module_onboarding/*/*.json"), *MODULE.glob("onboarding_step/*/*.json")]:
		record = load(path)
		for key in ("title", "subtitle", "success_message", "action_label", "description"):
			yield Word(record.get(key) or "", None, path.name)


def words() -> list[Word]:
	sources = (from_doctypes, from_python, from_javascript, from_tables, from_records, from_desk)
	return [word for source in sources for word in source() if is_english(word.text)]


def rows() -> list[tuple[str, str, str]]:
	"""Source, translation and context as the platform reads them."""
	with (APP / "translations" / "zh.csv").open(encoding="utf-8", newline="") as file:
		return [
			(row[0].replace("\\n", "\n"), row[1].replace("\\n", "\n"), row[2] if len(row) == 3 else "")
			for row in csv.reader(file)
		]


def test_every_word_has_its_chinese() -> None:
	known = {(source, context) for source, _translation, context in rows()}
	anywhere = {source for source, _context in known}
	missing = sorted(
		{
			f"{word.text!r} ({word.context or 'no context'}, {word.where})"
			for word in words()
			if (word.text, "") not in known
			and (word.text, word.context) not in known
			and not (word.context == ANY and word.text in anywhere)
			and word.text not in PLATFORM
		}
	)
	assert not missing, "\n".join(missing)


def test_labels_of_tables_need_no_context() -> None:
	"""Version 15 asks for the label of a table without its DocType, and then shows what any app calls so."""
	free = {source for source, _translation, context in rows() if not context}
	labels = {
		field["label"]
		for path in MODULE.glob("doctype/*/*.json")
		for field in load(path)["fields"]
		if field["fieldtype"].startswith("Table") and field.get("label")
	}
	# the platform's own words for these two are right
	assert labels - free <= {"Columns", "Timeline"}


def test_nothing_is_translated_that_nobody_says() -> None:
	said = {word.text for word in words()}
	# the app's own names, which the platform shows: module, app and its description
	said |= {"Healthtalk App", "Health Talk"} | set(app_words())
	stale = sorted({source for source, _translation, _context in rows()} - said)
	assert not stale, "\n".join(stale)


def app_words() -> Iterator[str]:
	for node in ast.parse((APP / "hooks.py").read_text("utf-8")).body:
		if isinstance(node, ast.Assign) and node.targets[0].id in ("app_title", "app_description"):
			yield node.value.value


def test_each_word_is_translated_once() -> None:
	twice = [key for key, count in Counter((row[0], row[2]) for row in rows()).items() if count > 1]
	assert not twice


def test_placeholders_survive_translation() -> None:
	def holes(text: str) -> list[str]:
		return sorted(re.findall(r"\{\d*\}", text))

	wrong = [row for row in rows() if holes(row[0]) != holes(row[1])]
	assert not wrong


def test_translations_are_chinese() -> None:
	names = {"QQ"}
	wrong = [row for row in rows() if not re.search(r"[\u4e00-\u9fff]", row[1]) and row[1] not in names]
	assert not wrong


def test_shipped_records_are_written_in_chinese() -> None:
	"""What the platform shows of a record as it stands: it translates none of these."""
	shown = {
		"deadline_rule.json": ("title", "basis"),
		"matter_category.json": ("category_name",),
		"notification.json": ("subject", "message"),
		"role_profile.json": ("role_profile",),
		"kanban_board.json": ("kanban_board_name",),
	}
	english = [
		(name, record.get(field))
		for name, fields in shown.items()
		for record in load(SHIPPED / name)
		for field in fields
		if not re.search(r"[\u4e00-\u9fff]", record.get(field) or "")
	]
	assert not english
