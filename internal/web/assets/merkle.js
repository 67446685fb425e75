// The tree over the entries of a log, as RFC 6962 has it, and the paths of its tiles.

import { base64, joined } from "./keyring.js";

const sha256 = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", joined(...parts)));

export const leaf = (entry) => sha256(new Uint8Array([0]), entry);

const node = (left, right) => sha256(new Uint8Array([1]), left, right);

// A Tree takes leaves one by one and knows the root over those it has: it keeps the
// roots of its full parts, the largest first.
export class Tree {
	parts = [];
	size = 0;

	async add(hash) {
		let full = { hash, leaves: 1 };
		while (this.parts.length > 0 && this.parts.at(-1).leaves === full.leaves) {
			full = { hash: await node(this.parts.pop().hash, full.hash), leaves: 2 * full.leaves };
		}
		this.parts.push(full);
		this.size++;
	}

	async root() {
		if (this.size === 0) return base64(await sha256());
		let root = this.parts.at(-1).hash;
		for (const p of this.parts.slice(0, -1).reverse()) root = await node(p.hash, root);
		return base64(root);
	}
}

// number writes the number of a tile in its path: 1234067 is x001/x234/067.
export const number = (n) => {
	const digits = String(n).padStart(Math.ceil(String(n).length / 3) * 3, "0");
	const groups = digits.match(/.{3}/g);
	return groups.map((g, i) => (i < groups.length - 1 ? "x" : "") + g).join("/");
};
