import { ask, base64, choose, fill, joined, keys, reason, sign } from "./keyring.js";

const media = "application/vnd.detente.act+json";
const utf8 = new TextEncoder();

// DSSE's PAE of the bytes that the page shows: this and nothing else is signed.
export const toSign = (payload) => joined(utf8.encode(`DSSEv1 ${media.length} ${media} ${payload.length} `), payload);

export const envelope = async (key, payload) => ({
	payload: base64(payload),
	payloadType: media,
	signatures: [{ keyid: key.id, sig: await sign(key, toSign(payload)) }],
});

// entryOf finds the number of the entry in a receipt.
const entryOf = (text) => {
	try {
		const r = JSON.parse(text);
		return r.entry ?? r.index ?? "";
	} catch {
		return /^index (\d+)$/m.exec(text)?.[1] ?? "";
	}
};

const sending = async (box) => {
	const said = document.getElementById("said");
	const button = document.getElementById("sign");
	const select = document.getElementById("key");
	const counting = box.dataset.keys.split(" ");
	const all = (await keys()).filter((k) => counting.includes(k.id));
	choose(select, all);
	document.getElementById("which").hidden = all.length === 0;
	document.getElementById("no-key").hidden = all.length > 0;
	button.disabled = all.length === 0;
	button.addEventListener("click", async () => {
		said.textContent = box.dataset.working;
		button.disabled = true;
		try {
			const payload = utf8.encode(document.getElementById("payload").textContent);
			const key = all.find((k) => k.id === select.value);
			const body = JSON.stringify(await envelope(key, payload));
			const answer = await ask(box.dataset.acts, { method: "POST", headers: { "Content-Type": "application/json" }, body });
			if (!answer.ok) {
				said.textContent = fill(box.dataset.refused, await reason(answer));
				button.disabled = answer.status < 500 && answer.status !== 429;
				return;
			}
			said.textContent = fill(answer.status === 201 ? box.dataset.sent : box.dataset.again, entryOf(await answer.text()));
			document.getElementById("done").hidden = false;
		} catch (err) {
			said.textContent = fill(box.dataset.failed, err.message);
			button.disabled = false;
		}
	});
};

const hex = (bytes) => Array.from(new Uint8Array(bytes), (b) => b.toString(16).padStart(2, "0")).join("");

// store puts a document beside the log, and returns how an act names it.
const store = async (file, address) => {
	const sha256 = hex(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
	const answer = await ask(address + sha256, { method: "PUT", headers: { "Content-Type": "application/octet-stream" }, body: file });
	if (!answer.ok) throw new Error(await reason(answer));
	const named = { sha256, size: file.size, name: file.name };
	if (file.type) named.media = file.type;
	return named;
};

const documents = (form) => {
	const said = document.getElementById("evidence-said");
	document.getElementById("f-evidence").addEventListener("change", async (e) => {
		for (const file of e.target.files) {
			try {
				const named = await store(file, form.dataset.evidence);
				const item = document.createElement("li");
				const field = document.createElement("input");
				field.type = "hidden";
				field.name = "evidence";
				field.value = JSON.stringify(named);
				item.append(named.name + " – SHA-256 " + named.sha256, field);
				document.getElementById("evidence-list").append(item);
			} catch (err) {
				said.textContent = file.name + ": " + err.message;
			}
		}
		e.target.value = "";
	});
};

const box = document.getElementById("send");
const form = document.getElementById("act");
if (box) await sending(box);
if (form) documents(form);
