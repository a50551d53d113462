frappe.listview_settings["Commendation"] = {
	add_fields: ["status", "workflow_state", "kind", "unit"],
	hide_name_column: true,
	has_indicator_for_draft: 1,

	get_indicator(doc) {
		const colours = {
			Nominated: "orange",
			Shortlisted: "blue",
			Awarded: "green",
			Vetoed: "red",
			Declined: "gray",
		};
		return [healthtalk.word(doc.status, "Commendation"), colours[doc.status], `status,=,${doc.status}`];
	},

	onload: () => healthtalk.name_options("Commendation"),
};
