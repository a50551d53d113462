frappe.query_reports["Commitment Fulfilment"] = {
	filters: [
		...healthtalk.figures.period(),
		...healthtalk.figures.unit(),
		{
			...healthtalk.figures.choice([["", __("By Unit")], ...healthtalk.figures.COMMITMENTS()], ""),
			label: __("What to List"),
		},
		healthtalk.figures.parts(),
		healthtalk.figures.select("kind", __("Promised By"), "Public Commitment", ["Unit", "Person"]),
		healthtalk.figures.select("status", __("Status"), "Public Commitment", [
			"Published",
			"Fulfilled",
			"Partly Fulfilled",
			"Not Fulfilled",
			"Verified",
		]),
		...healthtalk.figures.pages(),
	],
	onload: healthtalk.figures.paging,

	formatter(value, row, column, data, default_formatter) {
		if (data && column.fieldname === "name" && value) {
			const address = frappe.utils.get_form_link("Public Commitment", value);
			return `<a href="${address}">${healthtalk.esc(value)}</a>`;
		}
		const shown = healthtalk.figures.formatter(value, row, column, data, default_formatter);
		return data && data.overdue && column.fieldname === "due_on"
			? `<span style="color: var(--red-600)">${shown}</span>`
			: shown;
	},
};
