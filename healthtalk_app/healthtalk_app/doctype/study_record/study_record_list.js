frappe.listview_settings["Study Record"] = {
	add_fields: ["status", "present_count", "expected_count"],
	hide_name_column: true,
	has_indicator_for_draft: 1,

	get_indicator(doc) {
		const label = healthtalk.word(doc.status, "Study Record");
		const colours = { Planned: "light-blue", Held: "green", Cancelled: "gray" };
		const count = doc.expected_count ? ` · ${doc.present_count}/${doc.expected_count}` : "";
		return [label + count, colours[doc.status], `status,=,${doc.status}`];
	},

	onload() {
		healthtalk.name_options("Study Record");
	},
};
