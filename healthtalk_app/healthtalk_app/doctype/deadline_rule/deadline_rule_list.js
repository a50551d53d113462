frappe.listview_settings["Deadline Rule"] = {
	add_fields: ["enabled", "amount", "unit", "regime", "step"],
	hide_name_column: true,
	get_indicator(doc) {
		if (!doc.enabled) return [__("Disabled"), "gray", "enabled,=,0"];
		return [`${doc.amount} ${__(doc.unit, null, "Deadline Rule")}`, "blue", `unit,=,${doc.unit}`];
	},

	onload() {
		healthtalk.name_options("Deadline Rule");
	},
};
