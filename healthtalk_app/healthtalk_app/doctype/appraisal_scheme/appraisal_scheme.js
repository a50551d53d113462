const API = "healthtalk_app.api.appraisal_scheme.";
const ON_TOP = ["Bonus", "Deduction"];
const safe = frappe.utils.escape_html;
let figures;

frappe.ui.form.on("Appraisal Scheme", {
	async refresh(frm) {
		frm.events.weigh(frm);
		const problems = frm.doc.__onload?.problems || [];
		if (problems.length && !frm.is_new()) {
			frm.set_intro(problems.slice(0, 6).map(safe).join("<br>"), "orange");
		}
		if (!frappe.user.has_role(["Appraiser", "Healthtalk Administrator"])) return;
		figures = figures || (await frappe.xcall(`${API}figures`, {}, "GET"));
		frm.fields_dict.indicators.grid.update_docfield_property("metric", "options", figures);
		if (frm.is_new()) return;
		frm.add_custom_button(__("Try Out"), () => frm.events.ask_period(frm));
		frm.add_custom_button(__("Reckon a Pasted Table"), () => frm.events.paste(frm));
		frm.add_custom_button(__("What a Figure Gives"), () => frm.events.preview(frm));
	},

	// How the weights lie on the modules, while they are being distributed.
	weigh(frm) {
		const modules = {};
		for (const row of frm.doc.indicators || []) {
			modules[row.module || ""] = (modules[row.module || ""] || 0) + flt(row.weight, 2);
		}
		const total = Object.values(modules).reduce((sum, weight) => sum + weight, 0);
		const said = Object.entries(modules).map(([name, weight]) => `${name} ${flt(weight, 2)}`);
		const field = frm.fields_dict.indicators.$wrapper;
		if (!field.find(".healthtalk-weights").length) {
			field.append('<p class="healthtalk-weights text-muted small"></p>');
		}
		field.find(".healthtalk-weights").text(`${said.join(" + ")} = ${flt(total, 2)}`);
	},

	async saved(frm) {
		if (frm.is_dirty() || frm.is_new()) await frm.save();
	},

	ask_period(frm) {
		const year = moment().year() - 1;
		healthtalk.dialog({
			title: __("Try Out"),
			fields: [
				{
					fieldname: "from_date",
					fieldtype: "Date",
					label: __("From Date"),
					default: `${year}-01-01`,
					reqd: 1,
				},
				{ fieldname: "to_date", fieldtype: "Date", label: __("To Date"), default: `${year}-12-31`, reqd: 1 },
			],
			submit: async (values) => {
				await frm.events.saved(frm);
				const found = await frappe.xcall(`${API}try_out`, { scheme: frm.docname, ...values }, "GET");
				frm.events.show(frm, found);
			},
		});
	},

	show(frm, { lines, spreads }) {
		const cells = (row, tag = "td") => row.map((cell) => `<${tag}>${safe(String(cell ?? "—"))}</${tag}>`).join("");
		const table = (head, rows) =>
			`<div class="table-responsive"><table class="table table-bordered table-sm"><thead><tr>${cells(head, "th")}</tr></thead>
			<tbody>${rows.map((row) => `<tr>${cells(row)}</tr>`).join("")}</tbody></table></div>`;
		const details = lines
			.map(
				(line) =>
					`<details><summary>${safe(line.unit)}: ${safe(line.total ?? "—")}</summary>${table(
						[__("No.", null, "Appraisal Scheme"), __("Indicator", null, "Appraisal Scheme"), __("How It Came")],
						line.rows.map((row) => [row.no, row.title, row.said])
					)}</details>`
			)
			.join("");
		const dialog = new frappe.ui.Dialog({ title: __("Try-out of {0}", [frm.doc.title]), size: "extra-large" });
		dialog.$body.html(
			`<p class="text-muted">${__("Nothing of this is kept, and vetoes are left out.")}</p>
			${table(
				[__("Place", null, "Appraisal Scheme"), __("Unit", null, "Appraisal Scheme"), __("Total", null, "Appraisal Scheme"), __("Grade", null, "Appraisal Scheme"), __("Bonus", null, "Appraisal Scheme"), __("Deducted", null, "Appraisal Scheme")],
				lines.map((line) => [line.place, line.unit, line.total, line.grade, line.bonus, line.deducted])
			)}
			<h5>${__("How the Indicators Tell Units Apart")}</h5>
			<p class="text-muted">${__("Per cent of the weight. Where all units have the same, the indicator tells nothing.")}</p>
			${table(
				[__("No.", null, "Appraisal Scheme"), __("Indicator", null, "Appraisal Scheme"), __("Units", null, "Appraisal Scheme"), __("Without a Figure"), __("Least", null, "Appraisal Scheme"), __("Average", null, "Appraisal Scheme"), __("Most", null, "Appraisal Scheme")],
				spreads.map((one) => [
					one.no,
					one.title,
					one.measured,
					one.missing,
					one.least,
					one.average,
					one.most,
				])
			)}
			<h5>${__("Row by Row")}</h5>${details}`
		);
		dialog.show();
	},

	paste(frm) {
		const order = (frm.doc.indicators || []).map((row) => row.title).join(" · ");
		healthtalk.dialog({
			title: __("Reckon a Pasted Table"),
			fields: [
				{
					fieldname: "table",
					fieldtype: "Long Text",
					label: __("Figures", null, "Appraisal Scheme"),
					description: __("One unit a line: its name, then its figures in this order: {0}", [safe(order)]),
					reqd: 1,
				},
			],
			submit: async (values) => {
				await frm.events.saved(frm);
				frm.events.show(frm, await frappe.xcall(`${API}reckon`, { scheme: frm.docname, ...values }));
			},
		});
	},

	preview(frm) {
		healthtalk.dialog({
			title: __("What a Figure Gives"),
			fields: [
				{
					fieldname: "indicator_no",
					fieldtype: "Select",
					label: __("Indicator", null, "Appraisal Scheme"),
					options: frm.doc.indicators.map((row) => ({
						value: row.indicator_no,
						label: `${row.indicator_no} ${row.title}`,
					})),
					reqd: 1,
				},
				{ fieldname: "figure", fieldtype: "Data", label: __("Figure", null, "Appraisal Scheme"), reqd: 1 },
			],
			submit: async (values) => {
				await frm.events.saved(frm);
				frappe.msgprint(safe(await frappe.xcall(`${API}preview`, { scheme: frm.docname, ...values }, "GET")));
			},
		});
	},
});

frappe.ui.form.on("Appraisal Indicator", {
	weight: (frm) => frm.events.weigh(frm),
	module: (frm) => frm.events.weigh(frm),
	indicators_remove: (frm) => frm.events.weigh(frm),

	// A chosen figure brings its words and its direction.
	metric(frm, cdt, cdn) {
		const row = locals[cdt][cdn];
		const chosen = (figures || []).find((figure) => figure.value === row.metric);
		if (!chosen) return;
		if (!row.formula) frappe.model.set_value(cdt, cdn, "formula", chosen.formula);
		if (!ON_TOP.includes(row.method)) {
			frappe.model.set_value(cdt, cdn, "higher_is_better", chosen.direction === "lower" ? 0 : 1);
		}
	},
});
