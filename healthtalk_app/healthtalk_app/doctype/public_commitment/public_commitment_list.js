frappe.listview_settings["Public Commitment"] = {
	add_fields: ["status", "workflow_state", "due_on", "unit", "fulfilment"],
	hide_name_column: true,
	has_indicator_for_draft: 1,

	get_indicator(doc) {
		const colours = {
			Draft: "gray",
			Approved: "blue",
			Published: "orange",
			Fulfilled: "green",
			"Partly Fulfilled": "yellow",
			"Not Fulfilled": "red",
			Verified: "green",
		};
		const status = healthtalk.word(doc.status, "Public Commitment");
		const late = doc.status === "Published" && doc.due_on && doc.due_on < frappe.datetime.get_today();
		const label = late ? `${status} · ${__("Overdue")}` : status;
		return [label, late ? "red" : colours[doc.status], `status,=,${doc.status}`];
	},

	onload(listview) {
		healthtalk.name_options("Public Commitment");
		listview.page.add_inner_button(__("Rate a Commitment"), () => healthtalk.rate_commitment());
	},
};
