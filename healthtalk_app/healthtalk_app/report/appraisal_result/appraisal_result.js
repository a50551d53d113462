frappe.query_reports["Appraisal Result"] = {
	filters: [
		...healthtalk.figures.period(),
		{ fieldname: "health_unit", fieldtype: "Link", options: "Health Unit", label: __("Unit and Those Below It") },
		{ fieldname: "scheme", fieldtype: "Link", options: "Appraisal Scheme", label: __("Scheme", null, "Unit Appraisal") },
		healthtalk.figures.select("status", __("Status"), "Unit Appraisal", [
			"Computed",
			"Self-reviewed",
			"Reviewed",
			"Objected",
			"Published",
		]),
		healthtalk.figures.select("grade", __("Grade", null, "Unit Appraisal"), "Unit Appraisal", [
			"Excellent",
			"Good",
			"Qualified",
			"Unqualified",
		]),
	],

	formatter(value, row, column, data, default_formatter) {
		const shown = default_formatter(value, row, column, data);
		if (!data) return shown;
		if (column.fieldname === "unit_name" && data.name) {
			const link = frappe.utils.get_form_link("Unit Appraisal", data.name);
			return `<a href="${link}">${healthtalk.esc(value)}</a>`;
		}
		if (column.fieldname === "vetoed" && value) {
			return `<span class="indicator-pill red">${healthtalk.esc(value)}</span>`;
		}
		return shown;
	},
};
