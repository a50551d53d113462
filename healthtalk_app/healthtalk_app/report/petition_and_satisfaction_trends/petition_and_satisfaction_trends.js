frappe.query_reports["Petition and Satisfaction Trends"] = {
	filters: [
		{
			fieldname: "period_kind",
			fieldtype: "Select",
			label: __("By"),
			default: "Yearly",
			options: [
				{ value: "Yearly", label: __("Year") },
				{ value: "Half-yearly", label: __("Half-year") },
				{ value: "Quarterly", label: __("Quarter") },
				{ value: "Monthly", label: __("Month") },
			],
		},
		{ fieldname: "to_date", fieldtype: "Date", label: __("Up To"), default: frappe.datetime.get_today() },
		...healthtalk.figures.unit(),
		{
			fieldname: "figure",
			fieldtype: "Select",
			label: __("Figure by Unit"),
			options: ["", ...TREND_FIGURES()],
		},
	],
	onload: healthtalk.figures.onload,
	formatter: healthtalk.figures.formatter,
};

// The figures that can be followed unit by unit.
function TREND_FIGURES() {
	return [
		["matters_raised", __("Matters Raised")],
		["petitions_raised", __("Petitions")],
		["petitions_received", __("Received 接待")],
		["petitions_registered", __("Registered 登记")],
		["petitions_accepted", __("Accepted 受理")],
		["petitions_answered", __("Answered 回复")],
		["petition_complaints", __("Complaints about Handling")],
		["petition_errors", __("Errors")],
		["petition_breaches", __("Breaches")],
		["response_rate", __("Response Rate")],
		["resolution_rate", __("Resolution Rate")],
		["satisfaction_rate", __("Satisfaction Rate")],
		["survey_index", __("Satisfaction Index")],
		["survey_rate", __("Satisfied in Surveys")],
	].map(([value, label]) => ({ value, label }));
}
