frappe.listview_settings["Referral Slip"] = {
	add_fields: ["status", "kind", "workflow_state", "reply_due_at", "sign_due_at", "receiver_unit"],
	hide_name_column: true,
	has_indicator_for_draft: 1,

	get_indicator(doc) {
		const due = doc.status === "Issued" ? "sign_due_at" : "reply_due_at";
		return healthtalk.indicator({ ...doc, doctype: "Referral Slip" }, due, false);
	},

	onload() {
		healthtalk.name_options("Referral Slip");
	},
};
