frappe.listview_settings["Dispute Mediation"] = {
	add_fields: ["status", "workflow_state", "acceptance_due_at", "mediation_due_at", "paused_since", "medical_unit"],
	hide_name_column: true,
	has_indicator_for_draft: 1,

	get_indicator(doc) {
		const ended = ["Agreed", "Failed", "Withdrawn", "Closed"].includes(doc.status);
		const due = ["Registered", "Notified"].includes(doc.status) ? "acceptance_due_at" : "mediation_due_at";
		return healthtalk.indicator({ ...doc, doctype: "Dispute Mediation" }, ended ? "" : due, false);
	},

	onload() {
		healthtalk.name_options("Dispute Mediation");
	},
};
