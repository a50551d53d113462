frappe.ui.form.on("Unit Appraisal", {
	setup(frm) {
		healthtalk.CasePanel.prepare(frm);
	},

	refresh(frm) {
		healthtalk.CasePanel.show(frm);
		const { doc } = frm;
		const reviews = ["Appraiser", "Healthtalk Administrator"].some((role) => frappe.user.has_role(role));
		// what each side writes, and when; the server decides
		const open = {
			self_review: doc.status === "Computed",
			review_opinion: doc.status === "Self-reviewed" && reviews,
			objection_reason: doc.status === "Reviewed",
			objection_evidence: doc.status === "Reviewed",
			objection_decision: doc.status === "Objected" && reviews,
			vetoes: ["Computed", "Self-reviewed", "Objected"].includes(doc.status) && reviews,
		};
		for (const [fieldname, is_open] of Object.entries(open)) {
			frm.set_df_property(fieldname, "read_only", is_open ? 0 : 1);
		}
		const grid = frm.get_field("score_rows").grid;
		grid.cannot_add_rows = true;
		grid.cannot_delete_rows = true;
		const by_reviewer = ["hand_value", "hand_reason", "exempt_reason", "evidence", "evidence_note"];
		for (const fieldname of by_reviewer) grid.update_docfield_property(fieldname, "read_only", open.vetoes ? 0 : 1);
		for (const fieldname of ["self_note", "self_evidence"]) {
			grid.update_docfield_property(fieldname, "read_only", open.self_review ? 0 : 1);
		}
		frm.refresh_field("score_rows");
		if (doc.vetoed) {
			const kinds = doc.vetoes.map((row) => `${healthtalk.word(row.kind, "Appraisal Veto")} × ${row.found}`);
			frm.set_intro(__("One-vote veto: {0}", [healthtalk.esc(kinds.join("、"))]), "red");
		}
	},
});

frappe.ui.form.on("Appraisal Row", {
	form_render(frm, cdt, cdn) {
		const row = locals[cdt][cdn];
		const grid_row = frm.get_field("score_rows").grid.get_row(cdn);
		const place = grid_row && grid_row.grid_form && grid_row.grid_form.wrapper;
		if (!place || !row.metric || row.source === "By Hand") return;
		place.find(".healthtalk-behind").remove();
		$(`<button class="btn btn-xs btn-default healthtalk-behind">${__("Documents behind It")}</button>`)
			.prependTo(place.find(".form-page, .form-layout").first())
			.on("click", () => healthtalk.show_behind(frm, row));
	},
});

// The documents behind a row: those that this user may read, or the report that lists them.
healthtalk.show_behind = async (frm, row) => {
	const found = await frappe.xcall("healthtalk_app.api.appraisal.behind", {
		name: frm.docname,
		indicator_no: row.indicator_no,
	});
	if (found.report) {
		frappe.route_options = found.filters;
		frappe.set_route("query-report", found.report);
		return;
	}
	const lines = found.names.map((name) => {
		const link = frappe.utils.get_form_link(found.doctype, name);
		return `<li><a href="${link}">${healthtalk.esc(name)}</a></li>`;
	});
	frappe.msgprint({
		title: row.title,
		message: lines.length ? `<ul>${lines.join("")}</ul>` : __("None of the documents is for you to read."),
	});
};

{
	const method = (name) => `healthtalk_app.api.appraisal.${name}`;
	const cell = (value) => `<td>${healthtalk.esc(value === "" || value === null ? "—" : value)}</td>`;

	Object.assign(healthtalk.FACILITIES, {
		appraisal_difference: async (panel) => {
			const found = await frappe.xcall(method("difference"), { name: panel.frm.docname });
			const rows = found.rows.map((row) =>
				[row.indicator_no, row.title, row.value, row.value_now, row.points, row.points_now].map(cell).join("")
			);
			const word = (text) => healthtalk.word(text, "Appraisal Row");
			const head = [word("No."), word("Indicator"), word("Figure"), __("Today"), word("Points"), __("Today")];
			const said = found.holds
				? __("The stored result follows from its inputs to the last digit.")
				: __("The stored result does not follow from its inputs.");
			const totals = __("Total {0}, from today's data {1}", [found.total, found.total_now]);
			const table = rows.length
				? `<table class="table table-bordered"><tr>${head.map((word) => `<th>${word}</th>`).join("")}</tr>
					${rows.map((row) => `<tr>${row}</tr>`).join("")}</table>`
				: `<p>${__("No figure has changed since.")}</p>`;
			frappe.msgprint({
				title: __("Compare with Today's Data", null, "Unit Appraisal"),
				message: `<p>${said}</p><p>${totals}</p>${table}`,
				wide: true,
			});
		},

		appraisal_vetoes: async (panel, label) => {
			const found = await frappe.xcall(method("vetoes"), { name: panel.frm.docname });
			const lines = found.map((one) => {
				const records = one.records.map(
					(row) =>
						`<li><a href="${frappe.utils.get_form_link(row.doctype, row.name)}">${healthtalk.esc(
							`${row.date} ${row.sentence}`
						)}</a></li>`
				);
				return `<p>${healthtalk.esc(healthtalk.word(one.kind, "Appraisal Veto"))} × ${one.count}</p>
					<ul>${records.join("")}</ul>`;
			});
			frappe.msgprint({ title: label, message: lines.join("") || __("Nothing vetoes this unit today.") });
		},

		appraisal_use: (panel, label) => {
			const columns = frappe.get_meta("Use of Result").fields.filter((df) => df.fieldname !== "noted_by");
			const fields = columns.map((df) => {
				const word = (text) => healthtalk.word(text, "Use of Result");
				const options =
					df.fieldtype === "Select"
						? (df.options || "").split("\n").map((value) => ({ value, label: word(value) }))
						: df.options;
				const { fieldname, fieldtype, reqd } = df;
				const more = { default: df.default, ignore_user_permissions: 1 };
				if (["employee", "person_name"].includes(fieldname)) more.depends_on = "eval:doc.whom==='Person'";
				return { fieldname, fieldtype, reqd, options, label: word(df.label), ...more };
			});
			healthtalk.call_facility(panel, label, "appraisal.note_use", fields);
		},

		appraisal_publish_group: (panel, label) => healthtalk.call_facility(panel, label, "appraisal.publish_group", []),
	});
}
