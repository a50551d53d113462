frappe.query_reports["Unit League Table"] = {
	filters: [
		...healthtalk.figures.period(),
		...healthtalk.figures.unit(),
		healthtalk.figures.select("unit_kind", __("Kind of Units"), "Health Unit", [
			"Bureau",
			"Party Committee",
			"Department",
			"Group Headquarters",
			"Branch",
			"Public Health Unit",
			"Station",
			"Private Institution",
			"Town",
		]),
		{ fieldname: "roll_up", fieldtype: "Check", label: __("Each Unit with Those Below It") },
		{ fieldname: "by_group", fieldtype: "Check", label: __("Within Peer Groups") },
		...healthtalk.figures.matter(),
		{
			fieldname: "published",
			fieldtype: "Link",
			options: "Published Ranking",
			label: __("As Published"),
		},
	],

	onload(report) {
		const ready = healthtalk.figures.onload(report);
		if (!frappe.user.has_role(["Healthtalk Administrator", "Appraiser"])) return ready;
		report.page.add_inner_button(__("Publish"), () => {
			const given = (name) => report.get_filter_value(name);
			frappe.prompt(
				{ fieldname: "title", fieldtype: "Data", label: __("Title"), reqd: 1 },
				({ title }) =>
					frappe
						.xcall("healthtalk_app.api.figures.publish_ranking", {
							title,
							from_date: given("from_date"),
							to_date: given("to_date"),
							unit_kind: given("unit_kind"),
							roll_up: given("roll_up") ? 1 : 0,
							by_group: given("by_group") ? 1 : 0,
						})
						.then((name) => report.set_filter_value("published", name)),
				__("All units of this kind and period are ranked and the table is kept as it is now."),
				__("Publish")
			);
		});
		return ready;
	},

	formatter(value, row, column, data, default_formatter) {
		const published = frappe.query_report.get_filter_value("published");
		const plain = published ? { ...column, metric: null } : column;
		const shown = healthtalk.figures.formatter(value, row, plain, data, default_formatter);
		if (column.fieldname !== "change" || !value) return shown;
		const colour = value > 0 ? "green" : "red";
		return `<span style="color: var(--${colour}-600)">${value > 0 ? "▲" : "▼"} ${Math.abs(value)}</span>`;
	},
};
