/** The chat behind the launcher: dialog, log and connection. Loaded by the first click. */

import { prepare } from "./bodies.js";
import { Connection } from "./connection.js";
import { Composer, Status } from "./footer.js";
import { makeFrame, nameFrame } from "./frame.js";
import { Log } from "./log.js";
import { Store } from "./store.js";
import { STYLE } from "./styles.js";
import { say, supported } from "./texts.js";

const PHONE = "(max-width: 480px), (max-height: 480px)";
const EDGE = {
  fetch: fetch.bind(window),
  setTimeout: setTimeout.bind(window),
  clearTimeout: clearTimeout.bind(window),
  WebSocket,
  random: Math.random,
  uuid: () => crypto.randomUUID?.() ?? plainUuid(),
};

/** Makes a random UUID where plain http offers none. */
function plainUuid() {
  const bytes = [...crypto.getRandomValues(new Uint8Array(16))];
  const hex = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})/, "$1-$2-4$3-8$4-");
}

/** Lives in the loader's shell until it is destroyed. */
export class Panel {
  #shell;
  #life = new AbortController();
  #phone = matchMedia(PHONE);
  #coarse = matchMedia("(pointer: coarse)");
  #store = new Store();
  #saved;
  #facts = {};
  #locale;
  #frame = makeFrame();
  #connection;
  #log;
  #composer;
  #status;
  #menu;
  #opener;
  #catching = null;
  #heard = Promise.resolve();
  #labels = new WeakMap();
  #isResumed = false;

  constructor(shell) {
    this.#shell = shell;
    this.#saved = storage((kept) => JSON.parse(kept.getItem(shell.key))) ?? {};
    this.#locale = supported(this.#saved.locale ?? shell.locale);
    const { server, controller } = shell;
    const link = { server, controller, locale: this.#locale, token: this.#saved.token };
    const tell = (event, detail) => {
      this.#heard = this.#heard.then(() => this.#hear[event](detail)).catch(reportError);
    };
    this.#connection = new Connection(link, { store: this.#store, edge: EDGE, tell });
    const { signal } = this.#life;
    this.#status = new Status(this.#frame.status, () => this.#locale);
    this.#log = new Log(this.#frame, { store: this.#store, chat: this.#chat(), signal });
    this.#composer = new Composer(this.#frame, {
      signal, locale: () => this.#locale, send: (text) => this.#send({ type: "text", text }),
    });
    this.#build();
    this.#attend(signal);
  }

  #build() {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    this.#shell.root.adoptedStyleSheets.push(sheet);
    this.#shell.root.append(this.#frame.dialog);
    this.#name();
  }

  #attend(signal) {
    const { dialog, closeButton, menuButton, again } = this.#frame;
    const on = (target, event, act) => target.addEventListener(event, act, { signal });
    on(dialog, "keydown", (event) => this.#escape(event));
    on(dialog, "cancel", (event) => { event.preventDefault(); this.close(); });
    on(dialog, "close", () => this.#closed());
    on(menuButton, "click", () => this.#toggleMenu());
    on(closeButton, "click", () => this.close());
    on(again, "click", () => this.#startAnew());
    on(this.#phone, "change", () => this.isOpen && this.#show());
    on(visualViewport, "resize", () => this.#fit());
    on(window, "online", () => this.#connection.wake());
    on(window, "pageshow", ({ persisted }) => persisted && this.#connection.wake());
    on(window, "pagehide", () => this.#connection.rest());
    on(document, "visibilitychange", () => document.hidden || this.#connection.wake());
  }

  get isOpen() {
    return this.#frame.dialog.open;
  }

  /** Shows the dialog. Without `focus`, after a reload, the page keeps the focus. */
  open({ focus = true } = {}) {
    if (this.isOpen) return;
    const { activeElement } = document;
    const isOfPage = activeElement && activeElement !== document.body && activeElement !== this.#shell.host;
    this.#opener = isOfPage ? activeElement : this.#shell.launcher;
    this.#show();
    this.#shell.launcher.setAttribute("aria-expanded", "true");
    if (focus) (this.#coarse.matches ? this.#frame.title : this.#frame.field).focus();
    this.#store.markRead();
    this.#showUnread();
    this.#save({ open: true });
    this.#connection.wake();
    this.#log.follow();
    this.#shell.emit("open");
  }

  /** On a phone the dialog fills the screen and is modal; elsewhere the page stays usable. */
  #show() {
    const { dialog } = this.#frame;
    const hadFocus = this.#shell.root.activeElement;
    if (dialog.open) dialog.close();
    if (this.#phone.matches) dialog.showModal();
    else dialog.setAttribute("open", "");
    hadFocus?.focus();
    this.#fit();
  }

  #fit() {
    this.#frame.dialog.style.setProperty("--height", `${visualViewport.height}px`);
    this.#log.follow();
  }

  close() {
    const { dialog } = this.#frame;
    this.#menu?.close();
    const hadFocus = dialog.contains(this.#shell.root.activeElement);
    if (this.isOpen) dialog.close();
    this.#closed(hadFocus);
  }

  #closed(hadFocus = true) {
    const { launcher } = this.#shell;
    if (this.isOpen || launcher.getAttribute("aria-expanded") === "false") return;
    launcher.setAttribute("aria-expanded", "false");
    if (hadFocus) (this.#opener.isConnected ? this.#opener : launcher).focus();
    this.#save({ open: false });
    this.#shell.emit("close");
  }

  #escape(event) {
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    if (!this.#menu?.close()) this.close();
  }

  async #toggleMenu() {
    try {
      const { Menu } = await import("./menu.js");
      this.#menu ??= new Menu(this.#frame, {
        root: this.#shell.root, signal: this.#life.signal,
        act: {
          setLocale: (locale) => this.setLocale(locale),
          person: () => { this.#log.expect(); this.#ask({ t: "human" }); },
          forget: () => this.#ask({ t: "forget" }),
        },
      });
      this.#menu.name(this.#locale, this.#facts);
      this.#menu.toggle();
    } catch {
      this.#status.say("failed");
    }
  }

  /** Changes the language of the widget and of what the assistant says from now on. */
  setLocale(locale) {
    this.#locale = supported(locale);
    this.#name();
    this.#save({ locale: this.#locale });
    this.#connection.setLocale(this.#locale);
  }

  #name() {
    this.#shell.setLocale(this.#locale);
    nameFrame(this.#frame, this.#locale, this.#facts);
    this.#menu?.name(this.#locale, this.#facts);
    this.#status.repeat();
    this.#composer.count();
    this.#showUnread();
  }

  destroy() {
    this.#life.abort();
    this.#connection.stop();
    this.#frame.dialog.remove();
  }

  /** What messages may use. */
  #chat() {
    return {
      server: this.#shell.server,
      locale: () => this.#locale,
      choose: (entry, id) => {
        const { label } = entry.body.choices.find((choice) => choice.id === id);
        this.#send({ type: "choice", of: entry.seq, id }, label);
        this.#comeBack();
      },
      submit: (entry, values) => {
        this.#send({ type: "form", of: entry.seq, values }, entry.body.submit);
        this.#comeBack();
      },
      judge: (entry, helpful) => this.#ask({ t: "feedback", seq: entry.seq, helpful }),
      retry: (cid) => {
        this.#connection.retry(cid);
        this.#comeBack();
      },
    };
  }

  /** The button used is closed: the focus goes where one writes; on touch, no keyboard pops up. */
  #comeBack() {
    (this.#coarse.matches ? this.#frame.log : this.#frame.field).focus({ preventScroll: true });
  }

  #send(body, label = body.text) {
    this.#labels.set(body, label);
    this.#connection.send(body);
    this.#status.await();
  }

  async #ask(frame) {
    try {
      await this.#connection.ask(frame);
      return true;
    } catch {
      this.#status.say("failed");
      return false;
    }
  }

  #hear = {
    state: ({ state, reason }) => {
      this.#status.connection(state, reason);
      this.#composer.setOpen(state !== "stopped");
      this.#frame.again.hidden = reason !== "erased";
    },
    opened: (opening) => {
      this.#facts = { company: opening.controller_name, retentionDays: opening.retention_days };
      this.#composer.setLimits(opening.limits);
      this.#isResumed = Boolean(this.#saved.token);
      this.#save({ token: opening.resume_token });
      this.#name();
    },
    welcome: ({ head_seq: head, limits }) => {
      this.#composer.setLimits(limits);
      if (this.#isResumed && head > this.#store.lastSeq) this.#beginCatchUp(head);
    },
    reset: () => this.#log.clear(),
    entries: (entries) => this.#receive(entries),
    written: (written) => this.#written(written),
    limited: (pause) => this.#status.say("limited", { n: Math.ceil(pause / 1000) }),
    away: (contact) => this.#status.say(contact),
    erased: () => {
      this.#log.erase(say(this.#locale, "forgotten"));
      storage((kept) => kept.removeItem(this.#shell.key));
      this.#saved = { open: this.isOpen, locale: this.#saved.locale };
      this.#shell.emit("forget");
      this.#frame.again.focus();
    },
  };

  /** Puts back in silence what was said before; one line counts what is new. */
  #beginCatchUp(head) {
    this.#catching = { head, isNew: this.#store.lastSeq > 0, count: 0 };
    this.#frame.log.setAttribute("aria-busy", "true");
  }

  async #receive(entries) {
    await prepare(entries, this.#shell.root);
    const nodes = this.#log.add(entries);
    const last = entries[entries.length - 1];
    const fromOthers = entries.filter(({ from }) => from?.role !== "visitor");
    if (fromOthers.length) {
      this.#status.answered();
      this.#followLanguage(fromOthers[fromOthers.length - 1].lang);
    }
    if (this.#catching) return this.#catchUp(last.seq, fromOthers.length);
    if (this.isOpen && !document.hidden) this.#store.markRead();
    for (const entry of fromOthers) this.#shell.emit("message", { seq: entry.seq, type: entry.body.type });
    this.#enterForm(nodes[nodes.length - 1]);
    return this.#showUnread();
  }

  /** The widget speaks as the assistant does, which follows the language that the visitor writes. */
  #followLanguage(lang) {
    if (supported(lang) !== lang || lang === this.#locale) return;
    this.#locale = lang;
    this.#name();
  }

  #catchUp(seq, count) {
    this.#catching.count += count;
    if (seq < this.#catching.head) return;
    if (this.#catching.isNew && this.#catching.count) this.#status.say("news", { n: this.#catching.count });
    if (this.isOpen || !this.#catching.isNew) this.#store.markRead();
    this.#catching = null;
    this.#frame.log.removeAttribute("aria-busy");
    this.#showUnread();
  }

  /** A form that answers what the visitor just did takes the focus, unless a draft is being written. */
  #enterForm(node) {
    const { field } = this.#frame;
    if (this.#coarse.matches || this.#shell.root.activeElement !== field || field.value) return;
    const fields = [...node.querySelectorAll("fieldset:enabled :is(input, textarea)")];
    (fields.find((one) => one.getAttribute("aria-invalid") === "true") ?? fields[0])?.focus();
  }

  #written({ code, ...written }) {
    if (code === "too_long" && written.body.type === "text" && this.#composer.restore(written.body.text)) {
      this.#log.withdraw(written.cid);
      this.#store.drop(written.cid);
    } else this.#log.write(written, this.#labels.get(written.body));
    if (code) this.#status.say(code === "too_long" ? "tooLong" : "failed");
  }

  async #startAnew() {
    this.#log.erase("");
    this.#isResumed = false;
    this.#connection.startAnew();
    await this.#heard;
    this.#frame.field.focus();
  }

  #showUnread() {
    const count = this.isOpen ? 0 : this.#store.unread;
    this.#shell.setUnread(count, say(this.#locale, "unread", { n: count }));
  }

  /** Keeps what a reload needs, once there is a chat to return to. */
  #save(change) {
    this.#saved = { ...this.#saved, ...change };
    if (this.#saved.token) storage((kept) => kept.setItem(this.#shell.key, JSON.stringify(this.#saved)));
  }
}

/** Uses what the tab keeps; where nothing may be kept, the chat lives as long as the page. */
function storage(use) {
  try {
    return use(sessionStorage);
  } catch {
    return null;
  }
}
