frappe.listview_settings["Published Ranking"] = {
	add_fields: ["circular_number", "on_public_page"],
	hide_name_column: true,

	get_indicator(doc) {
		return doc.circular_number
			? [__("Circular Issued"), "green", "circular_number,is,set"]
			: [__("Published", null, "Published Ranking"), "blue", "circular_number,is,not set"];
	},

	onload(list) {
		if (!frappe.user.has_role(["Healthtalk Administrator", "Appraiser"])) return;
		list.page.add_inner_button(__("Publish Three Rates"), () => frappe.set_route("query-report", "Unit League Table"));
		list.page.add_inner_button(__("Publish Appraisals"), () => publish_appraisals());
	},
};

// The published appraisals of a period become a ranking; the three rates are published from their report.
function publish_appraisals() {
	const last = cint(frappe.datetime.get_today().slice(0, 4)) - 1;
	frappe.prompt(
		[
			{ fieldname: "title", fieldtype: "Data", label: __("Title"), reqd: 1 },
			{ fieldname: "from_date", fieldtype: "Date", label: __("From Date"), reqd: 1, default: `${last}-01-01` },
			{ fieldname: "to_date", fieldtype: "Date", label: __("To Date"), reqd: 1, default: `${last}-12-31` },
			{
				fieldname: "scheme",
				fieldtype: "Link",
				options: "Appraisal Scheme",
				label: __("Appraisal Scheme"),
				description: __("Only appraisals by this scheme are ranked; blank for all that are made for one group."),
			},
		],
		(given) =>
			frappe
				.xcall("healthtalk_app.api.figures.publish_appraisals", given)
				.then((name) => frappe.set_route("Form", "Published Ranking", name)),
		__("Publish Appraisals"),
		__("Publish")
	);
}
