from datetime import datetime
from typing import Any

from healthtalk_app.services import session
from healthtalk_app.services.flow import FlowDocument


class TalkSession(FlowDocument):
	"""说事活动: before, during and after a talk."""

	KEEPS = ("evaluation_count", "waived_by", "outside_office_hours")

	def check_fields(self) -> None:
		session.lock_held_facts(self)
		session.check_organisers(self)
		session.keep_made_matters(self)
		session.check_rows(self)
		session.protect_rows(self)
		session.note_office_hours(self)
		session.refresh_parties(self)

	def guard(self, old: str, new: str) -> None:
		session.guard(self, old, new)

	def entered(self, old: str, new: str, occurred_at: datetime) -> dict[str, Any]:
		return session.entered(self, old, new, occurred_at)

	def default_step_time(self) -> Any:
		return self.actual_start if self.status == "Held" else None

	def on_update(self) -> None:
		super().on_update()
		session.store_identities(self)
		session.make_matters(self)
