/** The messages on the page: one node each, by `seq`; what is unconfirmed stays last. */

import { partsOf, settle } from "./bodies.js";
import { make } from "./dom.js";
import { clock, say, supported } from "./texts.js";
import { isVisitors } from "./store.js";

const NEAR = 48;

export class Log {
  #log;
  #jump;
  #store;
  #chat;
  #nodes = new Map();
  #unconfirmed = new Map();
  #isFollowing = true;
  #top = 0;
  #anchor;

  constructor({ log, jump }, { store, chat, signal }) {
    this.#log = log;
    this.#jump = jump;
    this.#store = store;
    this.#chat = chat;
    log.addEventListener("scroll", () => this.#scrolled(), { signal });
    jump.addEventListener("click", () => this.#toEnd(), { signal });
  }

  clear() {
    this.#log.replaceChildren(...this.#unconfirmed.values());
    this.#nodes.clear();
    this.expect();
    this.#jump.hidden = true;
  }

  /** Adds entries, then shows which can still be answered. */
  add(entries) {
    const added = entries.map((entry) => this.#place(entry));
    this.#anchor ??= added[0];
    for (const [seq, node] of this.#nodes) this.#settle(seq, node);
    this.follow();
    return added;
  }

  #place(entry) {
    const own = entry.cid && this.#unconfirmed.get(entry.cid);
    const first = this.#unconfirmed.values().next().value;
    const node = own || this.#make(entry);
    this.#unconfirmed.delete(entry.cid);
    if (own !== first || !own) this.#log.insertBefore(node, first ?? null);
    node.dataset.seq = entry.seq;
    node.classList.remove("unsent");
    node.querySelector(".delivery")?.remove();
    if (own && entry.body.text) node.querySelector(".words").textContent = entry.body.text;
    this.#nodes.set(entry.seq, node);
    if (isVisitors(entry)) this.#anchor = node;
    return node;
  }

  #make(entry) {
    const locale = supported(entry.body.lang ?? entry.lang ?? this.#chat.locale());
    if (entry.kind === "state") return make("p", { class: "state", lang: locale }, entry.body.text);
    if (isVisitors(entry)) return this.#visitors(entry.body.text, { at: entry.at, lang: entry.lang });
    const parts = partsOf(entry, this.#chat);
    const role = entry.from?.role ?? "bot";
    return make("article", { class: `message ${role}`, "data-type": entry.body.type, lang: locale },
      this.#author(authorOf(entry.from, locale), entry.at, locale), ...parts);
  }

  #visitors(text, { at, lang = undefined }) {
    const locale = this.#chat.locale();
    return make("article", { class: "message visitor", lang: locale },
      this.#author(say(locale, "you"), at, locale),
      make("p", { class: "words", lang: lang !== locale && lang }, text));
  }

  #author(name, at, locale) {
    const time = clock(at, locale);
    return make("h3", { class: "author" }, name, time && make("time", { datetime: at }, time));
  }

  /** Shows something written, from the moment it is sent; later its state. */
  write(written, text) {
    let node = this.#unconfirmed.get(written.cid);
    if (!node) {
      node = this.#visitors(text, { at: new Date().toISOString() });
      this.#unconfirmed.set(written.cid, node);
      this.#log.append(node);
      this.#anchor = node;
      this.#isFollowing = true;
    }
    this.#deliver(node, written);
    if (written.body.of) this.#settle(written.body.of, this.#nodes.get(written.body.of));
    this.follow();
  }

  #deliver(node, { cid, state }) {
    const isLost = state === "late" || state === "failed";
    node.classList.toggle("unsent", state !== "sent");
    if (isLost === Boolean(node.querySelector(".delivery"))) return;
    if (!isLost) return void node.querySelector(".delivery").remove();
    node.append(make("button", { type: "button", class: "delivery", on: { click: () => this.#chat.retry(cid) } },
      say(this.#chat.locale(), "retry")));
  }

  withdraw(cid) {
    this.#unconfirmed.get(cid)?.remove();
    this.#unconfirmed.delete(cid);
  }

  /** Removes everything, also what is unconfirmed, and leaves one note. */
  erase(note) {
    this.#unconfirmed.clear();
    this.clear();
    if (note) this.#log.append(make("p", { class: "state" }, note));
  }

  #settle(seq, node) {
    if (!node || !this.#store.entry(seq)) return;
    settle(node, {
      isOpen: this.#store.isOpen(seq), isOver: this.#store.isOver(seq), answer: this.#store.answerTo(seq),
    });
  }

  /** Lets the next message come into sight, as what the visitor asked for elsewhere than in words. */
  expect() {
    this.#anchor = undefined;
    this.#isFollowing = true;
  }

  /** Keeps the last question in sight while its answer grows, unless the visitor reads elsewhere. */
  follow() {
    const { scrollHeight, clientHeight } = this.#log;
    const top = (this.#anchor?.offsetTop ?? 0) - NEAR / 4;
    if (this.#isFollowing) this.#scroll(Math.max(0, Math.min(scrollHeight - clientHeight, top)));
    this.#jump.hidden = !this.#isBelow();
  }

  #isBelow() {
    const last = this.#log.lastElementChild;
    return Boolean(last) && last.offsetTop > this.#log.scrollTop + this.#log.clientHeight - NEAR / 2;
  }

  #scroll(top) {
    this.#top = top;
    this.#log.scrollTop = top;
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.#log;
    if (scrollHeight - clientHeight - scrollTop < NEAR) this.#isFollowing = true;
    else if (scrollTop < this.#top - NEAR) this.#isFollowing = false;
    if (!this.#isBelow()) this.#jump.hidden = true;
  }

  #toEnd() {
    this.#isFollowing = true;
    this.#scroll(this.#log.lastElementChild?.offsetTop ?? 0);
    this.#jump.hidden = true;
    this.#log.focus({ preventScroll: true });
  }
}

function authorOf({ role, name } = {}, locale) {
  if (role === "staff") return name ? say(locale, "staff", { name }) : say(locale, "team");
  return name || say(locale, "assistant");
}
