/** The chat behind the launcher: dialog, log and connection. Loaded by the first click. */

import { prepare } from "./bodies.js";
import { Connection } from "./connection.js";
import { Door } from "./door.js";
import { EDGE } from "./edge.js";
import { Composer, Status } from "./footer.js";
import { makeFrame, nameFrame } from "./frame.js";
import { Log } from "./log.js";
import { Memory } from "./memory.js";
import { Store } from "./store.js";
import { STYLE } from "./styles.js";
import { learn, learnLater, say, supported } from "./texts.js";

/** Opens for the loader: `shell` is what it offers, and what comes back obeys it. */
export async function start(shell) {
  const memory = new Memory(shell.key);
  const code = shell.mode === "page" && new URLSearchParams(location.hash.slice(1)).get("resume");
  if (code) memory.forget();
  await learn(memory.saved.locale ?? shell.locale);
  return new Panel(shell, memory, code);
}

/** Lives in the loader's shell until it is destroyed. */
class Panel {
  #shell;
  #life = new AbortController();
  #store = new Store();
  #memory;
  #live;
  #facts = {};
  #locale;
  #frame = makeFrame();
  #connection;
  #log;
  #composer;
  #status;
  #menu;
  #door;
  #catching = null;
  #heard = Promise.resolve();
  #labels = new WeakMap();
  #isResumed = false;

  constructor(shell, memory, code) {
    this.#shell = shell;
    this.#memory = memory;
    this.#locale = supported(memory.saved.locale ?? shell.locale);
    const { server, controller } = shell;
    const link = { server, controller, locale: this.#locale, token: memory.saved.token, code };
    const tell = (event, detail) => {
      this.#heard = this.#heard.then(() => this.#hear[event](detail)).catch(reportError);
    };
    this.#connection = new Connection(link, { store: this.#store, edge: EDGE, tell });
    const { signal } = this.#life;
    this.#status = new Status(this.#frame.status, () => this.#locale);
    this.#log = new Log(this.#frame, { store: this.#store, chat: this.#chat(), signal });
    this.#composer = new Composer(this.#frame, {
      signal, locale: () => this.#locale, send: (text) => this.#send({ type: "text", text }), typing: () => this.#live?.typing(),
    });
    this.#door = new Door(this.#frame, shell, {
      signal,
      on: {
        open: () => this.#opened(), close: () => this.#closed(), fit: () => this.#log.follow(), escape: () => this.#menu?.close(),
      },
    });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    shell.root.adoptedStyleSheets.push(sheet);
    this.#name();
    this.#attend(signal);
  }

  #attend(signal) {
    const { menuButton, again } = this.#frame;
    const on = (target, event, act) => target.addEventListener(event, act, { signal });
    const follow = () => this.command("follow", location.hash);
    on(menuButton, "click", () => this.#toggleMenu());
    on(again, "click", () => this.#startAnew());
    on(window, "online", () => this.#connection.wake());
    on(window, "pageshow", ({ persisted }) => persisted && this.#connection.wake());
    on(window, "pagehide", () => this.#connection.rest());
    on(document, "visibilitychange", () => document.hidden || this.#returned());
    on(window, "storage", (event) => {
      this.#store.markRead(this.#memory.seenElsewhere(event));
      this.#showUnread();
    });
    if (!this.#door.isPage) return;
    on(window, "hashchange", follow);
    follow();
  }

  get isOpen() {
    return this.#door.isOpen;
  }

  open(options) {
    this.#door.open(options);
  }

  close() {
    this.#door.close();
  }

  #opened() {
    this.#memory.save({ open: true });
    this.#see();
    this.#showUnread();
    this.#connection.wake();
    this.#live?.look(true);
    this.#shell.emit("open");
  }

  /** The visitor has everything before their eyes. */
  #see() {
    this.#store.markRead();
    this.#memory.see(this.#store.lastSeq);
  }

  #closed() {
    this.#memory.save({ open: false });
    this.#shell.emit("close");
  }

  async #toggleMenu() {
    try {
      const [{ Menu }] = await Promise.all([import("./menu.js"), learnLater()]);
      this.#menu ??= new Menu(this.#frame, { root: this.#shell.root, signal: this.#life.signal, act: this.#acts() });
      this.#menu.name(this.#locale, this.#facts, this.#memory);
      this.#menu.toggle();
    } catch {
      this.#status.say("failed");
    }
  }

  /** What the menu can do. */
  #acts() {
    const days = () => this.#facts.retentionDays;
    return {
      setLocale: (locale) => this.setLocale(locale),
      person: () => { this.#log.expect(); this.#ask({ t: "human" }); },
      forget: () => this.#ask({ t: "forget" }),
      keep: (isWanted) => this.#memory.keep(isWanted ? days() : 0),
      download: (format) => this.#do((tools) => tools.download(this.#connection, format, this.#locale)),
      link: () => this.#do((tools) => tools.moveLink(this.#connection, this.#shell)),
      copy: (text) => this.#do(async () => { await navigator.clipboard.writeText(text); this.#status.say("copied"); }),
    };
  }

  /** Does what needs tools that are loaded when asked for; returns undefined if that failed. */
  async #do(work) {
    try {
      return await work(await import("./tools.js"));
    } catch {
      this.#status.say("failed");
      return undefined;
    }
  }

  /** Obeys what the page or its address asks for. */
  async command(name, value) {
    if (name === "reset") return this.#reset();
    return this.#do((tools) => tools.obey(name, value, {
      open: () => this.open(),
      choose: (id, label) => this.#send({ type: "choice", of: 0, id }, label),
    }));
  }

  /** Leaves the chat without erasing it, as when the visitor signs out of the page. */
  #reset() {
    this.close();
    this.#connection.stop();
    this.#memory.forget();
    this.#shell.user = undefined;
    this.#log.erase("");
    this.#store.erase(null);
    this.#connection.renew();
    this.#showUnread();
  }

  /** Changes the language of the widget and of what the assistant says from now on. */
  async setLocale(locale) {
    if (!(await this.#speak(supported(locale)))) return;
    this.#memory.save({ locale: this.#locale });
    this.#connection.setLocale(this.#locale);
  }

  async #speak(locale) {
    try {
      await learn(locale);
    } catch {
      this.#status.say("failed");
      return false;
    }
    this.#locale = locale;
    this.#name();
    return true;
  }

  #name() {
    this.#shell.setLocale(this.#locale);
    nameFrame(this.#frame, this.#locale, this.#facts);
    this.#menu?.name(this.#locale, this.#facts, this.#memory);
    this.#live?.show();
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
      user: () => this.#shell.user ?? {},
      submit: (entry, values, token) => {
        this.#send({ type: "form", of: entry.seq, values, ...token }, entry.body.submit);
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
    (this.#door.isTouch ? this.#frame.log : this.#frame.field).focus({ preventScroll: true });
  }

  #send(body, label = body.text) {
    this.#labels.set(body, label);
    this.#connection.send(body);
    if (this.#store.talk.state !== "staff") this.#status.await();
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
      this.#frame.again.hidden = !["erased", "moved", "crowded"].includes(reason);
      if (reason) this.#menu?.close();
      if (reason === "moved") this.#memory.forget();
      if (state === "stopped" && reason) this.#shell.emit("error", { code: reason });
    },
    opened: (opening) => {
      this.#facts = { company: opening.controller_name, retentionDays: opening.retention_days };
      this.#composer.setLimits(opening.limits);
      this.#isResumed = Boolean(this.#memory.saved.token);
      this.#memory.save({ token: opening.resume_token });
      this.#name();
    },
    welcome: ({ head_seq: head, limits }) => {
      this.#composer.setLimits(limits);
      if (this.#isResumed && head > this.#store.lastSeq) this.#beginCatchUp(head);
      this.#isResumed = true;
    },
    reset: () => this.#log.clear(),
    entries: (entries) => this.#receive(entries),
    written: (written) => this.#written(written),
    limited: (pause) => this.#status.say("limited", { n: Math.ceil(pause / 1000) }),
    live: (frame) => this.#attendPerson(frame),
    away: (contact) => this.#status.say(contact),
    erased: (kept) => {
      this.#log.erase(kept ?? say(this.#locale, "forgotten"));
      this.#memory.forget();
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
    await Promise.all([prepare(entries, this.#shell.root), this.#learnOf(entries)]);
    const nodes = this.#log.add(entries);
    const last = entries[entries.length - 1];
    const fromOthers = entries.filter(({ from }) => from?.role !== "visitor");
    if (fromOthers.length) {
      this.#status.answered();
      this.#followLanguage(fromOthers[fromOthers.length - 1].lang);
    }
    await this.#attendPerson();
    if (this.#catching) return this.#catchUp(last.seq, fromOthers.length);
    if (this.isOpen && !document.hidden) this.#see();
    for (const { seq, body } of fromOthers) {
      this.#shell.emit("message", { seq, type: body.type });
      if (body.type === "filed") this.#shell.emit("ticket", { reference: body.reference });
    }
    this.#enterForm(nodes[nodes.length - 1]);
    return this.#showUnread();
  }

  /** A message speaks its own language, which must be there before it is shown. */
  #learnOf(entries) {
    return learn(...entries.map(({ body, lang }) => body.lang ?? lang ?? this.#locale)).catch(() => {});
  }

  /** Shows the line, or the person who answers; a frame tells of their typing and reading. */
  async #attendPerson(frame) {
    const { state } = this.#store.talk;
    if (!this.#live && !frame && state === "bot") return;
    if (!this.#live) {
      const [live] = await Promise.all([import("./live.js"), learnLater()]);
      this.#live ??= new live.Live(this.#frame, {
        root: this.#shell.root, store: this.#store, status: this.#status, locale: () => this.#locale,
        put: (one) => this.#connection.put(one), leave: () => this.#ask({ t: "leave" }),
      });
    }
    this.#live.hear(frame);
    this.#live.look(this.isOpen && !document.hidden);
    if (state === "closed") this.#composer.setOpen(false);
    this.#frame.again.hidden = state !== "closed";
  }

  /** The visitor looks again. */
  #returned() {
    this.#connection.wake();
    if (!this.isOpen) return;
    this.#see();
    this.#live?.look(true);
  }

  /** The widget speaks as the assistant does, which follows the language that the visitor writes. */
  #followLanguage(lang) {
    if (supported(lang) === lang && lang !== this.#locale) this.#speak(lang);
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
    if (this.#door.isTouch || this.#shell.root.activeElement !== field || field.value) return;
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
    this.#memory.forget();
    this.#memory.save({ open: true });
    this.#connection.startAnew();
    await this.#heard;
    this.#frame.field.focus();
  }

  #showUnread() {
    const count = this.isOpen ? 0 : this.#store.unread;
    this.#shell.setUnread(count, say(this.#locale, "unread", { n: count }));
  }
}
