frappe.query_reports["Incident Timeliness"] = {
	filters: [
		...healthtalk.figures.period(),
		...healthtalk.figures.unit(),
		{
			fieldname: "group_by",
			fieldtype: "Select",
			label: __("By"),
			default: "unit",
			options: [
				{ value: "unit", label: __("Unit") },
				{ value: "level", label: __("Level", null, "Opinion Incident") },
			],
		},
		healthtalk.figures.select("level", __("Level", null, "Opinion Incident"), "Opinion Incident", ["Major", "Other"]),
	],
	onload: healthtalk.figures.onload,
	formatter: healthtalk.figures.formatter,
};
