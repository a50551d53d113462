"""Documents that more people read than may know who proposed them, and why (permissions.notes_shown).

The levels of their fields follow the row, not the role alone: a discipline officer or an inspector whom a
record concerns reads it as anybody else does whom it concerns.
"""

from __future__ import annotations

from typing import Any

import frappe

from healthtalk_app import permissions
from healthtalk_app.services import inputs
from healthtalk_app.services.records import traces
from healthtalk_app.services.steps import flow


class LevelledDocument(inputs.CheckedDocument):
	"""A document whose fields above the first level stay with the roles of that level."""

	def as_dict(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
		"""Many methods of the platform answer with a whole document: without what is not for the user.

		`flags.whole` keeps all of it, for what goes back into a document.
		"""
		values = super().as_dict(*args, **kwargs)
		if self.is_new() or self.flags.whole or frappe.session.user == "Administrator":
			return values
		levels = self.get_permlevel_access("read")
		for field in self.meta.get_high_permlevel_fields():
			if field.permlevel not in levels:
				values.pop(field.fieldname, None)
		return values


class NotedDocument(LevelledDocument, flow.FlowDocument):
	"""A flow whose hands and levels above the first are for those alone who read what was noted about it."""

	def set_user_and_timestamp(self) -> None:
		"""The row and those of its tables tell no hand; fields of level 1 and the log keep it."""
		super().set_user_and_timestamp()
		for row in (self, *self.get_all_children()):
			row.owner = row.modified_by = traces.NOBODY

	def get_permlevel_access(self, permission_type: str = "write") -> list[int]:
		levels = super().get_permlevel_access(permission_type)
		if self.is_new() or permissions.notes_shown(self.doctype, self.name):
			return levels
		return [level for level in levels if not level]
