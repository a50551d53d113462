// My unit today: the first thing on the workspace. The block lives in a shadow tree and brings its own styles.
frappe.provide("healthtalk");

healthtalk.Today = class Today {
	constructor(root) {
		this.root = root;
		this.place = root.querySelector(".ht-today");
		const link = document.createElement("link");
		link.rel = "stylesheet";
		link.href = "/assets/healthtalk_app/css/today.css";
		root.prepend(link);
		this.place.addEventListener("click", (event) => this.clicked(event));
		this.load();
	}

	async load() {
		this.place.innerHTML = `<p class="quiet">${__("Loading...")}</p>`;
		try {
			this.data = await frappe.xcall("healthtalk_app.api.desk.today", {}, "GET");
			this.render();
		} catch (error) {
			this.place.innerHTML = `<div class="sentence bad">${__("Today's work could not be read.")}
				<button type="button" data-retry="1">${__("Try Again")}</button></div>`;
		}
	}

	clicked(event) {
		if (event.target.closest("[data-retry]")) return this.load();
		const list = event.target.closest("[data-list]");
		if (list) {
			event.preventDefault();
			return this.open_list(list.dataset.group, list.dataset.list);
		}
		const row = event.target.closest("[data-name]");
		if (row) {
			event.preventDefault();
			frappe.set_route("Form", row.dataset.doctype, row.dataset.name);
		}
	}

	// The list of exactly what was counted: a group is more than any filter of a list can say.
	async open_list(group, doctype) {
		const names = await frappe.xcall("healthtalk_app.api.desk.today_list", { group, doctype }, "GET");
		frappe.route_options = { name: ["in", names] };
		frappe.set_route("List", doctype, "List");
	}

	render() {
		const { unit, unit_name, counts, groups } = this.data;
		if (!unit) {
			this.place.innerHTML = `<div class="sentence">${__(
				"No unit is assigned to you yet. Ask your bureau's administrator for a User Permission on your unit."
			)}</div>`;
			return;
		}
		const head = `<header><h3>${healthtalk.esc(unit_name)}</h3>
			<span class="quiet">${healthtalk.moment(frappe.datetime.now_datetime(), false)}</span>
			<button type="button" class="again" data-retry="1" title="${__("Refresh")}"
				aria-label="${__("Refresh")}">↻</button></header>${this.warning_html()}`;
		if (!groups.length) {
			this.place.innerHTML = `${head}<div class="sentence good">${__("Nothing waits for your unit today.")}</div>`;
			return;
		}
		const tiles = groups.map(
			({ key, label, lists }) => `<button type="button" class="tile ${key}" data-group="${key}"
				data-list="${this.longest(lists).doctype}"><b>${counts[key]}</b>
				<span>${healthtalk.esc(label)}</span></button>`
		);
		this.place.innerHTML = `${head}<div class="tiles">${tiles.join("")}</div>
			${groups.map((group) => this.group_html(group)).join("")}`;
	}

	warning_html() {
		const { warning } = this.data;
		return warning ? `<div class="sentence bad">${healthtalk.esc(warning)}</div>` : "";
	}

	longest(lists) {
		return lists.reduce((longest, list) => (list.count > longest.count ? list : longest));
	}

	// What does not stand here stands in the list; where both kinds of documents wait, each has its own.
	more_html({ key, rows, count, lists }) {
		if (count <= rows.length) return "";
		const link = (doctype, text) => `<a href="#" data-group="${key}" data-list="${doctype}">${text}</a>`;
		const said = __("{0} more in the list", [count - rows.length]);
		const links =
			lists.length === 1
				? [link(lists[0].doctype, said)]
				: [said, ...lists.map((list) => link(list.doctype, `${__(list.doctype)} ${list.count}`))];
		return `<p class="quiet">${links.join(" · ")}</p>`;
	}

	group_html(group) {
		const { key, label, rows, count } = group;
		return `<section id="${key}"><h4>${healthtalk.esc(label)} <span class="quiet">${count}</span></h4>
			<ul>${rows.map((row) => this.row_html(row)).join("")}</ul>${this.more_html(group)}</section>`;
	}

	row_html(row) {
		const kind = row.ring
			? healthtalk.word(row.ring, "Talk Matter")
			: __(row.doctype === "Referral Slip" ? "Slip" : row.doctype);
		const due = healthtalk.due_text(row.due, row.status === "Replied");
		return `<li><a href="${frappe.utils.get_form_link(row.doctype, row.name)}"
			data-doctype="${row.doctype}" data-name="${healthtalk.esc(row.name)}">
			<span class="kind">${kind}</span>
			<span class="title">${healthtalk.esc(row.title)}</span>
			<span class="quiet">${healthtalk.word(row.status, row.doctype)}</span>
			<span class="due ${due && row.overdue ? "bad" : ""}">${due}</span>
			<span class="quiet unit">${healthtalk.esc(row.unit || "")}</span></a></li>`;
	}
};
