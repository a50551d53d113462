frappe.listview_settings["Demerit Code"] = {
	add_fields: ["enabled", "points"],
	hide_name_column: true,

	get_indicator(doc) {
		if (!doc.enabled) return [__("Disabled"), "gray", "enabled,=,0"];
		const colour = { 1: "light-blue", 2: "blue", 4: "orange", 6: "red", 10: "red" }[doc.points];
		return [__("{0} points", [doc.points]), colour, `points,=,${doc.points}`];
	},

	onload() {
		healthtalk.name_options("Demerit Code");
	},
};
