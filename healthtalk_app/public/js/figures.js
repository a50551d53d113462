// What the reports of figures share: filters with their defaults, links from a figure to the rows behind it,
// and the words that say how a figure is counted.
frappe.provide("healthtalk.figures");

healthtalk.figures.period = () => {
	const year = frappe.datetime.get_today().slice(0, 4);
	return [
		{ fieldname: "from_date", fieldtype: "Date", label: __("From Date"), default: `${year}-01-01`, reqd: 1 },
		{ fieldname: "to_date", fieldtype: "Date", label: __("To Date"), default: `${year}-12-31`, reqd: 1 },
	];
};

healthtalk.figures.unit = () => [
	{ fieldname: "health_unit", fieldtype: "Link", options: "Health Unit", label: __("Unit") },
	{ fieldname: "only_own", fieldtype: "Check", label: __("Without Those Below It") },
];

healthtalk.figures.matter = () => [
	healthtalk.figures.select("regime", __("Regime"), "Talk Matter", ["Talk", "Petition", "Complaint", "Hotline"]),
	healthtalk.figures.select("channel", __("Channel"), "Talk Matter", [
		"Talk",
		"Opinion Box",
		"Website Letter",
		"Director's Mailbox",
		"Interactive Column",
		"12345 Hotline",
		"12320 Hotline",
		"Radio Phone-in",
		"Social Supervisor",
		"Group Chat",
		"Telephone",
		"Visit",
		"Letter",
		"Proactive Governance",
	]),
	{ fieldname: "category", fieldtype: "Link", options: "Matter Category", label: __("Category") },
];

// A choice of words that a DocType has; the blank one asks for all.
healthtalk.figures.select = (fieldname, label, doctype, values) => ({
	fieldname,
	fieldtype: "Select",
	label,
	options: ["", ...values].map((value) => ({ value, label: healthtalk.word(value, doctype) })),
});

healthtalk.figures.parts = () => ({
	fieldname: "part",
	fieldtype: "Select",
	label: __("Which of Them"),
	default: "counted",
	options: [
		{ value: "counted", label: __("All Counted") },
		{ value: "met", label: __("Reached") },
		{ value: "missed", label: __("Not Reached") },
	],
});

healthtalk.figures.pages = () => [
	{ fieldname: "page", fieldtype: "Int", label: __("Page"), default: 1 },
	{
		fieldname: "page_size",
		fieldtype: "Select",
		label: __("Rows per Page"),
		default: "200",
		options: ["50", "200", "500", "2000"],
	},
];

// Filters that one report hands on to the next.
const HANDED_ON = ["from_date", "to_date", "regime", "channel", "category"];

// The address of the ledger with the rows behind a figure.
healthtalk.figures.address = (report, figure, part, row) => {
	const options = { figure, part };
	const given = (name) => frappe.query_report.get_filter_value(name);
	for (const name of HANDED_ON) {
		const value = row[name] || given(name);
		if (value) options[name] = value;
	}
	// the row of a category counts its own matters, not those of the categories below it
	if (row.category) options.only_category = 1;
	const unit = row.unit === undefined ? given("health_unit") : row.unit;
	if (unit) options.health_unit = unit;
	if (unit === null) options.intake = 1;
	// a unit's own row counts its own matters, unless the report rolls them up; the total counts as asked
	if (row.unit ? !given("roll_up") : given("only_own")) options.only_own = 1;
	return frappe.utils.generate_route({ type: "report", name: report, is_query_report: true, route_options: options });
};

// Rows of what has no category, regime or channel cannot be asked for: a ledger without the filter lists all.
healthtalk.figures.link = (shown, report, figure, part, row) =>
	HANDED_ON.some((name) => name in row && !row[name])
		? shown
		: `<a href="${healthtalk.esc(healthtalk.figures.address(report, figure, part, row))}">${shown}</a>`;

// A figure that does not exist is a dash, never a nought; one that does leads to its rows.
healthtalk.figures.formatter = (value, row, column, data, default_formatter) => {
	if (!data) return default_formatter(value, row, column, data);
	if (["Int", "Percent", "Float"].includes(column.fieldtype) && (value === null || value === undefined)) {
		return `<span class="text-muted" title="${healthtalk.esc(__("Nothing to count"))}">—</span>`;
	}
	let shown = default_formatter(value, row, column, data);
	if (column.metric && healthtalk.figures.LEDGERS[column.metric]) {
		shown = healthtalk.figures.link(shown, healthtalk.figures.LEDGERS[column.metric], column.metric, "counted", data);
	}
	return data.is_total ? `<b>${shown}</b>` : shown;
};

// A cell that leads to another view of the same report, for the unit of its row.
healthtalk.figures.turn = (shown, row, view) => {
	const options = { view, page: 1 };
	for (const name of [...HANDED_ON, "kind"]) {
		const value = frappe.query_report.get_filter_value(name);
		if (value) options[name] = value;
	}
	const unit = row.unit || frappe.query_report.get_filter_value("health_unit");
	if (unit) options.health_unit = unit;
	if (row.unit || frappe.query_report.get_filter_value("only_own")) options.only_own = 1;
	const name = frappe.query_report.report_name;
	const address = frappe.utils.generate_route({ type: "report", name, is_query_report: true, route_options: options });
	return `<a href="${healthtalk.esc(address)}">${shown}</a>`;
};

// The figures of each ledger, in the order in which they are offered.
healthtalk.figures.MATTERS = () => [
	["matters_raised", __("Matters Raised")],
	["matters_open", __("Matters Still Open")],
	["matters_answered", __("Matters Answered")],
	["matters_excluded", __("Matters Excluded from the Rates")],
	["response_rate", __("Response Rate")],
	["resolution_rate", __("Resolution Rate")],
	["satisfaction_rate", __("Satisfaction Rate")],
	["notice_rate", __("Acceptance Notice in Time")],
	["handling_rate", __("On-Time Handling Rate")],
	["evaluation_rate", __("Rated in Time")],
	["without_deadline", __("Matters without a Deadline")],
	["settled_inside", __("Settled inside the Branch")],
	["one_trip", __("At Most One Trip")],
	["matters_rated", __("Matters Rated")],
	["matters_very_satisfied", __("Matters: Very Satisfied")],
	["matters_satisfied", __("Matters: Satisfied")],
	["matters_basically_satisfied", __("Matters: Basically Satisfied")],
	["matters_dissatisfied", __("Matters: Dissatisfied")],
	["matters_very_dissatisfied", __("Matters: Very Dissatisfied")],
	["effectiveness", __("Effectiveness")],
	["regularity", __("Regularity")],
	["speak_days", __("Days from Raised to Accepted")],
	["listen_days", __("Days to First Response")],
	["discuss_days", __("Days to the Plan")],
	["act_days", __("Days from Plan to Answer")],
	["evaluate_days", __("Days from Answer to Rating")],
	["petitions_raised", __("Petitions")],
	["petitions_received", __("Received 接待")],
	["petitions_registered", __("Registered 登记")],
	["petitions_accepted", __("Accepted 受理")],
	["petitions_answered", __("Answered 回复")],
	["petition_complaints", __("Complaints about Handling")],
	["petition_errors", __("Errors")],
	["petition_breaches", __("Breaches")],
	...(frappe.user.has_role("Discipline Officer") ? [["accusations", __("Accusations")]] : []),
];

healthtalk.figures.SLIPS = () => [
	["slips_received", __("Slips Received")],
	["slips_sent", __("Slips Sent")],
	["slips_open", __("Slips Still Open")],
	["slips_overdue", __("Slips Overdue")],
	["slips_objected", __("Slips Objected To")],
	["slips_urged", __("Slips Urged")],
	["sign_rate", __("Signed For in Time")],
	["reply_rate", __("Answered in Time")],
	["slip_days", __("Days to Answer a Slip")],
];

healthtalk.figures.RECTIFICATIONS = () => [
	["rectifications", __("Rectifications")],
	["rectifications_open", __("Rectifications Still Open")],
	["rectifications_overdue", __("Rectifications Overdue")],
	["rectifications_verified", __("Rectifications Verified")],
	["rectifications_again", __("Ordered to Be Done Again")],
	["lasting_rules", __("Lasting Rules Made")],
	["rectify_rate", __("Put Right in Time")],
];

healthtalk.figures.CALL_BACKS = () => [
	["bad_ratings_signed", __("Signed Bad Ratings")],
	["call_back_rate", __("Called Back")],
	["call_back_reached", __("Reached")],
	["call_backs_owed", __("Still to Be Called Back")],
	["call_backs_overdue", __("Call-backs Overdue")],
	["call_backs_others", __("Other Raters to Call")],
];

healthtalk.figures.COMMITMENTS = () => [
	["commitments_published", __("Commitments Published")],
	["commitments_due", __("Commitments Due")],
	["commitments_overdue", __("Commitments without a Result")],
	["commitment_rate", __("Commitments Fulfilled")],
	["commitment_in_time", __("Fulfilled in Time")],
	["commitment_verified", __("Results Verified")],
];

healthtalk.figures.LEDGERS = {};

healthtalk.figures.setup = () => {
	for (const [key] of healthtalk.figures.MATTERS()) healthtalk.figures.LEDGERS[key] = "Matter Ledger";
	for (const [key] of healthtalk.figures.SLIPS()) healthtalk.figures.LEDGERS[key] = "Referral Slip Tracking";
	for (const [key] of healthtalk.figures.RECTIFICATIONS()) {
		healthtalk.figures.LEDGERS[key] = "Rectification Ledger";
	}
	for (const [key] of healthtalk.figures.COMMITMENTS()) {
		healthtalk.figures.LEDGERS[key] = "Commitment Fulfilment";
	}
	for (const [key] of healthtalk.figures.CALL_BACKS()) healthtalk.figures.LEDGERS[key] = "Bad Rating Call-back";
};

healthtalk.figures.choice = (figures, fallback) => ({
	fieldname: "figure",
	fieldtype: "Select",
	label: __("Figure"),
	default: fallback,
	options: figures.map(([value, label]) => ({ value, label })),
});

// The menu of a report: how each of its figures is counted.
healthtalk.figures.onload = (report) => {
	healthtalk.figures.setup();
	healthtalk.figures.add_menu(report);
	// the platform does not wait until it has looked up a unit or category from the address, and would ask
	// for the report without it
	return frappe.after_ajax().then(() => frappe.timeout(0.1));
};

healthtalk.figures.add_menu = (report) => {
	report.page.add_menu_item(__("How These Figures Are Counted"), () => {
		const lines = (report.columns || [])
			.filter((column) => column.description)
			.map((c) => `<p><b>${healthtalk.esc(c.label || c.name)}</b><br>${healthtalk.esc(c.description)}</p>`);
		frappe.msgprint({
			title: __("How These Figures Are Counted"),
			message: lines.join("") || __("This report lists the rows behind the figure that is chosen."),
		});
	});
};

// Paging buttons of a ledger.
healthtalk.figures.paging = (report) => {
	const turn = (by) => {
		const page = cint(report.get_filter_value("page")) || 1;
		report.set_filter_value("page", Math.max(page + by, 1));
	};
	report.page.add_inner_button(__("Previous Page"), () => turn(-1));
	report.page.add_inner_button(__("Next Page"), () => turn(1));
	return healthtalk.figures.onload(report);
};
