// Checks the log in the reader's own browser, with nothing but what anybody can fetch:
// the entries, the signed head and the key. Checkpoints and bundles of entries
// are as C2SP writes them (tlog-checkpoint, tlog-tiles).

import { ask, bytesOf, fill } from "./keyring.js";
import { Tree, leaf, number } from "./merkle.js";

const box = document.getElementById("check");
const said = document.getElementById("said");
const words = box.dataset;
const utf8 = new TextEncoder();
const text = new TextDecoder();
const bundle = 256;


const got = async (path) => {
	const answer = await ask(words.log + "/" + path, { cache: "no-store" });
	if (!answer.ok) throw new Error(path + ": " + answer.status);
	return answer;
};

const entriesOf = (bytes) => {
	const all = [];
	for (let at = 0; at < bytes.length; ) {
		const length = (bytes[at] << 8) | bytes[at + 1];
		if (at + 2 + length > bytes.length) throw new Error("bundle");
		all.push(bytes.slice(at + 2, at + 2 + length));
		at += 2 + length;
	}
	return all;
};

const entries = async (size) => {
	const all = [];
	for (let n = 0; n * bundle < size; n++) {
		const width = Math.min(bundle, size - n * bundle);
		const path = "tile/entries/" + number(n) + (width < bundle ? ".p/" + width : "");
		const some = entriesOf(new Uint8Array(await (await got(path)).arrayBuffer()));
		if (some.length < width) throw new Error(path + ": " + some.length);
		all.push(...some.slice(0, width));
	}
	return all;
};

// keyOf reads the key of a log as notes have it: its name, its hash, and in base64 the
// number 1, for Ed25519, before the 32 bytes.
const keyOf = (line) => {
	const [, name, hash, data] = /^(\S+)\+([0-9a-f]{8})\+(\S+)$/.exec(line.trim()) ?? [];
	if (!data) throw new Error("key");
	const bytes = bytesOf(data);
	if (bytes[0] !== 1 || bytes.length !== 33) throw new Error("key");
	return { line: line.trim(), name, hash: parseInt(hash, 16), point: bytes.slice(1) };
};

const headOf = (note) => {
	const end = note.lastIndexOf("\n\n") + 1;
	const [origin, size, root] = note.slice(0, end).split("\n");
	if (end === 0 || !/^(0|[1-9]\d*)$/.test(size)) throw new Error("checkpoint");
	return { origin, size: Number(size), root, body: note.slice(0, end), signatures: note.slice(end + 1).split("\n") };
};

const signedBy = async (head, key) => {
	const verifier = await crypto.subtle.importKey("raw", key.point, { name: "Ed25519" }, false, ["verify"]);
	for (const line of head.signatures) {
		const [, name, data] = /^\u2014 (\S+) (\S+)$/.exec(line) ?? [];
		if (name !== key.name) continue;
		const bytes = bytesOf(data);
		if (new DataView(bytes.buffer).getUint32(0) !== key.hash) continue;
		if (await crypto.subtle.verify({ name: "Ed25519" }, verifier, bytes.slice(4), utf8.encode(head.body))) return true;
	}
	return false;
};

// stored shows the entries of this page as they were fetched, and finds an act that the
// page shows differently.
const stored = (all) => {
	let other = null;
	for (const link of document.querySelectorAll("a[data-entry]")) {
		const n = Number(link.dataset.entry);
		if (n >= all.length) continue;
		const raw = text.decode(all[n]);
		const block = link.closest("details");
		const shown = block.querySelector("pre.signed").textContent;
		const payload = text.decode(bytesOf(JSON.parse(raw).envelope.payload));
		if (JSON.stringify(JSON.parse(shown)) !== JSON.stringify(JSON.parse(payload))) other ??= n;
		const pre = block.querySelector("pre.stored") ?? document.createElement("pre");
		pre.className = "stored";
		pre.textContent = raw;
		block.append(pre);
	}
	return other;
};

const place = "detente log " + words.origin;
const remembered = () => JSON.parse(localStorage.getItem(place) ?? "null");

// check returns the sentences to say; it remembers the head only where all holds.
const check = async () => {
	const key = keyOf(await (await got("key")).text());
	const head = headOf(await (await got("checkpoint")).text());
	const before = remembered();
	if (before && before.key !== key.line) return [words.key];
	if (head.origin !== words.origin || !(await signedBy(head, key))) return [fill(words.signature, key.line)];
	if (before && before.size > head.size) return [fill(words.shorter, before.size, head.size)];

	const all = await entries(head.size);
	const tree = new Tree();
	let then = before && before.size === 0 ? await tree.root() : null;
	for (const e of all) {
		await tree.add(await leaf(e));
		if (before && tree.size === before.size) then = await tree.root();
	}
	if ((await tree.root()) !== head.root) return [fill(words.root, head.size)];
	if (before && then !== before.root) return [fill(words.older, before.size)];
	const other = stored(all);
	if (other !== null) return [fill(words.other, other)];

	localStorage.setItem(place, JSON.stringify({ size: head.size, root: head.root, key: key.line }));
	return [fill(words.ok, head.size, key.line), before ? fill(words.again, before.size) : words.first, words.page, words.not];
};

document.getElementById("run").addEventListener("click", async (e) => {
	e.target.disabled = true;
	said.textContent = words.working;
	try {
		said.textContent = (await check()).join(" ");
	} catch (err) {
		said.textContent = fill(words.failed, err.message);
	}
	e.target.disabled = false;
});
document.getElementById("run").disabled = false;
