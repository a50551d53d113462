frappe.listview_settings["Public Submission"] = {
	add_fields: ["status", "workflow_state", "answer_due_at", "unit", "channel"],
	hide_name_column: true,
	has_indicator_for_draft: 1,

	get_indicator(doc) {
		const due = doc.status === "Received" ? "answer_due_at" : null;
		return healthtalk.indicator({ ...doc, doctype: "Public Submission" }, due, false);
	},

	onload(listview) {
		healthtalk.name_options("Public Submission");
		if (healthtalk.has_role("Unit Officer", "Unit Leader", "Healthtalk Administrator")) {
			listview.page.add_inner_button(__("Enter Notes from Paper"), () =>
				healthtalk.paper_dialog(() => listview.refresh())
			);
		}
	},
};
