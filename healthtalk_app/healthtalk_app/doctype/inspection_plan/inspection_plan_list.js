frappe.listview_settings["Inspection Plan"] = {
	add_fields: ["status", "unit", "kind"],
	hide_name_column: true,
	get_indicator(doc) {
		const colours = { Draft: "gray", Sealed: "orange", Drawn: "blue", Published: "green", Cancelled: "gray" };
		return [healthtalk.word(doc.status, "Inspection Plan"), colours[doc.status], `status,=,${doc.status}`];
	},
	onload: () => healthtalk.name_options("Inspection Plan"),
};
