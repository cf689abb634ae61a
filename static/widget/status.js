/** One quiet line beside the log: the connection, waiting, what went wrong. */

import { say } from "./texts.js";

const PAUSE = 1_000;
const SHOWN = 6_000;

export class Status {
  #node;
  #locale;
  #text = [""];
  #timer;
  #wasOpen = false;

  constructor(node, locale) {
    this.#node = node;
    this.#locale = locale;
  }

  /** Shows a text for a while. */
  say(key, values) {
    this.#show(key, values);
    this.#later("", SHOWN);
  }

  /** Shows a text after a while, so that what passes quickly is never said. */
  #later(key, pause = PAUSE) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#show(key), pause);
  }

  #show(...text) {
    clearTimeout(this.#timer);
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
    const key = this.#wasOpen ? "reconnecting" : "connecting";
    this.#wasOpen ||= state === "open";
    if (!isTrying) this.#show(["refused", "outdated"].includes(reason) ? reason : "");
    else if (this.#text[0] !== key) this.#later(key);
  }

  /** The visitor waits for an answer. */
  await() {
    if (!this.#text[0]) this.#later("writing");
  }

  answered() {
    if (this.#text[0] === "writing" || !this.#text[0]) this.#show("");
  }
}
