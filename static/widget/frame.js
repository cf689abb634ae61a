/** The dialog: header, log, status, composer. Made once, named anew for each language. */

import { icon, make } from "./dom.js";
import { say } from "./texts.js";

/** Returns the parts of the dialog by name. */
export function makeFrame() {
  const parts = { ...header(), ...middle(), ...composer() };
  const { head, log, below, form } = parts;
  const dialog = make("dialog", { class: "panel", role: "dialog", "aria-labelledby": "title" }, head, log, below, form);
  return { ...parts, dialog };
}

function tool(name, look = "tool", type = "button") {
  return make("button", { type, class: look }, icon(name));
}

function header() {
  const title = make("h2", { id: "title", class: "title", tabindex: "-1" });
  const company = make("p", { class: "company" });
  const [closeButton, menuButton] = [tool("close"), tool("more")];
  menuButton.setAttribute("aria-expanded", "false");
  const head = make("header", { class: "head" }, make("div", { class: "names" }, title, company), menuButton, closeButton);
  return { head, title, company, closeButton, menuButton };
}

function middle() {
  const log = make("div", { class: "log", role: "log", "aria-live": "polite", tabindex: "0" });
  const jump = make("button", { type: "button", class: "jump", hidden: true }, icon("down"), make("span"));
  const status = make("p", { class: "status", role: "status" });
  return { log, jump, status, below: make("div", { class: "below" }, jump, status) };
}

function composer() {
  const label = make("label", { class: "aside", for: "message" });
  const field = make("textarea", { id: "message", rows: "1", enterkeyhint: "send", "aria-describedby": "left" });
  const left = make("p", { class: "left", id: "left" });
  const send = tool("send", "send", "submit");
  const again = make("button", { type: "button", class: "button main again", hidden: true });
  const form = make("form", { class: "composer" }, left, make("div", { class: "row" }, label, field, send), again);
  return { form, label, field, left, send, again };
}

/** Writes every text of the dialog. */
export function nameFrame(frame, locale, { company = "" }) {
  frame.dialog.lang = locale;
  for (const [part, key] of [["title", "launcher"], ["label", "message"], ["again", "again"]]) {
    frame[part].textContent = say(locale, key);
  }
  for (const [part, key] of [["closeButton", "close"], ["menuButton", "menu"], ["send", "send"], ["log", "log"]]) {
    frame[part].setAttribute("aria-label", say(locale, key));
  }
  frame.jump.lastChild.textContent = say(locale, "newest");
  frame.field.placeholder = say(locale, "ask");
  frame.company.textContent = company;
}
