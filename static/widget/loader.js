/** Puts the launcher on the page. Before the first click nothing is requested, stored or sent. */
(() => {
  "use strict";
  const script = document.currentScript;
  if (!script || document.querySelector("privacy-chat")) return;

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
  --accent: var(--privacy-chat-accent, #0b5d4e); --on-accent: var(--privacy-chat-on-accent, #fff);
  --ring: var(--accent); }
:host([data-position="left"]) { inset-inline: var(--privacy-chat-offset-x, 20px) auto; }
:host([hidden]) { display: none; }
.launcher { all: unset; box-sizing: border-box; display: flex; align-items: center; gap: .6em;
  min-block-size: 3.25em;
  min-inline-size: 44px; padding: .5em 1.25em .5em 1em; border: 1px solid #ffffff2e; border-radius: 99em;
  cursor: pointer;
  background: var(--accent); color: var(--on-accent); font-weight: 600; font-size: .9375em;
  box-shadow: 0 1px 2px #0d1f1b33, 0 8px 24px -6px #0d1f1b59; }
.launcher:hover { box-shadow: 0 1px 2px #0d1f1b33, 0 12px 32px -6px #0d1f1b80; }
.launcher:focus-visible { outline: 3px solid var(--ring); outline-offset: 3px;
  box-shadow: 0 0 0 3px var(--halo, #fff); }
.launcher[aria-busy="true"] svg { opacity: .5; }
.launcher svg { inline-size: 1.6em; block-size: 1.6em; flex: none; }
.badge { min-inline-size: 1.6em; padding-inline: .4em; box-sizing: border-box; border-radius: 99em;
  text-align: center;
  background: #fff; color: #12211d; font-size: .8125em; line-height: 1.6; }
.badge:empty { display: none; }
@media (prefers-color-scheme: dark) { :host { --ring: color-mix(in oklab, var(--accent) 35%, #fff);
  --halo: #14191b;
  --accent: color-mix(in oklab, var(--privacy-chat-accent, #0b5d4e) 88%, #fff); } }
@media (prefers-reduced-motion: no-preference) { .launcher { transition: box-shadow .2s; } }
@media (forced-colors: active) { .launcher { border: 2px solid ButtonText; }
  .launcher:focus-visible { outline-color: Highlight; } }
@media print { :host { display: none; } }`;

  const server = new URL(script.src).origin;
  const controller = script.dataset.controller ?? "";
  const key = `privacy-chat:${controller}`;
  const listeners = new Map();
  const life = new AbortController();
  let locale = language(script.dataset.locale);
  let panel, loading, tries = 0, unread = 0;

  const host = document.createElement("privacy-chat");
  const root = host.attachShadow({ mode: "open" });
  const launcher = child(root, "button", "launcher");
  launcher.part = "launcher";
  const icon = drawIcon(launcher);
  const label = child(launcher, "span");
  const badge = child(launcher, "span", "badge");

  function language(wanted) {
    const spoken = wanted && wanted !== "auto" ? [wanted] : [document.documentElement.lang, ...navigator.languages];
    return spoken.map((tag) => tag.toLowerCase().split("-")[0]).find((tag) => tag in NAME) ?? "en";
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
    return svg;
  }

  function name(text = NAME[locale]) {
    host.lang = locale;
    label.textContent = text;
  }

  const shell = {
    host, root, launcher, server, controller, key,
    get locale() { return locale; },
    setLocale(wanted) { locale = language(wanted); name(); },
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
    for (const listener of listeners.get(event) ?? []) listener(detail);
  }

  function load() {
    name();
    launcher.setAttribute("aria-busy", "true");
    const address = new URL(`panel.js${tries ? `?try=${tries}` : ""}`, script.src);
    loading ??= import(address).then(({ Panel }) => {
      if (!life.signal.aborted) panel = new Panel(shell);
      emit("ready");
    }).catch(() => {
      loading = undefined;
      tries += 1;
      name(FAILED[locale]);
    }).finally(() => launcher.removeAttribute("aria-busy"));
    return loading;
  }

  async function open(options) {
    if (!panel) await load();
    panel?.open(options);
  }

  const commands = {
    open, close: () => panel?.close(), toggle: () => (panel?.isOpen ? panel.close() : open()),
    setLocale: (wanted) => { shell.setLocale(wanted); panel?.setLocale(locale); },
    on: (event, listener) => listeners.set(event, [...(listeners.get(event) ?? []), listener]),
    destroy: () => {
      life.abort();
      panel?.destroy();
      host.remove();
      delete window.PrivacyChat;
      emit("destroy");
    },
  };

  const waiting = window.PrivacyChat?.q ?? [];
  window.PrivacyChat = (command, ...values) => { commands[command]?.(...values); };
  badge.setAttribute("aria-hidden", "true");
  launcher.type = "button";
  launcher.setAttribute("aria-haspopup", "dialog");
  launcher.setAttribute("aria-expanded", "false");
  launcher.addEventListener("click", () => commands.toggle(), { signal: life.signal });
  host.dataset.position = script.dataset.position === "left" ? "left" : "right";
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  name();
  document.documentElement.append(host); // beside the body, so that pages which swap their body keep it
  for (const [command, ...values] of waiting) window.PrivacyChat(command, ...values);
  try {
    const kept = JSON.parse(sessionStorage.getItem(key));
    if (kept?.locale) shell.setLocale(kept.locale);
    if (kept?.open) open({ focus: false });
  } catch { /* storage is closed to this page: nothing to resume */ }
})();
