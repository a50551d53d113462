frappe.query_reports["Inspection Coverage"] = {
	filters: [
		{
			fieldname: "year",
			fieldtype: "Int",
			label: __("Year"),
			default: frappe.datetime.str_to_obj(frappe.datetime.get_today()).getFullYear(),
			reqd: 1,
		},
		{
			fieldname: "quarter",
			fieldtype: "Select",
			label: __("Quarter"),
			options: ["1", "2", "3", "4"],
			default: String(Math.floor(frappe.datetime.str_to_obj(frappe.datetime.get_today()).getMonth() / 3) + 1),
			reqd: 1,
		},
		{ fieldname: "health_unit", fieldtype: "Link", options: "Health Unit", label: __("Unit and Those Below It") },
		{
			fieldname: "domain",
			fieldtype: "Select",
			label: __("Line of Work"),
			options: [
				"",
				"Administration",
				"Medical Care",
				"Disease Control",
				"Health Supervision",
				"Maternal and Child",
				"Blood",
				"Research and Education",
				"Charges",
				"Window Service",
				"General",
			].map((value) => ({ value, label: healthtalk.word(value, "Inspection Template") })),
		},
		{
			fieldname: "kind",
			fieldtype: "Select",
			label: __("Kind of Unit"),
			options: ["", "Group Headquarters", "Branch", "Public Health Unit", "Station", "Private Institution"].map(
				(value) => ({ value, label: healthtalk.word(value, "Health Unit") })
			),
		},
		{ fieldname: "everybody", fieldtype: "Check", label: __("Visited and Not Owed, Too") },
	],

	formatter(value, row, column, data, default_formatter) {
		const shown = default_formatter(value, row, column, data);
		if (!data || !value) return shown;
		if (column.fieldname === "unit_name") {
			return `<a href="${frappe.utils.get_form_link("Health Unit", data.unit)}">${healthtalk.esc(value)}</a>`;
		}
		if (column.fieldname === "state" && data.due) {
			return `<span style="color: var(--red-600)">${healthtalk.esc(value)}</span>`;
		}
		return shown;
	},
};
