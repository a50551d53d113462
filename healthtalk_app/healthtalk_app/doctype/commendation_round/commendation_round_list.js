frappe.listview_settings["Commendation Round"] = {
	add_fields: ["kind", "unit", "year", "nominations_until"],
	hide_name_column: true,
	get_indicator(doc) {
		const open = !doc.nominations_until || doc.nominations_until >= frappe.datetime.get_today();
		return open
			? [__("Takes Nominations"), "green", "nominations_until,>=,Today"]
			: [__("Nominations Closed"), "gray", "nominations_until,<,Today"];
	},
	onload: () => healthtalk.name_options("Commendation Round"),
};
