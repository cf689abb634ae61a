/** A person in the chat: the line for one, who it is, typing and reading both ways. Loaded with the first of them. */

import { make } from "./dom.js";
import { say } from "./texts.js";

const LAPSE = 6_000;
const THROTTLE = 3_000;

const sheet = new CSSStyleSheet();
sheet.replaceSync(`
.staff .words { inline-size: fit-content; padding: 10px 16px; border-radius: 18px 18px 18px 4px;
  background: var(--raised); }
.live { display: flex; align-items: center; gap: 8px 12px; flex-wrap: wrap; padding: 8px 12px 8px 24px;
  background: var(--wash); border-block-end: 1px solid var(--line); font-size: .875em; line-height: 1.4; }
.live p { flex: 1; margin: 0; font-weight: 600; min-inline-size: 12em; }
.live .quiet { background: var(--surface); }
.seen { margin: 4px 2px 0; color: var(--soft); font-size: .8em; }
@media (max-width: 400px) { .live { padding-inline-start: 18px; } }
@media (forced-colors: active) { .live { border: 1px solid CanvasText; } }`);

export class Live {
  #frame;
  #with;
  #bar = make("p");
  #button = make("button", { type: "button", class: "quiet" });
  #node = make("div", { class: "live", hidden: true }, this.#bar, this.#button);
  #place;
  #lapse;
  #typed = 0;
  #told = 0;
  #seen = 0;

  /** `wiring` is {root, store, status, locale(), put(frame), leave()}. */
  constructor(frame, wiring) {
    this.#frame = frame;
    this.#with = wiring;
    this.#button.addEventListener("click", () => wiring.leave());
    frame.head.after(this.#node);
    wiring.root.adoptedStyleSheets.push(sheet);
  }

  /** Takes a frame that has no number; none means that entries came. */
  hear(frame) {
    if (frame?.t === "queue") this.#place = frame.pos;
    else if (frame?.t === "typing") this.#writes(frame);
    else if (frame?.t === "read") this.#seen = Math.max(this.#seen, frame.seq);
    else this.#writes({ on: false });
    this.show();
  }

  /** Writes everything as it is now, in the language of now. */
  show() {
    const { state, queue_pos: first, name } = this.#with.store.talk;
    const locale = this.#with.locale();
    if (state !== "queued") this.#place = undefined;
    const n = this.#place ?? first ?? 1;
    this.#node.hidden = state !== "queued" && state !== "staff";
    this.#bar.textContent = state === "staff" ? say(locale, "withPerson", { name })
      : say(locale, n > 1 ? "line" : "lineNext", { n });
    this.#button.textContent = say(locale, state === "staff" ? "endTalk" : "leaveLine");
    this.#mark(locale);
  }

  /** The last message of the visitor that the person has read says so. */
  #mark(locale) {
    const { log } = this.#frame;
    const read = [...log.querySelectorAll(".visitor[data-seq]")].filter(({ dataset }) => dataset.seq <= this.#seen).pop();
    const old = log.querySelector(".seen");
    if (old?.parentNode !== read) old?.remove();
    if (!read) return;
    const mark = read.querySelector(".seen") ?? read.appendChild(make("p", { class: "seen" }));
    mark.textContent = say(locale, "seen");
  }

  #writes({ on, name }) {
    clearTimeout(this.#lapse);
    this.#with.status.person(on ? name ?? this.#with.store.talk.name : "");
    if (on) this.#lapse = setTimeout(() => this.#writes({ on: false }), LAPSE);
  }

  /** The visitor writes; the person is told now and then. */
  typing() {
    const now = performance.now();
    if (!this.#isShared || (this.#typed && now - this.#typed < THROTTLE)) return;
    this.#typed = now;
    this.#with.put({ t: "typing", on: true });
  }

  /** The visitor has everything before their eyes. */
  look(isLooking) {
    const { lastSeq } = this.#with.store;
    if (!isLooking || this.#with.store.talk.state !== "staff" || lastSeq <= this.#told) return;
    this.#told = lastSeq;
    this.#with.put({ t: "read", seq: lastSeq });
  }

  get #isShared() {
    return ["queued", "staff"].includes(this.#with.store.talk.state);
  }
}
