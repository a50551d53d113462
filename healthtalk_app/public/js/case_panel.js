// The head of the three flows' forms: rings, clocks, who has it now, what this user may do next, history.
frappe.provide("healthtalk");

healthtalk.CasePanel = class CasePanel {
	static button(style, kind, key, label) {
		return `<button class="btn ${style} btn-sm"
			data-${kind}="${healthtalk.esc(key)}">${healthtalk.esc(label)}</button>`;
	}

	static item(kind, key, label) {
		return `<a class="dropdown-item" role="menuitem" tabindex="0"
			data-${kind}="${healthtalk.esc(key)}">${healthtalk.esc(label)}</a>`;
	}

	// In `setup` of a form: these buttons replace the platform's menu of workflow actions, which asks for no
	// evidence. Steps in the tables of clocks are named as in the deadline rules.
	static prepare(frm) {
		frm.states.show_actions = () => {};
		for (const table of ["Case Clock", "Clock Extension"]) {
			const step = frappe.meta.docfield_map[table]?.step;
			if (step) step.formatter = (value) => healthtalk.word(value, "Deadline Rule");
		}
	}

	static show(frm) {
		frm.healthtalk_panel ||= new CasePanel(frm);
		frm.healthtalk_panel.refresh();
	}

	constructor(frm) {
		this.frm = frm;
		this.$wrapper = $('<section class="ht-panel" aria-live="polite"></section>');
		frm.layout.wrapper.prepend(this.$wrapper);
		this.$wrapper.on("click", "[data-action]", (e) => this.take($(e.currentTarget).attr("data-action")));
		this.$wrapper.on("click", "[data-facility]", (e) =>
			this.use($(e.currentTarget).attr("data-facility"))
		);
	}

	refresh() {
		const { frm } = this;
		frm.page.set_indicator(...this.indicator());
		if (this.shown !== frm.doc.name) this.lock([]);
		if (frm.is_new()) {
			this.data = null;
			this.$wrapper.empty().hide();
			return;
		}
		this.$wrapper.show();
		if (this.shown !== frm.doc.name) {
			this.$wrapper.html(`<div class="ht-loading text-muted">${__("Loading...")}</div>`);
		}
		this.load();
	}

	indicator() {
		const { doc } = this.frm;
		if (doc.__unsaved) return [__("Not Saved"), "orange"];
		return [healthtalk.status_label(doc), healthtalk.COLOURS[doc.status] || "gray"];
	}

	async load() {
		const { doctype, docname } = this.frm;
		try {
			const data = await frappe.xcall("healthtalk_app.api.desk.panel", { doctype, name: docname });
			if (this.frm.docname !== docname) return null;
			if (this.is_outdated(data)) return this.frm.reload_doc().then(() => data);
			this.data = data;
			this.shown = docname;
			this.lock(data.fixed);
			this.render();
			return data;
		} catch (error) {
			this.$wrapper.html(
				`<div class="ht-error">${__("The state of this case could not be read.")}
				<button class="btn btn-default btn-xs">${__("Try Again")}</button></div>`
			);
			this.$wrapper.find(".ht-error button").on("click", () => this.load());
			return null;
		}
	}

	// Somebody else has moved the case on since this form was opened: show it as it is now.
	is_outdated(data) {
		const outdated = data.modified !== this.frm.doc.modified && !this.frm.is_dirty();
		if (!outdated || this.reloaded_for === data.modified) return false;
		this.reloaded_for = data.modified;
		return true;
	}

	// A finished case is shown to be read: what nobody may write any more is not offered for writing.
	lock(fixed) {
		const were = this.locked || [];
		this.locked = fixed;
		for (const name of were.filter((name) => !fixed.includes(name))) {
			this.frm.set_df_property(name, "read_only", 0);
		}
		for (const name of fixed.filter((name) => !were.includes(name))) {
			this.frm.set_df_property(name, "read_only", 1);
		}
	}

	// What has not changed stays in its place: a button is not taken away under the finger that presses it.
	render() {
		const html = `
			${this.rings_html()}
			<div class="ht-facts">
				<div class="ht-clocks">${this.clocks_html()}</div>
				<div class="ht-holder">${this.holder_html()}</div>
				<div class="ht-actions">${this.actions_html()}</div>
			</div>
			${this.notices_html()}
			${this.history_html()}`;
		if (html === this.html && this.$wrapper.find(".ht-rings").length) return;
		this.html = html;
		this.$wrapper.html(html);
	}

	rings_html() {
		const steps = this.data.rings.map(
			(ring) => `
			<li class="ht-ring ht-${ring.state}" ${ring.state === "current" ? 'aria-current="step"' : ""}>
				<span class="ht-dot">${ring.state === "done" ? "✓" : ""}</span>
				<span class="ht-ring-name">${healthtalk.esc(ring.label)}</span>
				<span class="ht-ring-at">${healthtalk.moment(ring.at, false)}</span>
			</li>`
		);
		return `<ol class="ht-rings">${steps.join("")}</ol>`;
	}

	clocks_html() {
		const rows = this.data.clocks.map((clock) => {
			const kind = clock.met_at
				? clock.on_time === "Late"
					? "late"
					: "met"
				: clock.paused
				? "paused"
				: clock.overdue
				? "overdue"
				: "running";
			const due = clock.due ? __("due {0}", [healthtalk.moment(clock.due)]) : "";
			const why = clock.reason ? `<span class="ht-why">${healthtalk.esc(clock.reason)}</span>` : "";
			return `<div class="ht-clock ht-${kind}">
				<span class="ht-step">${healthtalk.esc(clock.label)}</span>
				<b>${healthtalk.esc(clock.left_text)}</b>
				<span class="ht-due">${due}</span>${why}</div>`;
		});
		if (rows.length) return rows.join("");
		return this.frm.doctype === "Talk Session"
			? ""
			: `<div class="ht-clock ht-none">${__("No deadline is running.")}</div>`;
	}

	holder_html() {
		const { holder, status, state } = this.data;
		const person = holder.person ? `<span>${healthtalk.esc(holder.person)}</span>` : "";
		const now = state ? `${status} · ${state}` : status;
		return `<div class="ht-status">${healthtalk.esc(now)}</div>
			<div class="ht-who"><span class="text-muted">${__("Now with")}</span>
			<b>${healthtalk.esc(holder.unit_name || "")}</b> ${person}</div>`;
	}

	// The one or two things to do next stand as buttons; everything else in the menu behind them.
	actions_html() {
		const leading = this.data.actions.filter((action) => action.primary).slice(0, 2);
		const offered = this.data.facilities.concat(healthtalk.own_facilities(this.frm));
		const near = offered.filter((facility) => healthtalk.PROMINENT.includes(facility.key)).slice(0, 2);
		const rest = this.data.actions.filter((action) => !leading.includes(action));
		const others = offered.filter((facility) => !near.includes(facility));
		const buttons = [
			...leading.map((a, i) => CasePanel.button(i ? "btn-default" : "btn-primary", "action", a.action, a.label)),
			...near.map((f, i) =>
				CasePanel.button(leading.length || i ? "btn-default" : "btn-primary", "facility", f.key, f.label)
			),
		];
		const menu = [
			...others.map((f) => CasePanel.item("facility", f.key, f.label)),
			...rest.map((a) => CasePanel.item("action", a.action, a.label)),
		];
		if (menu.length) {
			buttons.push(`<div class="dropdown ht-more">
				<button class="btn btn-default btn-sm" data-toggle="dropdown" aria-haspopup="true"
					aria-expanded="false">${__("More", null, "Case panel")} ▾</button>
				<div class="dropdown-menu dropdown-menu-right" role="menu">${menu.join("")}</div>
			</div>`);
		}
		if (!leading.length && !near.length && !menu.length) {
			return `<span class="text-muted">${__("Nothing for you to do here now.")}</span>`;
		}
		return buttons.join("");
	}

	// What who raised the matter was told by SMS or mail; what could not be sent stands out.
	notices_html() {
		const rows = (this.data.notices || []).map(
			(notice) => `<li class="${notice.failed ? "text-danger" : "text-muted"}">
				<a href="/app/citizen-notice/${healthtalk.esc(notice.name)}">${healthtalk.esc(notice.text)}</a>
				<time>${healthtalk.moment(notice.at)}</time></li>`
		);
		if (!rows.length) return "";
		return `<details class="ht-history" ${this.data.notices.some((notice) => notice.failed) ? "open" : ""}>
			<summary>${__("Notices to the Citizen")} (${rows.length})</summary><ul>${rows.join("")}</ul></details>`;
	}

	history_html() {
		const rows = this.data.events.map(
			(event) => `<li><time>${healthtalk.moment(event.at)}</time>
				<span>${healthtalk.esc(event.text)}</span>
				<span class="text-muted">${healthtalk.esc([event.unit_name, event.actor].filter(Boolean).join(" · "))}</span>
				${event.late ? `<span class="ht-late-mark">${__("entered late")}</span>` : ""}</li>`
		);
		if (!rows.length) return "";
		return `<details class="ht-history"><summary>${__("History")} (${rows.length})</summary>
			<ul>${rows.join("")}</ul></details>`;
	}

	// What was typed in the form is kept before anything else happens.
	async saved() {
		if (!this.frm.is_dirty()) return this.data || this.load();
		try {
			await this.frm.save();
		} catch (error) {
			return null;
		}
		return this.frm.is_dirty() ? null : this.load();
	}

	async take(name) {
		const data = await this.saved();
		const action = data && data.actions.find((a) => a.action === name);
		if (action) healthtalk.ask_for_step(this, action);
	}

	async use(key) {
		const data = await this.saved();
		if (data) healthtalk.open_facility(this, key);
	}

	async done(message) {
		// what was asked for is done: the dialog goes at once, the form follows
		if (window.cur_dialog) cur_dialog.hide();
		if (message) frappe.show_alert({ message, indicator: "green" });
		this.data = null;
		await this.frm.reload_doc();
	}
};

// A step of the workflow: its evidence, and when it happened if it is written down later.
healthtalk.ask_for_step = (panel, action) => {
	const { frm } = panel;
	const extra = (healthtalk.STEP_EXTRAS[frm.doctype] || {})[action.status];
	const usable = (df) => ({ ...df, ...healthtalk.link_query(df) });
	const fields = action.fields.map((df) =>
		df.columns ? { ...df, columns: df.columns.map(usable) } : usable(df)
	);
	if (extra) fields.push(...extra.fields(frm, fields));
	healthtalk.dialog({
		title: action.label,
		fields: [...fields, ...healthtalk.later_fields(fields)],
		primary_label: action.label,
		submit: async ({ occurred_at, ...values }) => {
			const result = await frappe.xcall("healthtalk_app.api.desk.act", {
				doctype: frm.doctype,
				name: frm.docname,
				action: action.action,
				values: extra ? extra.values(frm, values) : values,
				occurred_at: occurred_at || null,
			});
			const number = result.number && result.number !== frm.doc.number ? ` ${result.number}` : "";
			await panel.done(`${healthtalk.word(result.status, frm.doctype)}${number}`);
		},
	});
};

healthtalk.later_fields = () => [
	{ fieldtype: "Section Break", label: __("Written down later?"), collapsible: 1 },
	{
		fieldname: "occurred_at",
		fieldtype: "Datetime",
		label: __("When did it happen?"),
		description: __("For paper, telephone or a talk written up afterwards. Empty means now."),
	},
];

healthtalk.link_query = (df) => {
	const queries = { "Health Unit": healthtalk.open_units, "Matter Category": healthtalk.usable_categories };
	if (df.fieldtype !== "Link" || !queries[df.options]) return {};
	// as in the form: any unit may be named, also one that the user cannot look into
	return { get_query: queries[df.options], ignore_user_permissions: 1 };
};
