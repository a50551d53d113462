frappe.listview_settings["Satisfaction Survey"] = {
	add_fields: ["status", "workflow_state", "closes_on", "unit"],
	hide_name_column: true,
	has_indicator_for_draft: 1,

	get_indicator(doc) {
		const colours = { Draft: "gray", Open: "orange", Closed: "blue", Published: "green" };
		const status = healthtalk.word(doc.status, "Satisfaction Survey");
		const label =
			doc.status === "Open" && doc.closes_on
				? `${status} · ${__("until {0}", [frappe.datetime.str_to_user(doc.closes_on)])}`
				: status;
		return [label, colours[doc.status], `status,=,${doc.status}`];
	},

	onload() {
		healthtalk.name_options("Satisfaction Survey");
	},
};
