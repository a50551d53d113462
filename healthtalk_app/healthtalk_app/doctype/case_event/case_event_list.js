frappe.listview_settings["Case Event"] = {
	add_fields: ["reference_doctype", "reference_name", "event", "occurred_at", "late_entry"],
	hide_name_column: true,
	get_indicator(doc) {
		return doc.late_entry ? [__("Entered Late"), "orange", "late_entry,=,1"] : [__("In time"), "green", "late_entry,=,0"];
	},

	onload() {
		healthtalk.name_options("Case Event");
	},
};
