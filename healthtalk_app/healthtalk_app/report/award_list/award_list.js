frappe.query_reports["Award List"] = {
	filters: [
		{
			fieldname: "round",
			fieldtype: "Link",
			options: "Commendation Round",
			label: __("Round", null, "Commendation"),
		},
		{ fieldname: "year", fieldtype: "Int", label: __("Year") },
		healthtalk.figures.select("kind", __("Kind", null, "Commendation"), "Commendation", [
			"Advanced Unit",
			"Advanced Department",
			"Advanced Person",
			"Typical Case",
			"Civilised Window",
			"Youth Model Unit",
		]),
		healthtalk.figures.select("status", __("Status", null, "Commendation"), "Commendation", [
			"Nominated",
			"Shortlisted",
			"Awarded",
			"Vetoed",
			"Declined",
		]),
	],

	formatter(value, row, column, data, default_formatter) {
		const shown = default_formatter(value, row, column, data);
		if (data?.name && column.fieldname === "title") {
			return `<a href="${frappe.utils.get_form_link("Commendation", data.name)}">${healthtalk.esc(value)}</a>`;
		}
		return shown;
	},
};
