/** The options behind the header's button: language, a person, forgetting the chat. Loaded when asked for. */

import { icon, make } from "./dom.js";
import { LOCALES, say } from "./texts.js";

const PERSON = "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20c1-3.6 4-5 7.5-5s6.5 1.4 7.5 5";
const SAVE = "M12 4v11M7 10.5l5 5 5-5M5 19.5h14";
const DEVICES = "M3 5h12v9H3zM6 18h6M17 9h4v11h-6v-3";
const BIN = "M5 7h14M10 7V4.5h4V7M7 7l.8 12.5h8.4L17 7";

const sheet = new CSSStyleSheet();
sheet.replaceSync(`
.menu { position: absolute; z-index: 1; inset: 68px 12px auto auto;
  inline-size: min(21em, calc(100% - 24px)); max-block-size: calc(100% - 80px); overflow: auto;
  padding: 16px; border-radius: 16px;
  background: var(--surface); border: 1px solid var(--line); box-shadow: var(--shadow); font-size: .9375em; }
.menu .kicker { margin-block-end: 8px; }
.languages { display: flex; gap: 4px; padding: 4px; margin-block-end: 12px; border-radius: 12px;
  background: var(--raised); }
.languages button { flex: 1; min-block-size: 40px; padding: 4px 8px; border: 1px solid transparent;
  border-radius: 9px; background: none; font-size: .9375em; }
.languages [aria-pressed="true"] { background: var(--surface); border-color: var(--edge); font-weight: 650; }
.item { display: flex; align-items: center; gap: 12px; inline-size: 100%; min-block-size: 44px;
  padding: 8px; border: 0; border-radius: 10px; background: none; text-align: start; }
.item .icon { color: var(--soft); }
p.item { margin: 0; }
button.item:hover { background: var(--raised); }
.formats { display: flex; gap: 6px; padding: 0 8px 8px 42px; }
.keep { display: flex; align-items: flex-start; gap: 12px; padding: 10px 8px; border-radius: 10px; cursor: pointer; }
.keep:hover { background: var(--raised); }
.keep input { inline-size: 20px; block-size: 20px; margin: 1px 0 0; flex: none; accent-color: var(--link); }
.keep small, .small { display: block; margin: 0; color: var(--soft); font-size: .8667em; line-height: 1.45; }
.address { inline-size: 100%; margin-block: 8px; padding: 8px 10px; border: 1px solid var(--edge); border-radius: 8px;
  background: var(--surface); font-size: max(.8667em, 13px); }
.confirm { margin: 4px 0 8px; padding: 12px 14px; border-radius: 12px; background: var(--raised);
  font-size: .9375em; line-height: 1.5; }
.confirm p { margin-block-start: 0; }
.confirm .ways { display: flex; flex-wrap: wrap; gap: 8px; margin: 12px 0 0; }
.retention { margin: 10px 8px 0; color: var(--soft); font-size: .8125em; line-height: 1.45; }
.retention:empty { display: none; }
@media (max-height: 480px) { .menu { inset-block-start: 54px; max-block-size: calc(100% - 60px); } }
@media (forced-colors: active) { .languages [aria-pressed="true"] { border: 2px solid Highlight; } }`);

export class Menu {
  #frame;
  #parts = makeParts();

  #minutes = 0;
  #locale;

  /** `act` is what can be done: {setLocale, person, forget, keep, download, link, copy}. */
  constructor(frame, { root, act, signal }) {
    this.#frame = frame;
    const parts = this.#parts;
    const on = (node, listener) => node.addEventListener("click", listener);
    for (const button of parts.languages) on(button, () => act.setLocale(button.dataset.locale));
    on(parts.person, () => { this.close(); act.person(); });
    on(parts.forget, () => this.#confirm(true));
    on(parts.no, () => { this.#confirm(false); parts.forget.focus(); });
    on(parts.yes, () => { this.close(); act.forget(); });
    for (const button of parts.formats) on(button, () => act.download(button.textContent.toLowerCase()));
    on(parts.elsewhere, () => this.#moveElsewhere(act));
    on(parts.copy, () => act.copy(parts.address.value));
    parts.keep.addEventListener("change", () => act.keep(parts.keep.checked));
    frame.dialog.addEventListener("pointerdown", ({ target }) => this.#pointed(target), { signal });
    frame.head.after(parts.menu);
    root.adoptedStyleSheets.push(sheet);
  }

  /** Writes every text of it. */
  name(locale, { retentionDays }, { isKept } = {}) {
    const parts = this.#parts;
    this.#locale = locale;
    const texts = {
      title: "language", personText: "person", forgetText: "forget", question: "forgetAsk", yes: "forgetYes", no: "forgetNo",
      saveText: "transcript", keepText: "keep", elsewhereText: "elsewhere", copy: "copy",
    };
    for (const [part, key] of Object.entries(texts)) parts[part].textContent = say(locale, key);
    parts.menu.setAttribute("aria-label", say(locale, "menu"));
    parts.retention.textContent = retentionDays ? say(locale, "retention", { n: retentionDays }) : "";
    parts.keepHint.textContent = say(locale, "keepHint", { n: Math.min(retentionDays || 30, 30) });
    parts.keep.checked = Boolean(isKept);
    parts.linkHint.textContent = say(locale, "elsewhereHint", { n: this.#minutes });
    for (const button of parts.languages) {
      button.setAttribute("aria-pressed", String(button.dataset.locale === locale));
    }
  }

  toggle() {
    if (this.close()) return;
    this.#parts.menu.hidden = false;
    this.#frame.menuButton.setAttribute("aria-expanded", "true");
    this.#parts.languages[0].focus();
  }

  /** Returns whether it was open; the focus returns to its button. */
  close() {
    const { menu } = this.#parts;
    if (menu.hidden) return false;
    menu.hidden = true;
    this.#frame.menuButton.setAttribute("aria-expanded", "false");
    this.#confirm(false);
    this.#parts.linkBox.hidden = true;
    this.#frame.menuButton.focus();
    return true;
  }

  /** Shows a link that takes the chat along; each time a new one. */
  async #moveElsewhere(act) {
    const { linkBox, address, linkHint } = this.#parts;
    const made = await act.link();
    if (!made) return;
    this.#minutes = made.minutes;
    address.value = made.address;
    linkHint.textContent = say(this.#locale, "elsewhereHint", { n: made.minutes });
    linkBox.hidden = false;
    address.focus();
    address.select();
  }

  #confirm(isAsking) {
    this.#parts.confirm.hidden = !isAsking;
    this.#parts.forget.setAttribute("aria-expanded", String(isAsking));
    if (isAsking) this.#parts.no.focus();
  }

  #pointed(target) {
    if (!this.#parts.menu.contains(target) && !this.#frame.menuButton.contains(target)) this.close();
  }
}

function makeParts() {
  const languages = Object.entries(LOCALES).map(([locale, own]) => make("button", {
    type: "button", lang: locale, "data-locale": locale, "aria-pressed": "false",
  }, own));
  const title = make("p", { class: "kicker", id: "language" });
  const [personText, forgetText, saveText, keepText, elsewhereText] = Array.from({ length: 5 }, () => make("span"));
  const item = (shape, text, more = {}) => make("button", { type: "button", class: "item", ...more }, icon(shape), text);
  const person = item(PERSON, personText);
  const forget = item(BIN, forgetText, { "aria-expanded": "false" });
  const elsewhere = item(DEVICES, elsewhereText);
  const formats = ["HTML", "TXT", "JSON"].map((name) => make("button", { type: "button", class: "quiet" }, name));
  saveText.id = "save";
  const save = make("div", { role: "group", "aria-labelledby": "save" },
    make("p", { class: "item label" }, icon(SAVE), saveText), make("div", { class: "formats" }, ...formats));
  const [keep, keepHint] = [make("input", { type: "checkbox", "aria-describedby": "keep-hint" }), make("small", { id: "keep-hint" })];
  const keeping = make("label", { class: "keep" }, keep, make("span", {}, keepText, keepHint));
  const linkHint = make("p", { class: "small", id: "link-hint" });
  const address = make("input", { class: "address", readonly: true, "aria-labelledby": "link-hint" });
  const copy = make("button", { type: "button", class: "button" });
  const linkBox = make("div", { class: "confirm", hidden: true }, linkHint, address, copy);
  const question = make("p", { id: "question" });
  const yes = make("button", { type: "button", class: "button main" });
  const no = make("button", { type: "button", class: "button" });
  const confirm = make("div", { class: "confirm", role: "group", "aria-labelledby": "question", hidden: true },
    question, make("p", { class: "ways" }, yes, no));
  const retention = make("p", { class: "retention" });
  const menu = make("div", { class: "menu", id: "menu", role: "group", hidden: true }, title,
    make("div", { class: "languages", role: "group", "aria-labelledby": "language" }, ...languages),
    person, save, elsewhere, linkBox, keeping, forget, confirm, retention);
  return {
    menu, languages, title, person, personText, forget, forgetText, confirm, question, yes, no, retention,
    saveText, formats, keep, keepText, keepHint, elsewhere, elsewhereText, linkBox, linkHint, address, copy,
  };
}
