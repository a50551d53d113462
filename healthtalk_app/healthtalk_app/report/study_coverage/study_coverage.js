// The figure of a unit leads to the sessions or the persons behind it.
const STUDY_VIEWS = { study_covered: "By Person", study_hours: "By Person", study_coverage: "Not Yet Reached" };

frappe.query_reports["Study Coverage"] = {
	filters: [
		...healthtalk.figures.period(),
		...healthtalk.figures.unit(),
		{
			fieldname: "view",
			fieldtype: "Select",
			label: __("Show"),
			default: "By Unit",
			options: [
				{ value: "By Unit", label: __("By Unit") },
				{ value: "By Person", label: __("By Person") },
				{ value: "Not Yet Reached", label: __("Not Yet Reached") },
				{ value: "Sessions", label: __("Sessions") },
			],
		},
		healthtalk.figures.select("kind", __("Kind"), "Study Record", [
			"Political Theory",
			"Professional Ethics",
			"Rules and Discipline",
			"Professional Training",
			"Campaign Study",
			"Other",
		]),
		...healthtalk.figures.pages(),
	],
	onload: healthtalk.figures.paging,

	formatter(value, row, column, data, default_formatter) {
		if (data && column.fieldname === "name" && value) {
			const link = frappe.utils.get_form_link("Study Record", value);
			return `<a href="${link}">${healthtalk.esc(value)}</a>`;
		}
		const shown = healthtalk.figures.formatter(value, row, column, data, default_formatter);
		if (!data || !column.metric || value === null || value === undefined) return shown;
		return healthtalk.figures.turn(shown, data, STUDY_VIEWS[column.metric] || "Sessions");
	},
};
