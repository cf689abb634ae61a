/** Puts the launcher on the page. Before the first click nothing is requested, stored or sent. */
(() => {
  "use strict";
  const script = document.currentScript;
  const { controller = "", locale: wanted, position, theme, accent, mode, offsetX, offsetY } = script?.dataset ?? {};
  if (!script || document.querySelector(`privacy-chat[data-controller="${CSS.escape(controller)}"]`)) return;

  const NAME = { en: "Privacy help", fi: "Tietosuoja-apu", sv: "Hjälp med dataskydd" };
  const FAILED = {
    en: "Could not open. Try again",
    fi: "Avaaminen ei onnistunut. Yritä uudelleen",
    sv: "Gick inte att öppna. Försök igen",
  };
  const STYLE = `
:host { all: initial; position: fixed; z-index: 2147483000;
  inset-block-end: var(--privacy-chat-offset-y, 20px);
  inset-inline-end: var(--privacy-chat-offset-x, 20px); color-scheme: light dark;
  font: medium/1.5 var(--privacy-chat-font, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif);
  --accent: var(--privacy-chat-accent, #0b5d4e);
  --lit: clamp(0, (.179 - y) * 9999, 1); --on-accent: #fff; }
@supports (color: color(from red xyz x y z)) { :host {
  --on-accent: color(from var(--accent) xyz calc(.9505 * var(--lit)) var(--lit) calc(1.089 * var(--lit))); } }
:host([data-theme="light"]) { color-scheme: light; }
:host([data-theme="dark"]) { color-scheme: dark; }
:host([data-position="left"]) { inset-inline: var(--privacy-chat-offset-x, 20px) auto; }
:host([data-mode="page"]) { position: static; display: flex; flex: 1; min-block-size: 0; }
:host([hidden]), :host([data-mode="page"]) .launcher { display: none; }
.launcher { all: unset; box-sizing: border-box; display: flex; align-items: center; gap: .6em;
  min-block-size: 3.25em;
  min-inline-size: 44px; padding: .5em 1.25em .5em 1em; border: 1px solid #ffffff2e; border-radius: 99em;
  cursor: pointer;
  background: var(--accent); color: var(--on-accent); font-weight: 600; font-size: .9375em;
  box-shadow: 0 1px 2px #0d1f1b33, 0 8px 24px -6px #0d1f1b59; }
.launcher:hover { box-shadow: 0 1px 2px #0d1f1b33, 0 12px 32px -6px #0d1f1b80; }
.launcher:focus-visible { outline: 3px solid #000; outline-offset: 3px; box-shadow: 0 0 0 3px #fff; }
.launcher[aria-busy="true"] svg { opacity: .5; }
.launcher svg { inline-size: 1.6em; block-size: 1.6em; flex: none; }
.badge { min-inline-size: 1.6em; padding-inline: .4em; box-sizing: border-box; border-radius: 99em;
  text-align: center;
  background: #fff; color: #12211d; font-size: .8125em; line-height: 1.6; }
.badge:empty { display: none; }
@media (prefers-reduced-motion: no-preference) { .launcher { transition: box-shadow .2s; } }
@media (forced-colors: active) { .launcher { border: 2px solid ButtonText; }
  .launcher:focus-visible { outline-color: Highlight; } }
@media print { :host { display: none; } }`;

  const server = new URL(script.src).origin;
  const key = `privacy-chat:${controller}`;
  const listeners = new Map();
  const life = new AbortController();
  let locale = language(wanted);
  let panel, loading, tries = 0, unread = 0;

  const host = document.createElement("privacy-chat");
  const root = host.attachShadow({ mode: "open" });
  const launcher = child(root, "button", "launcher");
  launcher.part = "launcher";
  drawIcon(launcher);
  const label = child(launcher, "span");
  const badge = child(launcher, "span", "badge");

  function language(tag) {
    const spoken = tag && tag !== "auto" ? [tag] : [document.documentElement.lang, ...navigator.languages];
    return spoken.map((one) => one.toLowerCase().split("-")[0]).find((one) => one in NAME) ?? "en";
  }

  function child(parent, tag, name = "") {
    const node = parent.appendChild(document.createElement(tag));
    node.className = name;
    return node;
  }

  function drawIcon(parent) {
    const make = (tag, attributes, to) => {
      const node = to.appendChild(document.createElementNS("http://www.w3.org/2000/svg", tag));
      for (const name in attributes) node.setAttribute(name, attributes[name]);
      return node;
    };
    const svg = make("svg", {
      viewBox: "0 0 24 24", fill: "none", stroke: "currentColor", "stroke-width": 1.7,
      "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true",
    }, parent);
    make("path", { d: "M12 3.5c-5.1 0-9 3.3-9 7.5 0 2.3 1.1 4.3 3 5.7l-.5 3.8 3.7-2c.9.2 1.8.3 2.8.3 5.1 0 9-3.4 9-7.8s-3.9-7.5-9-7.5Z" }, svg);
    make("circle", { cx: 12, cy: 9.6, r: 1.7 }, svg);
    make("path", { d: "M12 11.3v3.2" }, svg);
  }

  function name(text = NAME[locale]) {
    host.lang = locale;
    label.textContent = text;
  }

  /** What the panel may use. Newer panels are loaded by this very loader, so nothing here may go away. */
  const shell = {
    host, root, launcher, server, controller, key, mode,
    get locale() { return locale; },
    setLocale(tag) { locale = language(tag); name(); },
    /** Shows how many messages wait; `text` is for those who do not see the badge. */
    setUnread(count, text) {
      if (count !== unread) emit("unread", count);
      unread = count;
      badge.textContent = count || "";
      if (count) launcher.setAttribute("aria-label", `${NAME[locale]}, ${text}`);
      else launcher.removeAttribute("aria-label");
    },
    emit,
  };

  function emit(event, detail) {
    for (const listener of listeners.get(event) ?? []) {
      try { listener(detail); } catch (fault) { reportError(fault); }
    }
  }

  function load() {
    if (!loading) name();
    if (!panel) launcher.setAttribute("aria-busy", "true");
    const address = new URL(`../v1/panel.js${tries ? `?try=${tries}` : ""}`, script.src);
    loading ??= import(address).then(({ start }) => start(shell)).then((made) => {
      if (life.signal.aborted) made.destroy();
      else panel = made;
    }).catch(() => {
      loading = undefined;
      tries += 1;
      name(FAILED[locale]);
      emit("error", { code: "load" });
    }).finally(() => launcher.removeAttribute("aria-busy"));
    return loading;
  }

  async function open(options) {
    await load();
    panel?.open(options);
  }

  const commands = {
    open, close: () => panel?.close(), toggle: () => (panel?.isOpen ? panel.close() : open()),
    show: () => { host.hidden = false; }, hide: () => { host.hidden = true; },
    setLocale: (tag) => { shell.setLocale(tag); panel?.setLocale(locale); },
    setTheme: (value) => { host.dataset.theme = value; },
    setUser: (user) => { shell.user = user; panel?.command("setUser", user); },
    reset: () => { if (panel) panel.command("reset"); else for (const kept of stores()) kept.removeItem(key); },
    on: (event, listener) => {
      listeners.set(event, [...(listeners.get(event) ?? []), listener]);
      if (event === "ready") listener();
    },
    destroy: () => {
      life.abort();
      panel?.destroy();
      host.remove();
      chats.delete(controller);
      if (!chats.size) delete window.PrivacyChat;
      emit("destroy");
    },
  };

  function stores() {
    try { return [sessionStorage, localStorage]; } catch { return []; }
  }

  /** Obeys here, or in the panel: what the loader does not know, a newer panel may. */
  function obey(command, values) {
    if (Object.hasOwn(commands, command)) commands[command](...values);
    else load().then(() => panel?.command(command, ...values));
  }

  const before = window.PrivacyChat;
  const waiting = before?.q ?? [];
  const chats = before?.chats ?? new Map();
  const call = before?.chats ? before : (command, ...values) => {
    const [what, whose] = String(command).split(":").reverse();
    const chat = whose === undefined ? chats.values().next().value : chats.get(whose);
    if (chat) chat(what, values);
    else call.q.push([command, ...values]); // of a chat whose script is still to come
  };
  chats.set(controller, obey);
  window.PrivacyChat = Object.assign(call, { chats, q: [] });

  badge.setAttribute("aria-hidden", "true");
  launcher.type = "button";
  launcher.setAttribute("aria-haspopup", "dialog");
  launcher.setAttribute("aria-expanded", "false");
  launcher.addEventListener("click", () => commands.toggle(), { signal: life.signal });
  addEventListener("focusin", ({ target }) => requestAnimationFrame(() => {
    // What has the focus on the page must be seen, also right under the launcher.
    const [it, us] = [target, launcher].map((one) => one.getBoundingClientRect());
    launcher.style.opacity = target !== host && it.left >= us.left && it.top >= us.top
      && it.right <= us.right && it.bottom <= us.bottom ? .2 : "";
  }), { signal: life.signal });
  host.dataset.controller = controller;
  host.dataset.position = position === "left" ? "left" : "right";
  host.dataset.theme = theme ?? "auto";
  if (mode) host.dataset.mode = mode;
  if (accent && CSS.supports("color", accent)) host.style.setProperty("--privacy-chat-accent", accent);
  if (offsetX) host.style.setProperty("--privacy-chat-offset-x", `${parseInt(offsetX, 10)}px`);
  if (offsetY) host.style.setProperty("--privacy-chat-offset-y", `${parseInt(offsetY, 10)}px`);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  name();
  if (mode === "page") script.after(host);
  else document.documentElement.append(host); // beside the body, so that pages which swap their body keep it
  for (const [command, ...values] of waiting) call(command, ...values);
  try {
    const kept = JSON.parse(sessionStorage.getItem(key));
    if (kept?.locale) shell.setLocale(kept.locale);
    if (kept?.open && mode !== "page") open({ focus: false });
  } catch { /* storage is closed to this page: nothing to resume */ }
  if (mode === "page") open({ focus: false });
})();
