// The public pages with a script: the same forms, sent without leaving the page, with a draft kept on the
// device, photos made smaller, and the code of a receipt taken out of the address. All works without it too.
(() => {
	const DRAFT = "healthtalk-draft";
	const KEPT_FOR = 7 * 24 * 3600 * 1000;
	const KEPT = ["content", "place", "unit", "identity_level", "joins"];
	const WAIT = 120_000;
	const SIDE = 2400;
	const RECORD_FOR = 180_000;
	const MB = 1024 * 1024;

	const one = (selector, root = document) => root.querySelector(selector);
	const all = (selector, root = document) => [...root.querySelectorAll(selector)];
	let files = [];

	// ---- one page

	function start() {
		all(".script").forEach((part) => (part.hidden = false));
		all(".without-script").forEach((part) => (part.hidden = true));
		all("form[data-send]").forEach((form) => form.addEventListener("submit", send));
		all(".files").forEach(chooseFiles);
		const page = one("main").dataset.page;
		if (page === "raise") raise(one("form[data-send]"));
		if (page === "receipt") receipt();
		codeOfAddress();
	}

	// A printed code comes in the address; it does not stay there, nor in the history.
	function codeOfAddress() {
		const form = one("form[data-code-form]");
		const code = decodeURIComponent(location.hash.slice(1));
		const named = new URLSearchParams(location.search).has("code");
		const secret = /\/(track|rate|survey)$/.test(location.pathname);
		if (secret && (code.length > 12 || named)) history.replaceState(null, "", location.pathname);
		if (secret && form && code.length > 12) {
			form.code.value = code;
			one("button", form).click();
		}
	}

	// ---- sending

	async function send(event) {
		event.preventDefault();
		const form = event.target;
		const button = event.submitter || one("button:not([type])", form);
		if (form.dataset.busy) return;
		form.dataset.busy = "1";
		const words = button.textContent;
		button.textContent = button.dataset.busy || words;
		button.setAttribute("aria-disabled", "true");
		try {
			show(await post(form, new FormData(form)));
		} catch (trouble) {
			say(form, trouble.message);
			delete form.dataset.busy;
			button.textContent = words;
			button.removeAttribute("aria-disabled");
		}
	}

	// Returns the answer as a document; throws a sentence for a person.
	async function post(form, data) {
		if (data.has("files")) data.delete("files");
		if (one(".files", form)) files.forEach((file) => data.append("files", file, file.name));
		const kept = form.action.endsWith("/raise") ? "您写的内容已存在这台设备上，" : "";
		const patience = new AbortController();
		const end = setTimeout(() => patience.abort(), WAIT);
		let answer;
		try {
			answer = await fetch(form.action, { method: "POST", body: data, signal: patience.signal });
		} catch {
			throw new Error(`没有发出去：网络不通。${kept}联网以后请再点一次。`);
		} finally {
			clearTimeout(end);
		}
		if (answer.status === 413) throw new Error("照片和录音一共太大，请去掉一些再提交。");
		const page = new DOMParser().parseFromString(await answer.text(), "text/html");
		if (!one("main[data-page]", page)) throw new Error(`没有提交成功。${kept}请稍后再试。`);
		if (answer.status > 299) throw new Error(one(".lead", page).textContent);
		return page;
	}

	function show(page) {
		const stays = one("#wrong", page);
		if (!stays) files = [];
		document.title = page.title;
		one("main").replaceWith(document.adoptNode(one("main", page)));
		start();
		(one("#wrong") || one("main")).focus();
		window.scrollTo(0, 0);
	}

	function say(form, sentence) {
		const status = one("[data-status]", form);
		status.textContent = sentence;
		status.classList.add("trouble");
		status.hidden = false;
		status.scrollIntoView({ block: "center" });
	}

	// ---- raising: draft and similar matters

	function raise(form) {
		restore(form);
		const save = later(() => keep(form), 400);
		const look = later(() => similar(form), 900);
		form.addEventListener("input", save);
		form.content.addEventListener("input", look);
		form.unit.addEventListener("change", look);
		one("[data-saved]").hidden = false;
		one("[data-forget]").addEventListener("click", () => {
			stored(null);
			location.reload();
		});
	}

	function keep(form) {
		if (!form.isConnected) return;
		const values = Object.fromEntries(KEPT.map((name) => [name, form[name] ? form[name].value : ""]));
		stored(values.content ? { ...values, key: form.key.value, at: Date.now() } : null);
	}

	function restore(form) {
		const draft = stored();
		if (!draft || form.content.value || Date.now() - draft.at > KEPT_FOR) return;
		["content", "place", "unit", "identity_level", "key"].forEach((name) => (form[name].value = draft[name] || ""));
		one("[data-draft]").hidden = false;
		similar(form);
	}

	// Reads the draft; writes it, or forgets it for null. Some browsers keep nothing, and that is no error.
	function stored(draft) {
		try {
			if (draft === undefined) return JSON.parse(localStorage.getItem(DRAFT));
			if (draft) localStorage.setItem(DRAFT, JSON.stringify(draft));
			else localStorage.removeItem(DRAFT);
		} catch {
			return null;
		}
	}

	async function similar(form) {
		if (form.content.value.trim().length < 8) return;
		const data = new FormData(form);
		data.delete("files");
		data.set("step", "similar");
		data.set("part", "1");
		try {
			const answer = await fetch(form.action, { method: "POST", body: data });
			const part = new DOMParser().parseFromString(await answer.text(), "text/html");
			if (answer.ok && form.isConnected) one("#similar").replaceChildren(...part.body.childNodes);
		} catch {
			// a hint only
		}
	}

	function later(act, wait) {
		let timer;
		return () => {
			clearTimeout(timer);
			timer = setTimeout(act, wait);
		};
	}

	// ---- photos and recordings

	function chooseFiles(box) {
		const input = one("input[type=file]", box);
		input.hidden = true;
		one(".adders", box).hidden = false;
		one("[data-add]", box).addEventListener("click", () => {
			input.accept = "image/*";
			input.click();
		});
		input.addEventListener("change", async () => {
			const chosen = [...input.files];
			input.value = "";
			for (const file of chosen) add(box, await smaller(file));
		});
		recorder(box, input);
		list(box);
	}

	function add(box, file) {
		const { most, size } = box.dataset;
		const kind = file.type.split("/")[0];
		let wrong = "";
		if (kind !== "image" && kind !== "audio") wrong = `“${file.name}”不是照片或录音，没有添加。`;
		else if (file.size > size * MB) wrong = `“${file.name}”超过 ${size} MB，没有添加。`;
		else if (files.length >= most) wrong = `最多 ${most} 个，“${file.name}”没有添加。`;
		else files.push(file);
		const error = one("[data-file-error]", box);
		error.textContent = wrong;
		error.hidden = !wrong;
		list(box);
	}

	function list(box) {
		const shown = one(".chosen", box);
		shown.hidden = !files.length;
		shown.replaceChildren(...files.map((file) => row(box, file)));
	}

	function row(box, file) {
		const item = document.createElement("li");
		const sound = file.type.startsWith("audio");
		const view = document.createElement(sound ? "audio" : "img");
		view.src = URL.createObjectURL(file);
		if (sound) view.controls = true;
		else view.alt = "";
		const name = document.createElement("span");
		name.className = "name";
		name.textContent = `${file.name}（${(file.size / MB).toFixed(1)} MB）`;
		const remove = document.createElement("button");
		remove.type = "button";
		remove.className = "link";
		remove.textContent = "去掉";
		remove.setAttribute("aria-label", `去掉 ${file.name}`);
		remove.addEventListener("click", () => {
			URL.revokeObjectURL(view.src);
			files = files.filter((other) => other !== file);
			list(box);
		});
		item.append(view, name, remove);
		return item;
	}

	// A photo drawn anew is smaller and no longer says where it was taken.
	async function smaller(file) {
		if (!file.type.startsWith("image/") || (file.type === "image/png" && file.size < MB)) return file;
		try {
			const picture = await createImageBitmap(file);
			const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
			const canvas = document.createElement("canvas");
			canvas.width = Math.round(picture.width * scale);
			canvas.height = Math.round(picture.height * scale);
			canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
			const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
			return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
		} catch {
			return file;
		}
	}

	function recorder(box, input) {
		const button = one("[data-record]", box);
		const words = one("span", button);
		let running = null;
		button.addEventListener("click", async () => {
			if (running) return running.stop();
			let stream;
			try {
				stream = await navigator.mediaDevices.getUserMedia({ audio: true });
			} catch {
				// not allowed, or not offered by this browser: the telephone's own recorder
				input.accept = "audio/*";
				return input.click();
			}
			running = new MediaRecorder(stream);
			const parts = [];
			const end = setTimeout(() => running.stop(), RECORD_FOR);
			running.ondataavailable = (event) => parts.push(event.data);
			running.onstop = () => {
				clearTimeout(end);
				stream.getTracks().forEach((track) => track.stop());
				const type = running.mimeType.split(";")[0] || "audio/webm";
				const count = files.filter((file) => file.type.startsWith("audio")).length + 1;
				running = null;
				words.textContent = "录一段话";
				button.classList.remove("recording");
				const ending = type.includes("mp4") ? "m4a" : type.split("/")[1];
				add(box, new File(parts, `录音${count}.${ending}`, { type }));
			};
			running.start();
			words.textContent = "停止录音";
			button.classList.add("recording");
		});
	}

	// ---- the receipt

	function receipt() {
		stored(null);
		files = [];
		const status = one("[data-status]");
		const tell = (sentence) => {
			status.textContent = sentence;
			status.hidden = false;
		};
		all("[data-copy]").forEach((button) =>
			button.addEventListener("click", async () => {
				try {
					await navigator.clipboard.writeText(button.dataset.copy);
					tell(`已经复制：${button.dataset.copy}`);
				} catch {
					getSelection().selectAllChildren(one(".code", button.parentNode));
					tell("这个浏览器不能自动复制，码已选中，请长按复制。");
				}
			})
		);
		one("[data-print]").addEventListener("click", () => window.print());
		one("[data-picture]").addEventListener("click", () => {
			const figure = one(".picture");
			const address = drawReceipt(one("[data-receipt]")).toDataURL("image/png");
			one("img", figure).src = address;
			figure.hidden = false;
			const link = document.createElement("a");
			link.href = address;
			link.download = "健康说事回执.png";
			link.click();
			tell("回执图片已经生成。没有自动保存的，请长按下面的图片保存。");
		});
		// the receipt does not stay in the history of a computer that others use too
		one("[data-leave]").addEventListener("click", (event) => {
			event.preventDefault();
			location.replace(event.target.href);
		});
	}

	function drawReceipt(box) {
		const { subject, received, phone } = box.dataset;
		const canvas = document.createElement("canvas");
		canvas.width = 750;
		canvas.height = 1180;
		const pen = canvas.getContext("2d");
		const write = (text, y, size, weight = 400, colour = "#16241e") => {
			pen.font = `${weight} ${size}px ${getComputedStyle(document.body).fontFamily}`;
			pen.fillStyle = colour;
			pen.fillText(text, 375, y, 670);
		};
		pen.fillStyle = "#ffffff";
		pen.fillRect(0, 0, 750, 1180);
		pen.fillStyle = "#0b5d45";
		pen.fillRect(0, 0, 750, 110);
		pen.textAlign = "center";
		write("健康说事 · 回执", 70, 40, 700, "#ffffff");
		write(subject.length > 20 ? `${subject.slice(0, 20)}…` : subject, 175, 32, 600);
		write(received, 220, 26, 400, "#4a5952");
		all(".code-card", box).forEach((card, place) => {
			const top = 290 + place * 420;
			const code = one(".code", card);
			const picture = one("img", card);
			const side = picture.naturalWidth;
			write(code.dataset.code, top, 30, 600);
			write(code.textContent, top + 66, 48, 700);
			pen.imageSmoothingEnabled = false;
			pen.drawImage(picture, 375 - side / 2, top + 96, side, side);
		});
		write(phone ? `监督电话 ${phone}` : "请妥善保存，不要给别人看", 1140, 26, 400, "#4a5952");
		return canvas;
	}

	window.addEventListener("hashchange", codeOfAddress);
	start();
})();
