frappe.listview_settings["Unit Appraisal"] = {
	add_fields: ["status", "workflow_state", "unit", "scheme", "grade", "place", "vetoed"],
	hide_name_column: true,
	has_indicator_for_draft: 1,

	get_indicator(doc) {
		return healthtalk.indicator({ ...doc, doctype: "Unit Appraisal" }, "", false);
	},

	onload(listview) {
		healthtalk.name_options("Unit Appraisal");
		if (!["Appraiser", "Healthtalk Administrator"].some((role) => frappe.user.has_role(role))) return;
		listview.page.add_inner_button(__("Compute Appraisals"), () => healthtalk.compute_appraisals());
	},
};

healthtalk.compute_appraisals = () => {
	const year = new Date().getFullYear();
	healthtalk.dialog({
		title: __("Compute Appraisals"),
		fields: [
			{
				fieldname: "scheme",
				fieldtype: "Link",
				options: "Appraisal Scheme",
				label: __("Scheme", null, "Unit Appraisal"),
				description: __("Blank: every scheme in use whose period is as long"),
				get_query: () => ({ filters: { enabled: 1 } }),
			},
			{ fieldname: "from_date", fieldtype: "Date", label: __("From Date"), default: `${year}-01-01`, reqd: 1 },
			{ fieldname: "to_date", fieldtype: "Date", label: __("To Date"), default: `${year}-12-31`, reqd: 1 },
		],
		submit: async (values) => {
			const run = await frappe.xcall("healthtalk_app.api.appraisal.compute", values);
			// an appraiser reads no runs: the list fills by itself
			if (frappe.model.can_read("Background Run")) frappe.set_route("Form", "Background Run", run);
			else frappe.show_alert({ message: __("The appraisals are being computed; this list shows them soon."), indicator: "blue" });
		},
	});
};
