frappe.listview_settings["Health Unit"] = {
	add_fields: ["kind", "valid_to", "has_account", "parent_health_unit"],
	get_indicator(doc) {
		const kind = __(doc.kind, null, "Health Unit");
		if (doc.valid_to && doc.valid_to < frappe.datetime.get_today()) {
			return [`${kind} · ${__("Closed on {0}", [healthtalk.moment(doc.valid_to, false)])}`, "gray", "valid_to,is,set"];
		}
		return [kind, doc.has_account ? "green" : "blue", `kind,=,${doc.kind}`];
	},

	onload() {
		healthtalk.name_options("Health Unit");
	},
};
