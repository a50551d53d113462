frappe.listview_settings["Call Back"] = {
	add_fields: ["status", "reason", "due_at", "unit"],
	hide_name_column: true,

	get_indicator(doc) {
		const label = healthtalk.word(doc.status, "Call Back");
		const waits = doc.status === "To Call";
		const clock = waits ? healthtalk.due_text(doc.due_at, false) : "";
		const overdue = waits && healthtalk.is_overdue(doc.due_at, false);
		const colour = waits && !overdue ? "yellow" : healthtalk.COLOURS[doc.status] || "gray";
		const text = clock && !frappe.is_mobile() ? `${label} · ${clock}` : label;
		return [text, colour, `status,=,${doc.status}`];
	},

	onload() {
		healthtalk.name_options("Call Back");
	},
};
