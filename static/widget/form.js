/** A form inside the chat: fields with hints and errors that are tied to them, and the proof of who is signed in. */

import { make } from "./dom.js";
import { say } from "./texts.js";

const PATIENCE = 5_000;
const LONGEST_TOKEN = 4_000;

/** Returns the form of a message; `intro` names it. What is typed leaves the page once it is sent. */
export function formOf({ entry, body, locale, chat }, intro) {
  const names = (field) => `${entry.seq}-${field}`;
  if (intro) intro.id = names("intro");
  const fields = (body.fields ?? []).map((field) => fieldOf(field, { body, locale, id: names(field.name), user: chat.user() }));
  const form = make("form", { class: "form", novalidate: true, "aria-labelledby": intro?.id, on: { submit } },
    intro,
    make("fieldset", {}, ...fields.map(({ row }) => row),
      make("button", { type: "submit", class: "button main" }, body.submit)));
  let isSending = false;
  async function submit(event) {
    event.preventDefault();
    const wrong = fields.filter(({ check }) => !check());
    if (wrong.length) return wrong[0].control.focus();
    if (isSending) return undefined;
    isSending = true;
    const token = body.takes_token && await tokenOf(chat.user());
    isSending = false;
    return chat.submit(entry, Object.fromEntries(fields.map(({ control }) => [control.name, control.value.trim()])), token);
  }
  return form;
}

/** Asks the page, only now, for a token of its server; without one the mailbox is proved by a code. */
async function tokenOf({ token }) {
  const late = new Promise((go) => setTimeout(go, PATIENCE));
  try {
    const user_token = await Promise.race([typeof token === "function" ? token() : token, late]);
    return typeof user_token === "string" && user_token.length < LONGEST_TOKEN && { user_token };
  } catch (fault) {
    return void reportError(fault);
  }
}

function fieldOf(field, { body, locale, id, user }) {
  const control = controlOf(field, id);
  const known = field.kind === "email" && user.email;
  control.value = body.values?.[field.name] || known || "";
  const label = field.required ? field.label : say(locale, "optional", field);
  const hint = field.hint && make("p", { class: "hint", id: `${id}-hint` }, field.hint);
  const error = make("p", { class: "error", id: `${id}-error` });
  const show = (text) => {
    error.textContent = text;
    control.setAttribute("aria-invalid", String(Boolean(text)));
    const tied = [hint?.id, text && error.id].filter(Boolean).join(" ");
    if (tied) control.setAttribute("aria-describedby", tied);
    else control.removeAttribute("aria-describedby");
  };
  const check = () => {
    const { valueMissing, typeMismatch } = control.validity;
    show(valueMissing ? say(locale, "missing") : typeMismatch ? say(locale, "badEmail") : "");
    return !valueMissing && !typeMismatch;
  };
  show(body.errors?.[field.name] ?? "");
  return { control, check, row: make("div", { class: "field" }, make("label", { for: id }, label), hint, control, error) };
}

function controlOf({ name, kind, required, autocomplete, max }, id) {
  const shared = { id, name, required: Boolean(required), autocomplete, maxlength: max };
  if (kind === "textarea") return make("textarea", { ...shared, rows: 3 });
  return make("input", { ...shared, type: kind === "email" ? "email" : "text" });
}
