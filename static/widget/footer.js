/** Below the messages: the status line and the composer. */

import { say } from "./texts.js";

const WARN_BELOW = 200;
const TALLEST = 160;
const PAUSE = 1_000;
const SHOWN = 6_000;
const BEARABLE = 4;

/** Where one writes: Enter sends, Shift+Enter breaks the line, a draft survives every error. */
export class Composer {
  #parts;
  #locale;
  #send;
  #typing;
  #most = 4000;

  constructor(parts, { signal, locale, send, typing }) {
    this.#parts = parts;
    this.#locale = locale;
    this.#send = send;
    this.#typing = typing;
    parts.field.addEventListener("keydown", (event) => this.#key(event), { signal });
    parts.field.addEventListener("input", () => { this.#changed(); this.#typing(); }, { signal });
    parts.form.addEventListener("submit", (event) => this.#submit(event), { signal });
    this.#changed();
  }

  setLimits(limits) {
    this.#most = limits?.message_characters ?? this.#most;
    this.#parts.field.maxLength = this.#most;
  }

  /** A closed composer takes nothing, as after the chat was erased. */
  setOpen(isOpen) {
    this.#parts.field.disabled = !isOpen;
    this.#parts.send.disabled = !isOpen;
  }

  /** Gives a text back to be shortened, unless something else is being written. */
  restore(text) {
    if (this.#parts.field.value) return false;
    this.#parts.field.value = text;
    this.#changed();
    return true;
  }

  /** Tells how much room is left, near the end of it. */
  count() {
    const n = this.#most - this.#parts.field.value.length;
    this.#parts.left.textContent = n < WARN_BELOW ? say(this.#locale(), "left", { n }) : "";
  }

  #key(event) {
    const isInput = event.isComposing || event.keyCode === 229; // an input method still composes the word
    if (event.key === "Enter" && !event.shiftKey && !isInput) this.#submit(event);
  }

  #submit(event) {
    event.preventDefault();
    const { field } = this.#parts;
    const text = field.value.trim();
    if (text && !field.disabled) {
      field.value = "";
      this.#send(text);
      this.#changed();
    }
    field.focus();
  }

  #changed() {
    const { field } = this.#parts;
    field.style.height = "auto";
    if (field.scrollHeight) field.style.height = `${Math.min(field.scrollHeight, TALLEST)}px`;
    this.count();
  }
}

/** One quiet line: the connection, waiting, what went wrong. */
export class Status {
  #node;
  #locale;
  #text = [""];
  #timer;
  #next;
  #wasOpen = false;
  #failures = 0;

  constructor(node, locale) {
    this.#node = node;
    this.#locale = locale;
  }

  /** Shows a text for a while. */
  say(key, values) {
    this.#show(key, values);
    this.#later("", SHOWN);
  }

  /** Shows a text after a while, so that what passes quickly is never said; a wait is never begun anew. */
  #later(key, pause = PAUSE) {
    this.#next = key;
    this.#timer ??= setTimeout(() => this.#show(this.#next), pause);
  }

  #show(...text) {
    this.#timer = clearTimeout(this.#timer);
    this.#text = text;
    this.repeat();
  }

  /** Writes the line again, after the language changed. */
  repeat() {
    const [key, values] = this.#text;
    this.#node.textContent = key && say(this.#locale(), key, values);
    this.#node.dataset.shown = key;
  }

  connection(state, reason) {
    const isTrying = state === "connecting" || state === "waiting";
    if (state === "open") this.#failures = 0;
    if (state === "waiting") this.#failures += 1;
    const key = this.#failures > BEARABLE ? "unreachable" : this.#wasOpen ? "reconnecting" : "connecting";
    this.#wasOpen ||= state === "open";
    if (!isTrying) this.#show(["refused", "outdated", "moved", "crowded"].includes(reason) ? reason : "");
    else if (this.#text[0] !== key) this.#later(key);
  }

  /** A person writes; an empty name: not any more. */
  person(name) {
    if (name) this.#show("staffWrites", { name });
    else if (this.#text[0] === "staffWrites") this.#show("");
  }

  /** The visitor waits for an answer. */
  await() {
    if (!this.#text[0]) this.#later("writing");
  }

  answered() {
    if (["writing", "limited", ""].includes(this.#text[0])) this.#show("");
  }
}
