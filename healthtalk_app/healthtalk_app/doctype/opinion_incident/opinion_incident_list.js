frappe.listview_settings["Opinion Incident"] = {
	add_fields: [
		"status",
		"level",
		"workflow_state",
		"report_due_at",
		"report_on_time",
		"information_due_at",
		"information_on_time",
		"conference_due_at",
		"conference_on_time",
	],
	hide_name_column: true,
	has_indicator_for_draft: 1,

	// the nearest moment that is still owed
	get_indicator(doc) {
		const owed = ["report", "information", "conference"]
			.filter((step) => doc[`${step}_due_at`] && !doc[`${step}_on_time`])
			.map((step) => doc[`${step}_due_at`])
			.sort();
		const due_at = doc.status === "Closed" ? null : owed[0];
		return healthtalk.indicator({ ...doc, due_at, doctype: "Opinion Incident" }, "due_at", false);
	},

	onload(listview) {
		healthtalk.name_options("Opinion Incident");
		listview.page.add_inner_button(__("Board of Open Incidents"), () =>
			frappe.set_route("List", "Opinion Incident", "Kanban", "舆情处置")
		);
	},
};

healthtalk.hold_cards("Opinion Incident");
healthtalk.name_options("Opinion Incident");
