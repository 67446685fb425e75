import { ask, base64, choose, fill, keys, reason } from "./keyring.js";
import { envelope } from "./act.js";

// The text is read here and sent for a draft of its first signature; nothing is kept
// before it is signed. What is signed are the bytes that the page shows.

const form = document.getElementById("choose");
const words = form.dataset;
const said = document.getElementById("said");
const draft = document.getElementById("draft");
const all = await keys();
let files = [];
let key;

const post = async (address, body) => {
	const answer = await ask(address, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
	if (!answer.ok) throw new Error(await reason(answer));
	return answer.json();
};

const shown = (file, text) => {
	const box = document.createElement("details");
	const name = document.createElement("summary");
	const body = document.createElement("pre");
	name.textContent = file;
	body.textContent = text;
	body.tabIndex = 0;
	box.append(name, body);
	return box;
};

const look = async (e) => {
	e.preventDefault();
	said.textContent = words.working;
	draft.hidden = true;
	try {
		files = [];
		const texts = [];
		for (const f of form.elements.files.files) {
			const bytes = await f.arrayBuffer();
			files.push({ name: f.name, bytes: base64(bytes) });
			texts.push(shown(f.name, new TextDecoder().decode(bytes)));
		}
		key = all.find((k) => k.id === form.elements.key.value);
		const d = await post("/api/v1/opening", { files, key: key.line });
		if (d.open) {
			said.textContent = words.already;
			location.assign(`/a/${d.id}/`);
			return;
		}
		document.getElementById("who").textContent = fill(words.who, d.actor, d.title);
		document.getElementById("hash").textContent = fill(words.hash, d.text);
		document.getElementById("texts").replaceChildren(...texts);
		document.getElementById("payload").textContent = d.payload;
		said.textContent = d.fits ? "" : fill(words.failed, d.why + ".");
		document.getElementById("sign").disabled = !d.fits;
		draft.hidden = false;
	} catch (err) {
		said.textContent = fill(words.failed, err.message);
	}
};

const sign = async () => {
	said.textContent = words.working;
	try {
		const payload = new TextEncoder().encode(document.getElementById("payload").textContent);
		const got = await post("/api/v1/agreements", { files, envelope: await envelope(key, payload) });
		location.assign(`/a/${got.id}/`);
	} catch (err) {
		said.textContent = fill(words.failed, err.message);
	}
};

choose(form.elements.key, all);
document.getElementById("no-key").hidden = all.length > 0;
form.addEventListener("submit", look);
document.getElementById("sign").addEventListener("click", sign);
document.getElementById("go").disabled = all.length === 0;
