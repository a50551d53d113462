frappe.listview_settings["Talk Session"] = {
	add_fields: ["status", "workflow_state", "planned_start", "actual_start", "unit", "outside_office_hours"],
	hide_name_column: true,
	has_indicator_for_draft: 1,

	get_indicator(doc) {
		const at = doc.actual_start || doc.planned_start;
		const waiting = ["Planned", "Prepared"].includes(doc.status);
		const late = waiting && healthtalk.is_overdue(doc.planned_start, false);
		const status = healthtalk.word(doc.status, "Talk Session");
		const label = frappe.is_mobile() ? status : `${status} · ${healthtalk.moment(at)}`;
		return [
			late ? `${label} · ${__("not held yet")}` : label,
			late ? "red" : healthtalk.COLOURS[doc.status] || "gray",
			`status,=,${doc.status}`,
		];
	},

	onload(listview) {
		healthtalk.name_options("Talk Session");
		listview.page.add_inner_button(__("Calendar"), () =>
			frappe.set_route("List", "Talk Session", "Calendar", "default")
		);
	},
};
