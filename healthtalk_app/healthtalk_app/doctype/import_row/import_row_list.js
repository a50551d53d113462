frappe.listview_settings["Import Row"] = {
	add_fields: ["result", "matter", "reason"],
	hide_name_column: true,
	get_indicator(doc) {
		const colours = { Created: "green", Updated: "blue", Duplicate: "gray", Rejected: "red" };
		return [__(doc.result, null, "Import Row"), colours[doc.result], `result,=,${doc.result}`];
	},
	formatters: {
		matter(value) {
			return value ? frappe.utils.get_form_link("Talk Matter", value, true) : "";
		},
	},

	onload() {
		healthtalk.name_options("Import Row");
	},
};
