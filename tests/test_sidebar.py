"""The sidebar of version 16: a link that leads nowhere ends the whole desk there, for every user."""

from __future__ import annotations

import json
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1] / "healthtalk_app"
# of the platform
THEIRS = {"Workflow"}


def named(kind: str) -> set[str]:
	"""Names of our DocTypes or reports."""
	files = PACKAGE.joinpath("healthtalk_app", kind).glob("*/*.json")
	return {json.loads(file.read_text("utf-8"))["name"] for file in files}


def test_every_link_of_the_sidebar_leads_to_what_it_says() -> None:
	known = {"DocType": named("doctype") | THEIRS, "Report": named("report")}
	for file in PACKAGE.joinpath("workspace_sidebar").glob("*.json"):
		items = json.loads(file.read_text("utf-8"))["items"]
		assert len(items) > 10
		for item in items:
			if item.get("link_type") in known:
				assert item["link_to"] in known[item["link_type"]], item["label"]


def test_the_sidebar_leads_to_every_report() -> None:
	for file in PACKAGE.joinpath("workspace_sidebar").glob("*.json"):
		items = json.loads(file.read_text("utf-8"))["items"]
		assert named("report") <= {item.get("link_to") for item in items}
