"""Endpoints of the import: start, go on, and take the results away."""

from __future__ import annotations

import frappe
from frappe import _

from healthtalk_app import permissions
from healthtalk_app.exceptions import refuse
from healthtalk_app.services import runs
from healthtalk_app.services.importing import run as importing


@frappe.whitelist(methods=["POST"])
def start(profile: str, file_url: str, dry_run: int = 0) -> str:
	"""Import a file that the user has just uploaded, as a Background Run; returns its name."""
	importing.check_permission()
	# get_all: asked for the user's own upload, which nobody else's rule concerns
	own = frappe.get_all(
		"File",
		filters={"file_url": file_url, "owner": frappe.session.user, "attached_to_name": ("is", "not set")},
		pluck="name",
		order_by="creation desc",
		limit=1,
	)
	if not own:
		refuse(_("Upload the file first."), error=frappe.DoesNotExistError)
	return importing.start(profile, frappe.get_doc("File", own[0]), dry_run=bool(dry_run))


@frappe.whitelist(methods=["POST"])
def resume(run: str) -> None:
	"""Go on with a run that has stopped."""
	readable(run)
	importing.resume(run)


@frappe.whitelist(methods=["GET"])
def results(run: str) -> None:
	"""The result of each row as CSV."""
	readable(run)
	frappe.local.response.update(
		{"type": "download", "filename": f"{run}.csv", "filecontent": importing.as_csv(run)}
	)


def readable(run: str) -> None:
	"""Raise `frappe.PermissionError` for a run that the user may not see."""
	permissions.require(frappe.get_doc(runs.DOCTYPE, run), "read")
