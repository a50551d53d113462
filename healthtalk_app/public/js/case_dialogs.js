// The longer dialogs: evaluations, accusations, and opening a protected identity.
frappe.provide("healthtalk");

healthtalk.evaluation_dialog = (panel, label) => {
	const { doctype, docname, doc } = panel.frm;
	const of_matter = doctype === "Talk Matter";
	const parent = "Public Evaluation";
	healthtalk.dialog({
		title: label,
		primary_label: __("Enter", null, "Public Evaluation"),
		fields: [
			healthtalk.select("overall", __("Overall", null, parent), ["", ...healthtalk.LEVELS], parent, {
				reqd: 1,
			}),
			healthtalk.select(
				"outcome",
				__("Outcome", null, parent),
				["", "Solved", "Partly Solved", "Not Solved"],
				parent,
				{ hidden: of_matter ? 0 : 1, reqd: of_matter && doc.asks_for_solution ? 1 : 0 }
			),
			{ fieldname: "comment", fieldtype: "Small Text", label: __("Comment", null, parent) },
			{ fieldtype: "Column Break" },
			healthtalk.select(
				"source",
				__("Source", null, parent),
				["Paper", "On Site", "Telephone", "Online"],
				parent,
				{ default: "Paper", reqd: 1 }
			),
			{ fieldname: "evaluated_at", fieldtype: "Datetime", label: __("Evaluated At"), default: "Now" },
			{ fieldname: "signed", fieldtype: "Check", label: __("Signed", null, parent) },
			{
				fieldname: "rater_name",
				fieldtype: "Data",
				label: __("Rater", null, parent),
				depends_on: "signed",
			},
			{
				fieldname: "rater_phone",
				fieldtype: "Data",
				label: __("Telephone"),
				depends_on: "signed",
			},
			{ fieldname: "wants_call_back", fieldtype: "Check", label: __("Wants a Call Back") },
		],
		submit: async (values) => {
			await frappe.db.insert({
				doctype: parent,
				reference_doctype: doctype,
				reference_name: docname,
				kind: "Single",
				...values,
			});
			await panel.done(__("The evaluation is entered."));
		},
	});
};

healthtalk.TALLY_ITEMS = ["Attitude", "Listening", "Response", "Handling", "Timeliness", "Result"];

// The six items by five levels as a small table of numbers: quicker than a grid, and usable by thumb.
healthtalk.tally_table = () => {
	const parent = "Evaluation Item";
	const levels = healthtalk.LEVELS.map((level) => `<th>${healthtalk.word(level, "Public Evaluation")}</th>`);
	const rows = healthtalk.TALLY_ITEMS.map((item) => {
		const name = healthtalk.word(item, parent);
		const cells = healthtalk.LEVELS.map((level) => {
			const said = `${name} ${healthtalk.word(level, "Public Evaluation")}`;
			return `<td><input type="number" min="0" inputmode="numeric" class="form-control input-xs"
				aria-label="${healthtalk.esc(said)}" data-item="${item}" data-level="${frappe.scrub(level)}"></td>`;
		});
		return `<tr><th scope="row">${name}</th>${cells.join("")}</tr>`;
	});
	return `<div class="ht-tally"><table><thead><tr><th></th>${levels.join("")}</tr></thead>
		<tbody>${rows.join("")}</tbody></table></div>`;
};

healthtalk.tally_items = ($wrapper) =>
	healthtalk.TALLY_ITEMS.map((item) => {
		const row = { item };
		$wrapper.find(`[data-item="${item}"]`).each((_i, input) => {
			row[input.dataset.level] = cint(input.value);
		});
		return row;
	}).filter((row) => Object.values(row).some((value) => cint(value) > 0));

healthtalk.tally_dialog = (panel, label) => {
	const parent = "Public Evaluation";
	const count = (fieldname, text, more = {}) => ({ fieldname, fieldtype: "Int", label: text, ...more });
	healthtalk.dialog({
		title: label,
		primary_label: __("Enter", null, "Public Evaluation"),
		fields: [
			count("ballots_issued", __("Ballots Issued"), { reqd: 1 }),
			count("ballots_returned", __("Ballots Returned"), { reqd: 1 }),
			count("ballots_valid", __("Valid Ballots"), { reqd: 1 }),
			{ fieldname: "evaluated_at", fieldtype: "Datetime", label: __("Evaluated At"), default: "Now" },
			{ fieldtype: "Column Break" },
			...healthtalk.LEVELS.map((level) =>
				count(`overall_${frappe.scrub(level)}`, healthtalk.word(level, parent))
			),
			{ fieldtype: "Section Break", label: __("Items", null, parent), collapsible: 1 },
			{ fieldname: "items_table", fieldtype: "HTML", options: healthtalk.tally_table() },
			{ fieldtype: "Section Break" },
			{ fieldname: "counted_by", fieldtype: "Data", label: __("Counted By") },
			{ fieldtype: "Column Break" },
			{ fieldname: "scrutinised_by", fieldtype: "Data", label: __("Scrutinised By") },
		],
		submit: async (values, dialog) => {
			await frappe.db.insert({
				doctype: parent,
				reference_doctype: panel.frm.doctype,
				reference_name: panel.frm.docname,
				kind: "Tally",
				source: "Paper",
				items: healthtalk.tally_items(dialog.$wrapper),
				...values,
			});
			await panel.done(__("The tally is entered."));
		},
	});
};

healthtalk.accusation_dialog = (panel, label) =>
	healthtalk.dialog({
		title: label,
		primary_label: __("Send to the Discipline Officer"),
		fields: [
			{
				fieldtype: "HTML",
				options: `<p class="text-muted">${__(
					"It goes to the discipline officer only. After sending, nobody else can open it, not even you."
				)}</p>`,
			},
			{ fieldname: "subject", fieldtype: "Data", label: __("Matter", null, "Talk Matter"), reqd: 1 },
			{ fieldname: "content", fieldtype: "Small Text", label: __("Details and Demand"), reqd: 1 },
			healthtalk.unit_link("accused_unit", __("Accused Unit")),
			{ fieldname: "accused_person", fieldtype: "Data", label: __("Accused Person") },
			{ fieldtype: "Column Break" },
			healthtalk.select(
				"identity_level",
				__("Identity", null, "Talk Matter"),
				["Confidential", "Named", "Anonymous"],
				"Talk Matter",
				{ default: "Confidential" }
			),
			{
				fieldname: "raiser_name",
				fieldtype: "Data",
				label: __("Name of Who Says It"),
				depends_on: "eval:doc.identity_level!=='Anonymous'",
			},
			{
				fieldname: "raiser_phone",
				fieldtype: "Data",
				label: __("Telephone"),
				depends_on: "eval:doc.identity_level!=='Anonymous'",
			},
			{ fieldname: "raised_at", fieldtype: "Datetime", label: __("Raised At") },
		],
		submit: async (values) => {
			const session = panel && panel.frm.doctype === "Talk Session" ? panel.frm.docname : null;
			await frappe.xcall("healthtalk_app.api.matter.record_accusation", {
				values: { ...values, ...(session ? { session } : {}) },
			});
			frappe.msgprint({
				title: label,
				indicator: "green",
				message: __("The accusation was handed to the discipline officer."),
			});
		},
	});

healthtalk.identity_dialog = (doctype, name, label) =>
	healthtalk.dialog({
		title: label,
		primary_label: __("Open", null, "Identity Access"),
		fields: [
			{
				fieldname: "reason",
				fieldtype: "Small Text",
				label: __("Reason"),
				reqd: 1,
				description: __("Your name, the time and this reason stay on record."),
			},
		],
		submit: async ({ reason }) => {
			const values = await frappe.xcall("healthtalk_app.api.identity.reveal", { doctype, name, reason });
			const rows = Object.entries(values)
				.filter(([, value]) => value)
				.map(([fieldname, value]) => {
					const df = frappe.meta.get_docfield(doctype, fieldname);
					const said = df ? __(df.label, null, doctype) : fieldname;
					return `<dt>${said}</dt><dd>${healthtalk.esc(value)}</dd>`;
				});
			const empty = __("No identity is stored for this case.");
			frappe.msgprint({
				title: label,
				message: rows.length ? `<dl class="ht-identity">${rows.join("")}</dl>` : empty,
			});
		},
	});
