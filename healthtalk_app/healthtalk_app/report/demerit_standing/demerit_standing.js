frappe.query_reports["Demerit Standing"] = {
	filters: [
		{
			fieldname: "on",
			fieldtype: "Date",
			label: __("On"),
			default: frappe.datetime.get_today(),
			reqd: 1,
		},
		healthtalk.figures.select("kind", __("Concerns", null, "Demerit Record"), "Demerit Record", [
			"Institution",
			"Practitioner",
		]),
		{ fieldname: "health_unit", fieldtype: "Link", options: "Health Unit", label: __("Unit and Those Below It") },
		{
			fieldname: "tier",
			fieldtype: "Select",
			label: __("At Least"),
			options: [
				{ value: "", label: "" },
				{ value: "2", label: __("Second Tier") },
				{ value: "3", label: __("Third Tier") },
				{ value: "4", label: __("Fourth Tier") },
			],
		},
	],

	formatter(value, row, column, data, default_formatter) {
		const shown = default_formatter(value, row, column, data);
		if (!data) return shown;
		if (["points", "records"].includes(column.fieldname)) {
			// the records behind it: of a person by the key, of an institution by its unit
			const whose = data.is_person ? { subject_key: data.subject } : { unit: data.unit, kind: "Institution" };
			const query = new URLSearchParams({
				...whose,
				status: JSON.stringify(["in", ["Confirmed", "Appealed", "Upheld"]]),
				counted_on: JSON.stringify(["between", [data.cycle_start, data.cycle_end]]),
			});
			return `<a href="/app/demerit-record/view/list?${query}">${value}</a>`;
		}
		if (column.fieldname === "tier" && data.level) {
			const colour = ["", "orange", "orange", "red"][data.level] || "red";
			return `<span class="indicator-pill ${colour}">${healthtalk.esc(value)}</span>`;
		}
		return shown;
	},
};
