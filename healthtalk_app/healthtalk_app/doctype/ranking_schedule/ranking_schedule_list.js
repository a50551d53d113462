frappe.listview_settings["Ranking Schedule"] = {
	add_fields: ["enabled", "period_kind"],
	hide_name_column: true,

	get_indicator(doc) {
		if (!doc.enabled) return [__("Disabled"), "gray", "enabled,=,0"];
		return [__(doc.period_kind, null, "Ranking Schedule"), "green", `period_kind,=,${doc.period_kind}`];
	},
};
