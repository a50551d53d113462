// The leader's page: one screen of the five rings, what is overdue and whose, places, topics, visits, incidents.
frappe.pages["leaders-page"].on_page_load = (wrapper) => {
	frappe.ui.make_app_page({ parent: wrapper, title: __("Leader's Page"), single_column: true });
	wrapper.leaders_page = new healthtalk.LeadersPage(wrapper.page);
};

frappe.pages["leaders-page"].on_page_show = (wrapper) => wrapper.leaders_page?.load();

healthtalk.LeadersPage = class LeadersPage {
	constructor(page) {
		this.page = page;
		page.set_primary_action(__("Print on One Page"), () =>
			window.open("/api/method/healthtalk_app.api.leader.paper")
		);
		page.set_secondary_action(__("Refresh"), () => this.load());
		this.place = $('<div class="ht-leader"></div>').appendTo(page.main);
		this.place.on("click", "[data-ask]", (event) => {
			event.preventDefault();
			this.open_list($(event.currentTarget).data("ask"));
		});
	}

	async load() {
		this.data = await frappe.xcall("healthtalk_app.api.leader.page", {}, "GET");
		const whose = `${this.data.unit_name} · ${healthtalk.moment(this.data.at, false)}`;
		// on a telephone the head has room for the buttons alone
		if (!frappe.is_mobile()) this.page.set_indicator(whose, this.data.overdue.total ? "red" : "green");
		this.place.html(
			[
				frappe.is_mobile() ? `<p class="wide quiet whose">${healthtalk.esc(whose)}</p>` : "",
				this.rings_html(),
				this.overdue_html(),
				this.ranking_html(),
				this.topics_html(),
				this.visits_html(),
				this.incidents_html(),
			].join("")
		);
	}

	// The list of exactly the documents that a number counts.
	async open_list({ method, args, doctype }) {
		const names = await frappe.xcall(`healthtalk_app.api.leader.${method}`, args, "GET");
		frappe.route_options = { name: ["in", names] };
		frappe.set_route("List", doctype, "List");
	}

	number(count, method, args, doctype, bad) {
		if (!count) return `<span class="quiet">0</span>`;
		const ask = healthtalk.esc(JSON.stringify({ method, args, doctype }));
		return `<a href="#" data-ask="${ask}" class="${bad ? "bad" : ""}">${count}</a>`;
	}

	section(kind, title, body, aside = "") {
		return `<section class="${kind}"><h4>${title}${aside}</h4>${body}</section>`;
	}

	rings_html() {
		const tiles = this.data.rings.map(({ ring, open, overdue, today }) => {
			const part = (count, name, bad) => this.number(count, "ring", { ring, part: name }, "Talk Matter", bad);
			return `<div class="ring"><div>${healthtalk.word(ring, "Talk Matter")}</div>
				<b>${part(open, "open")}</b>
				<small><span>${__("Overdue")} ${part(overdue, "overdue", true)}</span>
				<span>${__("Done Today")} ${part(today, "today")}</span></small></div>`;
		});
		return this.section("wide", __("The Five Rings Today"), `<div class="rings">${tiles.join("")}</div>`);
	}

	overdue_html() {
		const { rows, total, units, by_kind } = this.data.overdue;
		const kinds = this.data.kinds.filter((kind) => by_kind[kind]);
		const cells = (counts, unit) =>
			kinds
				.map((kind) => {
					const args = unit ? { doctype: kind, unit } : { doctype: kind };
					return `<td>${this.number(counts[kind] || 0, "overdue", args, kind, true)}</td>`;
				})
				.join("");
		const head = kinds.map((kind) => `<th>${__(kind)}</th>`).join("");
		const lines = rows.map(
			(row) => `<tr><td class="name">${healthtalk.esc(row.unit_name)}</td>${cells(row.counts, row.unit)}
				<td><b>${row.total}</b></td></tr>`
		);
		const foot = `<tr><td class="name">${__("{0} units", [units])}</td>${cells(by_kind)}
			<td><b>${total}</b></td></tr>`;
		const table = `<table><thead><tr><th class="name">${__("Unit")}</th>${head}
			<th>${__("Total")}</th></tr></thead><tbody>${lines.join("")}${foot}</tbody></table>`;
		const body = total ? table : `<p class="quiet">${__("Nothing is overdue.")}</p>`;
		return this.section("", __("Overdue, and Whose"), body);
	}

	ranking_html() {
		const { rows, from_date, to_date, count } = this.data.ranking;
		const rate = (value) => (value === null ? "—" : `${value.toFixed(1)}%`);
		const moved = (change) => (change ? (change > 0 ? `↑${change}` : `↓${-change}`) : "");
		const lines = rows.map(
			(row) => `<tr><td>${row.place}</td><td class="name">${this.ledger(row)}</td>
				<td>${rate(row.response)}</td><td>${rate(row.resolution)}</td><td>${rate(row.satisfaction)}</td>
				<td><b>${row.score.toFixed(2)}</b></td><td>${moved(row.change)}</td></tr>`
		);
		const heads = [__("Response"), __("Resolution"), __("Satisfaction"), __("Score"), ""];
		const table = `<table><thead><tr><th></th><th class="name">${__("Unit")}</th>
			${heads.map((head) => `<th>${head}</th>`).join("")}</tr></thead><tbody>${lines.join("")}</tbody></table>`;
		const options = { from_date, to_date };
		const link = `<a href="${this.report("Unit League Table", options)}">${__("{0} units", [count])}</a>`;
		const body = rows.length ? table : `<p class="quiet">${__("No unit has a place yet.")}</p>`;
		return this.section("", __("Places This Year"), body, link);
	}

	ledger(row) {
		const { from_date, to_date } = this.data.ranking;
		const options = { from_date, to_date, health_unit: row.unit, figure: "matters_raised", part: "counted" };
		return `<a href="${this.report("Matter Ledger", options)}">${healthtalk.esc(row.unit_name)}</a>`;
	}

	report(name, options) {
		const route = { type: "report", name, is_query_report: true, route_options: options };
		return healthtalk.esc(frappe.utils.generate_route(route));
	}

	list_html(rows, line, empty) {
		return rows.length ? `<ul>${rows.map(line).join("")}</ul>` : `<p class="quiet">${empty}</p>`;
	}

	topics_html() {
		const line = (row) => `<li><a href="${frappe.utils.get_form_link("Hot Topic", row.name)}">
			${healthtalk.esc(row.title)}</a><span class="quiet">${__("{0} people", [row.people])} ·
			${healthtalk.word(row.trend, "Hot Topic")}</span></li>`;
		const body = this.list_html(this.data.topics, line, __("No topic at present."));
		return this.section("third", __("Hot Topics"), body);
	}

	visits_html() {
		const { rows, due, owed } = this.data.visits;
		const line = (row) => `<li><a href="${frappe.utils.get_form_link("Health Unit", row.unit)}">
			${healthtalk.esc(row.unit_name)}</a><span class="quiet">
			${row.planned ? __("planned") : __("not planned")}</span></li>`;
		const link = `<a href="${this.report("Inspection Coverage", {})}">${__("{0} of {1} units", [due, owed])}</a>`;
		const body = this.list_html(rows, line, __("Every unit has had its visit."));
		return this.section("third", __("Inspections Due This Quarter"), body, link);
	}

	incidents_html() {
		const { rows, open } = this.data.incidents;
		const line = (row) => `<li><a href="${frappe.utils.get_form_link("Opinion Incident", row.name)}">
			${healthtalk.esc(row.subject)}</a><span class="quiet ${row.overdue ? "bad" : ""}">
			${healthtalk.word(row.status, "Opinion Incident")}</span></li>`;
		const body = this.list_html(rows, line, __("No incident is open."));
		const aside = `<span class="quiet">${open}</span>`;
		return this.section("third", __("Open Incidents"), body, aside);
	}
};
