// The page of an inspector: items one by one, kept on the device at every touch, sent when there is a network.
// A sending keeps its key until the server has answered, so that one which arrives twice is one.
(() => {
	const root = document.getElementById("inspect");
	if (!root) return;
	const store = healthtalkStore(root.dataset.who);
	const API = "/api/method/healthtalk_app.api.inspection_entry.";
	const RESULTS = [
		["Pass", "合格"],
		["Fail", "不合格"],
		["Not Applicable", "不适用"],
	];
	const SIDE = 2000;
	const PATIENCE = 60_000;
	const EVERY = 15_000;
	const LOGIN = "登录已过期，请重新登录。填好的内容都在这台手机上。";
	const sheets = new Map();
	const drafts = new Map();
	const photos = new Map();
	const cards = new Map();
	// row or photo → what the device is still writing of it, or LOST when it could not
	const unwritten = new Map();
	const LOST = "lost";
	let token = root.dataset.token;
	let open = null;
	let drawn = "";
	let reached = true;
	let busy = false;
	let again = false;

	const one = (selector, within = root) => within.querySelector(selector);
	const same = (a, b) => ["result", "finding", "deduction"].every((name) => a[name] === b[name]);
	const state = ({ result, finding, deduction }) => ({ result, finding, deduction });
	const item_of = (sheet, row) => sheet.items.find((item) => item.row === row);
	const draft_of = (name, row) => drafts.get(name)?.get(row);
	const photos_of = (name, row) => [...photos.values()].filter((photo) => photo.name === name && photo.row === row);
	const shown = (sheet, item) => draft_of(sheet.name, item.row) || item;
	const waiting = (name) => [...(drafts.get(name)?.values() || [])].filter((draft) => !draft.theirs);

	function make(tag, given = {}, ...children) {
		const node = document.createElement(tag);
		for (const [name, value] of Object.entries(given)) {
			if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
			else if (name in node && name !== "list") node[name] = value;
			else node.setAttribute(name, value);
		}
		node.append(...children.filter((child) => child !== null && child !== undefined));
		return node;
	}

	// ---- what is kept

	async function start() {
		if ("serviceWorker" in navigator) {
			navigator.serviceWorker.register("/healthtalk/inspect-worker.js", { scope: "/healthtalk/inspect" }).catch(() => {});
		}
		try {
			for (const sheet of await store.all("sheets")) sheets.set(sheet.name, sheet);
			for (const draft of await store.all("drafts")) keep_draft(draft);
			for (const photo of await store.all("photos")) photos.set(photo.id, photo);
		} catch {
			trouble("这个浏览器不能在手机上保存草稿（可能是无痕模式）。没有网络时请不要关闭页面。");
		}
		show();
		await load();
		sync();
		setInterval(sync, EVERY);
		addEventListener("online", sync);
		addEventListener("offline", tell);
		addEventListener("hashchange", show);
		document.addEventListener("visibilitychange", () => document.hidden || sync());
		one("[data-send]").addEventListener("click", sync);
	}

	// What reached the server is done, also where the device cannot write.
	const forgotten = (...place) => store.drop(...place).catch(() => {});

	function keep_draft(draft) {
		if (!drafts.has(draft.name)) drafts.set(draft.name, new Map());
		drafts.get(draft.name).set(draft.row, draft);
	}

	async function drop_draft(name, row) {
		drafts.get(name)?.delete(row);
		unwritten.delete(row);
		await forgotten("drafts", name, row);
	}

	// Nobody is told that something is kept before the device has written it.
	async function write(store_name, value, name, id) {
		const turn = {};
		unwritten.set(id, turn);
		paint(value.row);
		const written = await store.put(store_name, value, name, id).then(
			() => true,
			() => false
		);
		// touched again or dropped since: the later one tells
		if (unwritten.get(id) !== turn) return;
		if (written) unwritten.delete(id);
		else unwritten.set(id, LOST);
		paint(value.row);
	}

	function paint(row) {
		cards.get(row)?.();
		tell();
	}

	async function edit(sheet, item, changes) {
		const before = shown(sheet, item);
		const draft = { ...state(before), ...changes, name: sheet.name, row: item.row };
		if (draft.result !== "Fail") draft.deduction = 0;
		else if (before.result !== "Fail") draft.deduction = item.points;
		draft.was = before.was || state(item);
		draft.theirs = before.theirs || false;
		keep_draft(draft);
		await write("drafts", draft, sheet.name, item.row);
		soon();
	}

	const soon = later(sync, 1200);

	function later(act, wait) {
		let timer;
		return () => {
			clearTimeout(timer);
			timer = setTimeout(act, wait);
		};
	}

	// ---- the server

	// Its answer; throws an Error with `refused` for a sentence, without it when the network is gone.
	async function ask(method, body) {
		const patience = new AbortController();
		const end = setTimeout(() => patience.abort(), PATIENCE);
		let answer, said;
		try {
			answer = await fetch(API + method, {
				method: body ? "POST" : "GET",
				headers: { "X-Frappe-CSRF-Token": token, Accept: "application/json" },
				body,
				signal: patience.signal,
			});
			said = await answer.json().catch(() => ({}));
		} catch {
			reached = false;
			throw new Error("没有网络");
		} finally {
			clearTimeout(end);
		}
		reached = true;
		if (answer.ok) return said.message;
		const refused = Object.assign(new Error(sentence(said)), { refused: answer.status, kind: said.exc_type || "" });
		// a server that is down or busy answers later
		if (answer.status >= 500 || answer.status === 429) refused.refused = 0;
		throw refused;
	}

	function sentence(said) {
		try {
			return JSON.parse(JSON.parse(said._server_messages)[0]).message.replace(/<[^>]+>/g, "");
		} catch {
			return "没有办成，请稍后再试。";
		}
	}

	async function load() {
		try {
			const said = await ask("mine");
			token = said.token;
			const names = said.sheets.map((sheet) => sheet.name);
			for (const name of sheets.keys()) {
				if (names.includes(name)) continue;
				if (waiting(name).length || [...photos.values()].some((photo) => photo.name === name)) {
					sheets.get(name).over = true;
				} else await forget(name);
			}
			for (const sheet of said.sheets) await keep_sheet(sheet);
			trouble("");
		} catch (wrong) {
			if (wrong.refused === 401 || wrong.refused === 403) trouble(LOGIN, true);
		}
		show();
	}

	async function keep_sheet(sheet) {
		sheets.set(sheet.name, sheet);
		await store.put("sheets", sheet, sheet.name).catch(() => {});
	}

	async function forget(name) {
		for (const row of [...(drafts.get(name)?.keys() || [])]) await drop_draft(name, row);
		for (const photo of [...photos.values()].filter((one) => one.name === name)) await drop_photo(photo);
		sheets.delete(name);
		await store.drop("sendings", name);
		await store.drop("sheets", name);
	}

	// ---- sending

	async function sync() {
		if (busy) return (again = true);
		if (!sheets.size && !reached) await load();
		busy = true;
		try {
			for (const name of [...sheets.keys()]) {
				if (sheets.get(name).over) continue;
				await send_items(name);
				await send_photos(name);
			}
		} catch (wrong) {
			if (wrong.refused) await explain(wrong);
		} finally {
			busy = false;
			tell();
		}
		if (again) {
			again = false;
			soon();
		}
	}

	async function explain(wrong) {
		if (wrong.kind === "CSRFTokenError") {
			again = true;
			return load();
		}
		if (wrong.refused === 401 || /Session|Auth/.test(wrong.kind)) return trouble(LOGIN, true);
		trouble(wrong.message);
		if (wrong.refused === 403 || wrong.kind === "FrozenError") await load();
	}

	async function send_items(name) {
		let sending = await store.get("sendings", name).catch(() => undefined);
		if (!sending) {
			const items = waiting(name).map(({ row, was, ...draft }) => ({ row, ...state(draft), was }));
			if (!items.length) return;
			sending = { key: healthtalkKey(), items };
			await store.put("sendings", sending, name).catch(() => {});
		}
		const body = new FormData();
		body.set("name", name);
		body.set("key", sending.key);
		body.set("items", JSON.stringify(sending.items));
		let answer;
		try {
			answer = await ask("enter", body);
		} catch (wrong) {
			// refused for good: what is entered stays, and goes out anew once it was changed or sent by hand
			if (wrong.refused && wrong.kind !== "CSRFTokenError") await forgotten("sendings", name);
			throw wrong;
		}
		await settle(name, sending, answer);
	}

	async function settle(name, sending, { theirs, ...sheet }) {
		await keep_sheet(sheet);
		await forgotten("sendings", name);
		for (const sent of sending.items) {
			const draft = draft_of(name, sent.row);
			if (!draft) continue;
			if (same(draft, item_of(sheet, sent.row))) {
				await drop_draft(name, sent.row);
				continue;
			}
			draft.theirs = theirs.includes(sent.row);
			draft.was = state(draft.theirs ? sent.was : item_of(sheet, sent.row));
			await write("drafts", draft, name, sent.row);
			if (!draft.theirs) again = true;
		}
		trouble("");
		refresh(name);
	}

	async function send_photos(name) {
		for (const photo of [...photos.values()].filter((one) => one.name === name)) {
			const body = new FormData();
			body.set("name", name);
			body.set("row", photo.row);
			body.set("file", photo.blob, "photo.jpg");
			const answer = await ask("add_photo", body);
			await drop_photo(photo);
			const sheet = sheets.get(name);
			item_of(sheet, photo.row).photos = answer.photos;
			await keep_sheet(sheet);
			refresh(name);
		}
	}

	async function drop_photo(photo) {
		photos.delete(photo.id);
		unwritten.delete(photo.id);
		if (photo.view) URL.revokeObjectURL(photo.view);
		await forgotten("photos", photo.name, photo.id);
	}

	// ---- what is seen

	function show() {
		const name = decodeURIComponent(location.hash.slice(1));
		open = sheets.get(name) || null;
		one("[data-list]").hidden = Boolean(open);
		one("[data-sheet]").hidden = !open;
		// who is typing when the server answers goes on typing
		if (open && drawn === outline(open)) refresh(name);
		else if (open) draw_sheet(open);
		else draw_list();
		tell();
	}

	function refresh(name) {
		if (open?.name !== name) return open || draw_list();
		open = sheets.get(name);
		cards.forEach((paint) => paint());
		one("[data-score]").textContent = score(open);
	}

	function draw_list() {
		one("[data-none]").hidden = sheets.size > 0;
		one(".sheets").replaceChildren(
			...[...sheets.values()].map((sheet) =>
				make(
					"li",
					{},
					make(
						"a",
						{ href: `#${encodeURIComponent(sheet.name)}` },
						make("b", { textContent: sheet.subject }),
						make("span", { textContent: `${sheet.kind} · ${done(sheet)}${left(sheet.name)}` })
					)
				)
			)
		);
	}

	const done = (sheet) =>
		`已查 ${sheet.items.filter((item) => shown(sheet, item).result).length}/${sheet.items.length} 项`;
	const score = (sheet) => (sheet.grade ? `${sheet.score} 分 ${sheet.grade}` : "");

	function left(name) {
		const items = waiting(name).length;
		const pictures = [...photos.values()].filter((photo) => photo.name === name).length;
		if (!items && !pictures) return "";
		return ` · 未送达 ${[items && `${items} 项`, pictures && `${pictures} 张照片`].filter(Boolean).join("、")}`;
	}

	const undecided = () => [...drafts.values()].some((rows) => [...rows.values()].some((draft) => draft.theirs));

	function on_the_way(offline) {
		// a network is no promise: the server may refuse for now
		if ([...unwritten.values()].includes(LOST)) return "，手机上存不下，送达以前请不要关闭页面";
		if (!offline) return "，正在发送";
		return unwritten.size ? "，正在存到手机上" : "，已存在手机上，联网后自动发送";
	}

	function tell() {
		const names = [...sheets.keys()];
		const rest = names.map(left).join("");
		const offline = !navigator.onLine || !reached;
		const words = offline ? "没有网络" : "网络正常";
		const kept = rest
			? on_the_way(offline)
			: undecided()
				? "，有几项与检查组其他人填的不同，请选择"
				: names.length
					? "，全部已送达"
					: "";
		one("[data-net]").textContent = `${words}${kept}`;
		one(".net").classList.toggle("off", offline);
		one("[data-send]").hidden = !rest;
		if (!open) return;
		one("[data-done]").textContent = `${done(open)}${left(open.name)}`;
	}

	function trouble(words, login) {
		const box = one("[data-trouble]");
		box.textContent = words;
		box.hidden = !words;
		if (login) box.append(" ", make("a", { href: "/login?redirect-to=/healthtalk/inspect", textContent: "去登录" }));
	}

	// What of a sheet stands still while it is filled in.
	const outline = ({ name, over, unit_name, subject, items }) =>
		JSON.stringify([name, over, unit_name, subject, items.map((item) => [item.row, item.item_no, item.item, item.points])]);

	function draw_sheet(sheet) {
		drawn = outline(sheet);
		cards.clear();
		one("[data-sheet]").replaceChildren(
			make("p", { className: "back" }, make("a", { href: "#", textContent: "我的检查" })),
			make("h1", { textContent: sheet.unit_name }),
			make("p", { className: "lead", textContent: sheet.subject }),
			make(
				"p",
				{ className: "sum" },
				make("span", { "data-done": "" }),
				make("b", { "data-score": "", textContent: score(sheet) })
			),
			...(sheet.over ? [over(sheet)] : []),
			...sheet.items.map((item) => card(item))
		);
		cards.forEach((paint) => paint());
	}

	function over(sheet) {
		const words = "这次检查已经发出反馈意见，或者您已不在检查组：下面没有送达的内容不能再发送。";
		return make(
			"p",
			{ className: "warn", textContent: words },
			make("button", {
				type: "button",
				className: "link",
				textContent: "抄下来以后，从手机上删除",
				onclick: async () => {
					await forget(sheet.name);
					location.hash = "";
				},
			})
		);
	}

	function card({ row, item_no, item, standard, method, points, critical }) {
		const name = open.name;
		const now = () => item_of(sheets.get(name), row);
		const change = (changes) => edit(sheets.get(name), now(), changes);
		const choices = RESULTS.map(([value, words]) =>
			make(
				"label",
				{ className: `result ${value.split(" ")[0].toLowerCase()}` },
				make("input", { type: "radio", name: row, value, onchange: () => change({ result: value }) }),
				make("span", { textContent: words })
			)
		);
		const finding = make("textarea", { rows: 3, maxLength: 2000, oninput: (e) => change({ finding: e.target.value }) });
		const deduction = make("input", {
			type: "number",
			min: 0,
			max: points,
			step: "0.5",
			inputMode: "decimal",
			onchange: (e) => change({ deduction: Math.min(Math.max(Number(e.target.value) || points, 0), points) }),
		});
		const lost = make("label", { className: "lost" }, `扣分（最多 ${points}）`, deduction);
		const pictures = make("ul", { className: "chosen" });
		const chooser = make("input", {
			type: "file",
			accept: "image/*",
			multiple: true,
			hidden: true,
			onchange: async (e) => {
				const files = [...e.target.files];
				e.target.value = "";
				for (const file of files) await add_photo(name, row, file);
			},
		});
		const add = make("button", { type: "button", className: "button quiet", textContent: "拍照或选照片", onclick: () => chooser.click() });
		const state_line = make("p", { className: "kept" });
		const conflict = make("div", { className: "warn" });
		const node = make(
			"article",
			{ className: "item", "data-item": item_no },
			make("h2", {}, `${item_no} ${item}`, critical ? make("em", { textContent: "否决项" }) : null),
			standard || method ? make("details", {}, make("summary", { textContent: `标准和方法（${points} 分）` }), make("p", { textContent: standard || "" }), make("p", { className: "hint", textContent: method || "" })) : null,
			make("div", { className: "results", role: "radiogroup", ariaLabel: item }, ...choices),
			make("label", { className: "finding" }, "检查情况", finding),
			lost,
			pictures,
			chooser,
			add,
			conflict,
			state_line
		);
		cards.set(row, () => {
			const sheet = sheets.get(name);
			const stored = now();
			const value = shown(sheet, stored);
			for (const choice of choices) choice.firstChild.checked = choice.firstChild.value === value.result;
			if (document.activeElement !== finding) finding.value = value.finding;
			if (document.activeElement !== deduction) deduction.value = value.deduction || "";
			lost.hidden = value.result !== "Fail";
			paint_photos(pictures, name, row, stored.photos);
			conflict.hidden = !value.theirs;
			if (value.theirs) paint_conflict(conflict, sheet, stored, value);
			const pictures_left = photos_of(name, row);
			const unsent = value !== stored || pictures_left.length;
			const kept = [row, ...pictures_left.map((photo) => photo.id)].every((id) => !unwritten.has(id));
			state_line.textContent = unsent ? `${kept ? "已存在手机上，" : ""}还没有送达` : stored.result ? "已送达" : "";
			node.classList.toggle("unsent", Boolean(unsent));
		});
		return node;
	}

	function paint_conflict(box, sheet, stored, mine) {
		const words = RESULTS.find(([value]) => value === stored.result)?.[1] || "未填";
		box.replaceChildren(
			`检查组其他人已填：${words}${stored.finding ? `，${stored.finding}` : ""}`,
			make("button", {
				type: "button",
				className: "link",
				textContent: "用我填的",
				onclick: async () => {
					Object.assign(mine, { theirs: false, was: state(stored) });
					await write("drafts", mine, sheet.name, stored.row);
					sync();
				},
			}),
			make("button", {
				type: "button",
				className: "link",
				textContent: "用他填的",
				onclick: async () => {
					await drop_draft(sheet.name, stored.row);
					paint(stored.row);
				},
			})
		);
	}

	// ---- photos

	async function add_photo(name, row, file) {
		if (!file.type.startsWith("image/")) return trouble(`“${file.name}”不是照片，没有添加。`);
		const photo = { id: healthtalkKey(), name, row, blob: await smaller(file) };
		photos.set(photo.id, photo);
		await write("photos", photo, name, photo.id);
		soon();
	}

	function paint_photos(list, name, row, sent) {
		const here = photos_of(name, row);
		// pictures that are the same are not drawn anew at every letter
		const seen = [sent, ...here.map((photo) => photo.id)].join();
		if (list.dataset.seen === seen) return;
		list.dataset.seen = seen;
		const own = here.map((photo) => {
			const view = URL.createObjectURL(photo.blob);
			return make(
				"li",
				{},
				make("img", { src: view, alt: "", onload: () => URL.revokeObjectURL(view) }),
				make("span", { className: "name", textContent: "还没有送达" }),
				make("button", {
					type: "button",
					className: "link",
					textContent: "去掉",
					onclick: async () => {
						await drop_photo(photo);
						paint(row);
					},
				})
			);
		});
		const there = sent ? [make("li", { "data-sent": sent }, make("span", { className: "name", textContent: `已送达 ${sent} 张照片` }))] : [];
		list.hidden = !own.length && !sent;
		list.replaceChildren(...there, ...own);
	}

	// A photo drawn anew is smaller and no longer says where it was taken.
	async function smaller(file) {
		try {
			const picture = await createImageBitmap(file);
			const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
			const canvas = document.createElement("canvas");
			canvas.width = Math.round(picture.width * scale);
			canvas.height = Math.round(picture.height * scale);
			canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
			return await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
		} catch {
			return file;
		}
	}

	start();
})();
