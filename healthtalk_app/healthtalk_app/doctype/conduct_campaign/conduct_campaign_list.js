frappe.listview_settings["Conduct Campaign"] = {
	add_fields: ["status", "workflow_state", "starts_on", "ends_on", "unit"],
	hide_name_column: true,
	has_indicator_for_draft: 1,

	get_indicator(doc) {
		const colours = { Draft: "gray", Active: "orange", Closed: "green" };
		const status = healthtalk.word(doc.status, "Conduct Campaign");
		const until =
			doc.status === "Active" && doc.ends_on
				? ` · ${__("until {0}", [frappe.datetime.str_to_user(doc.ends_on)])}`
				: "";
		return [status + until, colours[doc.status], `status,=,${doc.status}`];
	},

	onload() {
		healthtalk.name_options("Conduct Campaign");
	},
};
