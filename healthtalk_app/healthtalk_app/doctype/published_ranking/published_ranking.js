frappe.ui.form.on("Published Ranking", {
	refresh(frm) {
		show_table(frm);
		frm.add_custom_button(__("Open Report"), () =>
			frappe.set_route("query-report", "Unit League Table", { published: frm.doc.name })
		);
		const may = frappe.user.has_role(["Healthtalk Administrator", "Appraiser"]);
		for (const field of CIRCULAR) frm.set_df_property(field, "read_only", frm.doc.circular_number || !may ? 1 : 0);
		if (!may || frm.doc.circular_number || frm.is_dirty()) return;
		frm.add_custom_button(__("Issue Circular"), () =>
			frappe.confirm(__("The circular receives its number and can then no longer be changed."), () =>
				frappe
					.xcall("healthtalk_app.api.figures.issue_circular", { name: frm.doc.name })
					.then(() => frm.reload_doc())
			)
		);
	},
});

const CIRCULAR = [
	"circular_title",
	"addressees",
	"overview",
	"adjustments",
	"problems",
	"use_of_results",
	"requirements",
	"attachments",
	"copied_to",
	"printed_by",
	"sealed",
];
const TRENDS = { Rising: "↗", Falling: "↘", Steady: "→", Wavering: "∿" };

// The table as it was kept: places before, the oldest first, and where the unit is heading.
function show_table(frm) {
	const rows = JSON.parse(frm.doc.rows_json || "[]");
	const cell = (value) => `<td>${value === null || value === undefined || value === "" ? "—" : healthtalk.esc(value)}</td>`;
	const heads = [__("Place", null, "Unit League Table"), __("Unit"), __("Score"), __("Places Gained"), __("Places Before")];
	const line = (row) =>
		[
			row.place,
			row.unit_name,
			row.score,
			row.change,
			[...(row.places || []).map((place) => place || "—"), TRENDS[row.trend] || ""].join(" "),
		]
			.map(cell)
			.join("");
	const group = (row) => (frm.doc.by_group ? row.group : "");
	let last = "";
	const body = rows.map((row) => {
		const head =
			group(row) && group(row) !== last
				? `<tr><th colspan="${heads.length}">${healthtalk.esc(healthtalk.word(group(row), "Health Unit"))}</th></tr>`
				: "";
		last = group(row);
		return `${head}<tr>${line(row)}</tr>`;
	});
	frm.get_field("table_html").$wrapper.html(`<table class="table table-bordered">
		<thead><tr>${heads.map((word) => `<th>${word}</th>`).join("")}</tr></thead>
		<tbody>${body.join("")}</tbody></table>`);
}
