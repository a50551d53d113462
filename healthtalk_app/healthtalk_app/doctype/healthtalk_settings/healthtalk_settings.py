"""Every figure that a bureau may set for itself."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, escape_html, formatdate

from healthtalk_app import permissions
from healthtalk_app.exceptions import refuse
from healthtalk_app.rules import demerits, joint_liability
from healthtalk_app.services.clockwork import deadlines
from healthtalk_app.services.records import retention

NOT_NEGATIVE = (
	"late_entry_hours",
	"reopen_days",
	"auto_close_days",
	"merge_undo_days",
	"topic_window_days",
	"topic_least_people",
	"remind_before",
	"dispute_insurer_threshold",
	"weight_breadth",
	"weight_effectiveness",
	"weight_regularity",
	"weight_real_effect",
	"weight_soundness",
	"weight_response",
	"weight_resolution",
	"weight_satisfaction",
	"weight_residents",
	"weight_staff",
	"weight_leaders",
	"weight_own_unit",
	"ballots_per_address",
	"call_back_sample",
	"call_back_attempts",
	"demerit_appeal_days",
	"identity_years",
)
DEMERIT_TIERS = ("demerit_tier_1", "demerit_tier_2", "demerit_tier_3")
ESCALATION = ("escalate_leader_after", "escalate_superior_after", "escalate_bureau_after")
SMALLEST_GROUP = 2
MOST_COUNTED = 1000
MOST_YEARS = 100


class HealthtalkSettings(Document):
	# begin: auto-generated types
	# This code is auto-generated. Do not modify anything in this block.

	from typing import TYPE_CHECKING

	if TYPE_CHECKING:
		from frappe.types import DF

		auto_close_days: DF.Int
		ballots_per_address: DF.Int
		bureau_unit: DF.Link | None
		calendar: DF.Link | None
		code_limit_per_hour: DF.Int
		digest_enabled: DF.Check
		dispute_insurer_threshold: DF.Int
		escalate_bureau_after: DF.Int
		escalate_leader_after: DF.Int
		escalate_superior_after: DF.Int
		font_body: DF.Data | None
		font_heading: DF.Data | None
		font_kai: DF.Data | None
		font_title: DF.Data | None
		form_heading: DF.Data | None
		frequency_mode: DF.Literal["Calendar Windows", "Longest Gap"]
		identity_years: DF.Int
		joint_counts: DF.Check
		kind_accountability: DF.Data | None
		kind_accusation: DF.Data | None
		kind_assignment: DF.Data | None
		kind_commitment: DF.Data | None
		kind_dispute: DF.Data | None
		kind_incident: DF.Data | None
		kind_inspection: DF.Data | None
		kind_joint: DF.Data | None
		kind_matter: DF.Data | None
		kind_notice: DF.Data | None
		kind_opinion: DF.Data | None
		kind_petition: DF.Data | None
		kind_referral: DF.Data | None
		kind_supervision: DF.Data | None
		kind_talk: DF.Data | None
		late_entry_hours: DF.Int
		merge_undo_days: DF.Int
		number_pattern: DF.Data | None
		partly_solved_weight: DF.Float
		petition_pattern: DF.Data | None
		portal_enabled: DF.Check
		portal_max_file_mb: DF.Int
		portal_max_files: DF.Int
		portal_show_ranking: DF.Check
		receipt_note: DF.SmallText | None
		remind_before: DF.Int
		reopen_days: DF.Int
		rule_level: DF.Literal["National", "Provincial", "Municipal"]
		rule_region: DF.Literal["", "北京市", "浙江省", "浙江省宁波市"]
		service_phone: DF.Data | None
		slip_note: DF.SmallText | None
		small_group: DF.Int
		submit_limit_per_hour: DF.Int
		topic_least_people: DF.Int
		topic_window_days: DF.Int
		weight_breadth: DF.Float
		weight_effectiveness: DF.Float
		weight_leaders: DF.Float
		weight_own_unit: DF.Float
		weight_real_effect: DF.Float
		weight_regularity: DF.Float
		weight_residents: DF.Float
		weight_resolution: DF.Float
		weight_response: DF.Float
		weight_satisfaction: DF.Float
		weight_soundness: DF.Float
		weight_staff: DF.Float

	# end: auto-generated types
	def validate(self) -> None:
		self.check_scope()
		self.check_figures()
		self.check_escalation()
		self.check_number_pattern()
		self.check_demerit_tiers()
		self.check_oversight()

	def on_update(self) -> None:
		self.tell_of_rules_switched_off()
		self.tell_what_will_be_erased()

	def check_scope(self) -> None:
		"""The settings are the whole county's; who administers one unit does not change them."""
		if permissions.scope() is not None:
			frappe.throw(
				_("Only an administrator of the whole bureau changes these settings."), frappe.PermissionError
			)

	def check_figures(self) -> None:
		"""Days, hours and weights are not negative; partly solved weighs between none and a whole."""
		for fieldname in NOT_NEGATIVE:
			if (self.get(fieldname) or 0) < 0:
				refuse(_("{0} cannot be negative."), _(self.meta.get_label(fieldname)))
		if cint(self.identity_years) > MOST_YEARS:
			refuse(_("{0} is at most {1}."), _(self.meta.get_label("identity_years")), MOST_YEARS)
		if not 0 <= (self.partly_solved_weight or 0) <= 1:
			frappe.throw(_("Weight of Partly Solved lies between 0 and 1."))
		if (self.call_back_sample or 0) > 100:
			frappe.throw(_("The sample of ratings that are called back is at most 100 per cent."))
		if (self.small_group or 0) < SMALLEST_GROUP:
			refuse(_("Smallest Group Shown is at least {0}: a single ballot is never shown."), SMALLEST_GROUP)

	def check_escalation(self) -> None:
		"""The leader hears before the superior unit, and that before the bureau."""
		days = [self.get(fieldname) or 0 for fieldname in ESCALATION]
		if days[0] < 1 or days != sorted(set(days)):
			frappe.throw(
				_("Escalation goes up step by step: each level needs more working days than the last.")
			)

	def check_number_pattern(self) -> None:
		"""Without its running number, year or unit a document number would not be unique."""
		for part in ("{unit}", "{kind}", "{year}", "{seq}"):
			for fieldname in ("number_pattern", "petition_pattern", "red_headed_pattern"):
				# a field that is newer than the settings may be blank
				pattern = self.get(fieldname) or self.meta.get_field(fieldname).default
				if part not in (pattern or ""):
					refuse(_("The number pattern must contain {0}."), part)

	def check_oversight(self) -> None:
		"""A leader answers for two persons at least, and kinds of units are those that there are."""
		if self.joint_persons and cint(self.joint_persons) < joint_liability.PERSONS:
			refuse(_("A leader answers for {0} persons at least."), joint_liability.PERSONS)
		known = frappe.get_meta("Health Unit").get_field("kind").options.split("\n")
		for line in filter(None, map(str.strip, (self.visited_kinds or "").splitlines())):
			if line not in known:
				refuse(_("{0} is no kind of a unit."), line)

	def check_demerit_tiers(self) -> None:
		"""Each tier of demerit points begins above the one before."""
		given = [self.get(name) or self.meta.get_field(name).default for name in DEMERIT_TIERS]
		if not demerits.rising([cint(value) for value in given]):
			frappe.throw(_("Each tier of demerit points begins above the one before."))

	def tell_of_rules_switched_off(self) -> None:
		"""Local rules ship switched off: whoever chooses a place checks their dates and switches them on."""
		if not self.rule_region or not self.has_value_changed("rule_region"):
			return
		if names := deadlines.switched_off(self.rule_region):
			frappe.msgprint(
				_("These rules of {0} are switched off: {1}. Check their dates, then enable them.").format(
					escape_html(self.rule_region), escape_html("、".join(names))
				),
				title=_("Deadline Rules"),
			)

	def tell_what_will_be_erased(self) -> None:
		"""Whoever sets how long identities are kept hears how many go next time, while he can change it."""
		if not self.has_value_changed("identity_years"):
			return
		day = retention.last_day(years=cint(self.identity_years))
		if day and (count := len(retention.due(day, limit=MOST_COUNTED))):
			many = f"{MOST_COUNTED}+" if count >= MOST_COUNTED else str(count)
			frappe.msgprint(
				_(
					"On the first of next month the identities in {0} documents whose case ended before {1} "
					"are erased, and later ones month by month. This cannot be undone."
				).format(escape_html(many), escape_html(formatdate(day))),
				title=_("Erase Identities After (Years)"),
				indicator="orange",
			)
