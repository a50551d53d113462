// A number leads to the list of the items behind it.
const PUBLICITY_STATUS = { publicity_confirmed: "Confirmed", publicity_points: "Confirmed" };

frappe.query_reports["Publicity"] = {
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
				{ value: "medium", label: __("Medium", null, "Publicity Item") },
				{ value: "level", label: __("Level", null, "Publicity Item") },
			],
		},
		healthtalk.figures.select("medium", __("Medium", null, "Publicity Item"), "Publicity Item", [
			"WeChat",
			"Douyin",
			"Press",
			"Television",
			"Radio",
			"Website",
			"Other",
		]),
		healthtalk.figures.select("level", __("Level", null, "Publicity Item"), "Publicity Item", [
			"County",
			"City",
			"Province",
			"National",
		]),
	],
	onload: healthtalk.figures.onload,

	formatter(value, row, column, data, default_formatter) {
		const shown = healthtalk.figures.formatter(value, row, column, data, default_formatter);
		if (!data?.group || !column.metric || !value) return shown;
		const given = (name) => frappe.query_report.get_filter_value(name);
		const options = {
			status: PUBLICITY_STATUS[column.metric] || JSON.stringify(["!=", "Not Counted"]),
			published_on: JSON.stringify(["Between", [given("from_date"), given("to_date")]]),
		};
		for (const name of ["medium", "level"]) if (given(name)) options[name] = given(name);
		// a row by medium or level counts the units that were asked for; the list asks the row rule only
		if (given("health_unit") && given("only_own")) options.unit = given("health_unit");
		options[given("group_by") || "unit"] = data.group;
		const query = new URLSearchParams(options).toString();
		return `<a href="/app/publicity-item?${healthtalk.esc(query)}">${shown}</a>`;
	},
};
