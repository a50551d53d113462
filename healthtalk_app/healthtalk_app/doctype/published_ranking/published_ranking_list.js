frappe.listview_settings["Published Ranking"] = {
	add_fields: ["circular_number", "on_public_page"],
	hide_name_column: true,

	get_indicator(doc) {
		return doc.circular_number
			? [__("Circular Issued"), "green", "circular_number,is,set"]
			: [__("Published", null, "Published Ranking"), "blue", "circular_number,is,not set"];
	},
};
