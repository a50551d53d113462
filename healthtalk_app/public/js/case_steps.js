// What a step of the workflow asks for beyond the fields that the server names.
frappe.provide("healthtalk");

// Holding a talk: who came and the minutes, in the same dialog as the times.
healthtalk.hold_fields = (frm, fields) => {
	const start = fields.find((df) => df.fieldname === "actual_start");
	if (start && !start.default) start.default = frm.doc.planned_start;
	const end = fields.find((df) => df.fieldname === "actual_end");
	if (end && !end.default) end.default = frm.doc.planned_end;
	const came = (frm.doc.participants || []).map((row, i) => ({
		fieldname: `came_${row.idx}`,
		fieldtype: "Int",
		label: [healthtalk.word(row.category, row.doctype), row.participant_name].filter(Boolean).join(" "),
		description: __("Invited: {0}", [row.invited || 0]),
		default: row.present || row.invited || 0,
		break_before: i && i === Math.ceil(frm.doc.participants.length / 2),
	}));
	const columns = came.flatMap(({ break_before, ...df }) =>
		break_before ? [{ fieldtype: "Column Break" }, df] : [df]
	);
	return [
		{ fieldtype: "Section Break", label: __("How many came") },
		...columns,
		{ fieldtype: "Section Break" },
		{
			fieldname: "minutes",
			fieldtype: "Text Editor",
			label: __("Talk Minutes"),
			default: frm.doc.minutes,
			reqd: 1,
		},
	];
};

healthtalk.hold_values = (frm, values) => {
	const kept = Object.entries(values).filter(([fieldname]) => !fieldname.startsWith("came_"));
	const participants = (frm.doc.participants || []).map((row) => ({
		name: row.name,
		category: row.category,
		participant_name: row.participant_name,
		organisation: row.organisation,
		invited: row.invited,
		present: cint(values[`came_${row.idx}`]),
	}));
	return { ...Object.fromEntries(kept), ...(participants.length ? { participants } : {}) };
};

healthtalk.STEP_EXTRAS = {
	"Talk Session": { Held: { fields: healthtalk.hold_fields, values: healthtalk.hold_values } },
};
