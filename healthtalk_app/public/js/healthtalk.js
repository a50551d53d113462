// What the forms, lists and the workspace of Health Talk share.
frappe.provide("healthtalk");

// statuses that end a case, those that wait for somebody, and their colours in lists
healthtalk.COLOURS = {
	Planned: "light-blue",
	Prepared: "blue",
	Held: "orange",
	"Following Up": "orange",
	Closed: "green",
	Cancelled: "gray",
	Raised: "red",
	Accepted: "light-blue",
	"Not Accepted": "gray",
	"In Progress": "orange",
	Replied: "blue",
	Evaluated: "green",
	Merged: "gray",
	Withdrawn: "gray",
	Draft: "gray",
	Issued: "red",
	"Signed For": "light-blue",
	Confirmed: "green",
	Objected: "red",
	Received: "red",
	Declined: "gray",
	Registered: "red",
	Found: "red",
	Judged: "orange",
	Reported: "orange",
	Released: "blue",
	Notified: "light-blue",
	Mediating: "orange",
	Appraisal: "blue",
	Agreed: "green",
	Failed: "gray",
	Open: "red",
	"Plan Filed": "light-blue",
	Rectifying: "orange",
	Submitted: "blue",
	"Ordered Again": "red",
	Verified: "green",
	Proposed: "orange",
	"Under Review": "orange",
	Decided: "blue",
	Executed: "green",
	Dismissed: "gray",
	Appealed: "red",
	Upheld: "green",
	Revoked: "gray",
	"To Call": "red",
	Reached: "green",
	"Not Reached": "gray",
};

healthtalk.FINISHED = [
	"Closed",
	"Cancelled",
	"Not Accepted",
	"Declined",
	"Evaluated",
	"Merged",
	"Withdrawn",
	"Confirmed",
	"Verified",
];

healthtalk.esc = (text) => frappe.utils.escape_html(cstr(text));

// A label of a DocType: "Planned" of a talk and of a matter are not the same word in Chinese.
healthtalk.word = (text, doctype) => (text ? __(text, null, doctype) : "");

healthtalk.status_label = (doc) => healthtalk.word(doc.status, doc.doctype);

// A moment as Chinese officials write it; the year only where it is not this one.
healthtalk.moment = (value, with_time = true) => {
	if (!value) return "";
	const at = moment(frappe.datetime.convert_to_user_tz(value, false));
	if (!(frappe.boot.lang || "").startsWith("zh")) {
		return with_time ? frappe.datetime.str_to_user(value) : frappe.datetime.str_to_user(value, false, true);
	}
	const year = at.year() === moment().year() ? "" : "YYYY年";
	return at.format(`${year}M月D日${with_time ? " HH:mm" : ""}`);
};

// What a deadline says beside a row of a list: overdue, today, or the date.
healthtalk.due_text = (due, finished) => {
	if (!due || finished) return "";
	const left = moment(due).diff(moment(frappe.datetime.now_datetime()), "minutes");
	if (left < 0) return __("Overdue since {0}", [healthtalk.moment(due)]);
	if (moment(due).isSame(moment(frappe.datetime.now_datetime()), "day")) return __("Due today");
	return __("Due {0}", [healthtalk.moment(due, false)]);
};

healthtalk.is_overdue = (due, finished) =>
	Boolean(due) && !finished && moment(due).isBefore(moment(frappe.datetime.now_datetime()));

// The indicator of a list row: status, with the ring before it and the clock behind it.
healthtalk.indicator = (doc, due_field, ring) => {
	const finished = healthtalk.FINISHED.includes(doc.status) || doc.status === "Replied";
	const due = doc[due_field];
	const parts = [healthtalk.status_label(doc)];
	if (ring && doc.ring) parts.unshift(healthtalk.word(doc.ring, doc.doctype));
	const overdue = !doc.paused_since && healthtalk.is_overdue(due, finished);
	const clock = doc.paused_since ? __("Clock stopped") : healthtalk.due_text(due, finished);
	// on a telephone there is room for one word, and colour tells the rest
	if (clock && !frappe.is_mobile()) parts.push(clock);
	else if (overdue) parts.push(__("Overdue", null, doc.doctype));
	const colour = overdue ? "red" : healthtalk.COLOURS[doc.status] || "gray";
	if (frappe.is_mobile() && parts.length > 2) parts.shift();
	return [parts.join(" · "), colour === "red" && !overdue ? "yellow" : colour, `status,=,${doc.status}`];
};

// The platform shows a chosen option in its own words, which it also uses for orders and invoices; ours follow
// the DocType, as the list of options does.
healthtalk.name_options = (doctype) => {
	// a new document has its own copies before its form is there
	const copies = Object.values(frappe.meta.docfield_copy[doctype] || {});
	for (const df of [frappe.meta.docfield_map[doctype] || {}, ...copies].flatMap(Object.values)) {
		if (df.fieldtype === "Select") healthtalk.name_chosen(df, doctype);
		if (df.fieldtype === "Table") healthtalk.name_options(df.options);
		// the platform would write the time zone behind the description, and leave both in English
		if (df.fieldtype === "Datetime") df.hide_timezone = 1;
	}
};
healthtalk.name_chosen = (df, doctype) => {
	df.formatter ||= (value) => healthtalk.word(value, doctype);
	// the rows of a list ask no formatter of a field, only the list's own
	const list = frappe.listview_settings[doctype];
	if (!list) return;
	list.formatters ||= {};
	list.formatters[df.fieldname] ||= (value) => {
		const filter = `${df.fieldname},=,${healthtalk.esc(value)}`;
		const word = healthtalk.esc(healthtalk.word(value, doctype));
		return value ? `<span class="filterable indicator-pill gray ellipsis" data-filter="${filter}">${word}</span>` : "";
	};
};
$(document).on("form-load", (_event, frm) => {
	if (frm.meta.module !== "Healthtalk App") return;
	healthtalk.name_options(frm.doctype);
	healthtalk.open_rows_by_thumb(frm);
});

// On a telephone the pencil of a row lies outside the screen: a new row opens by itself, others when touched.
healthtalk.open_rows_by_thumb = (frm) => {
	if (!frappe.is_mobile() || frm.healthtalk_rows) return;
	frm.healthtalk_rows = true;
	for (const field of frm.fields.filter((one) => one.df.fieldtype === "Table")) {
		// the table itself is drawn later, inside the field
		field.$wrapper[0].addEventListener("click", (e) => healthtalk.row_touched(field.grid, e), true);
	}
};

healthtalk.row_touched = (grid, event) => {
	if (event.target.closest(".grid-add-row")) {
		setTimeout(() => grid.grid_rows[grid.grid_rows.length - 1]?.toggle_view(true), 150);
		return;
	}
	const touched = event.target.closest(".grid-body .grid-row");
	if (!touched || touched.matches(".grid-row-open") || event.target.closest(".row-check")) return;
	const row = grid.grid_rows.find((candidate) => candidate.wrapper[0] === touched);
	if (!row) return;
	event.stopPropagation();
	row.toggle_view(true);
};

// Links offer units that work today, and categories that are in use.
healthtalk.open_units = () => ({
	filters: [["Health Unit", "valid_to", "is", "not set"]],
});
healthtalk.usable_categories = () => ({ filters: { is_group: 0, enabled: 1 } });

// The unit of the user at work, where it is clear which: a new case begins there.
healthtalk.own_unit = () => frappe.boot.healthtalk_unit;
healthtalk.fill_own_unit = (frm, fieldname) => {
	if (frm.is_new() && !frm.doc[fieldname] && healthtalk.own_unit()) {
		frm.set_value(fieldname, healthtalk.own_unit());
	}
};

// A case goes on by its steps, with their evidence: on a board its card opens, but cannot be dragged into
// another column. The board starts a drag with these events; a click is none of them.
healthtalk.hold_cards = (of) => {
	for (const event of ["pointerdown", "mousedown", "touchstart"]) {
		document.addEventListener(
			event,
			(e) => {
				const [view, doctype, kind] = frappe.get_route();
				const on_board = view === "List" && doctype === of && kind === "Kanban";
				if (on_board && e.target.closest(".kanban-card-wrapper")) e.stopPropagation();
			},
			true
		);
	}
};

healthtalk.has_role = (...roles) => roles.some((role) => frappe.user_roles.includes(role));

// Show one tab of a form. The platform leaves the former one in view when both change in one breath.
healthtalk.open_tab = (frm, label) => {
	const tab = (frm.layout.tabs || []).find((found) => found.label === label);
	if (!tab || tab.is_active()) return;
	tab.set_active();
	frm.layout.tabs.filter((other) => other !== tab).forEach((other) => other.wrapper.removeClass("active show"));
};

// A branch of a tree by its name; what is closed or switched off stands back.
healthtalk.tree_label = (node) => {
	const title = healthtalk.esc(node.data?.title || node.label);
	return node.data?.off ? `<span class="text-muted"><s>${title}</s></span>` : title;
};

// A reason before something is done.
healthtalk.ask_reason = (title, label, then) =>
	frappe.prompt({ fieldname: "reason", fieldtype: "Small Text", label, reqd: 1 }, (given) => then(given.reason), title);

// The platform's print view, with the form chosen.
healthtalk.print = async (doctype, name, format) => {
	// the print view takes the default of the DocType when it opens for the first time …
	frappe.get_meta(doctype).default_print_format = format;
	await frappe.set_route("print", doctype, name);
	// … and keeps the last choice afterwards
	frappe.after_ajax(() => {
		const $input = $(frappe.pages.print).find('[data-fieldname="print_format"] input');
		if ($input.length && $input.val() !== format) $input.val(format).trigger("change");
	});
};
