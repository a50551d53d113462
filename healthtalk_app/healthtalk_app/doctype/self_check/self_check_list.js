frappe.listview_settings["Self Check"] = {
	add_fields: ["status", "open_count"],
	hide_name_column: true,
	has_indicator_for_draft: 1,

	get_indicator(doc) {
		const colours = { Draft: "gray", Submitted: "orange", "Put Right": "green" };
		const left = doc.status === "Submitted" ? ` · ${__("{0} open", [doc.open_count])}` : "";
		return [healthtalk.word(doc.status, "Self Check") + left, colours[doc.status], `status,=,${doc.status}`];
	},

	onload() {
		healthtalk.name_options("Self Check");
	},
};
