/** What each kind of message looks like. A message speaks one language throughout: that of its text. */

import { icon, make, safeUrl } from "./dom.js";
import { learnLater, nameOfLanguage, say, supported } from "./texts.js";

/** Returns the parts of one message; `chat` is {server, locale, choose, submit, judge}, each on an entry. */
export function partsOf(entry, chat) {
  const { body } = entry;
  const locale = supported(body.lang ?? entry.lang ?? chat.locale());
  return (KINDS[body.type] ?? KINDS.text)({ entry, body, locale, chat }).filter(Boolean);
}

/** Fetches what only requests need, before the first of them is shown. Without it their texts stand alone. */
export async function prepare(entries, root) {
  if (KINDS.filed || !entries.some(({ body }) => REQUESTS.includes(body.type))) return;
  try {
    const [{ kinds, sheet }] = await Promise.all([import("./request.js"), learnLater()]);
    Object.assign(KINDS, kinds);
    root.adoptedStyleSheets.push(sheet);
  } catch { /* no connection: tried again with the next entries */ }
}

const REQUESTS = ["offer", "form", "filed"];
const KINDS = {
  text: (it) => [words(it), choicesOf(it)],
  notice: (it) => [make("div", { class: `notice ${it.body.tone ?? "info"}` }, words(it), backOf(it)), choicesOf(it)],
  answer: (it) => [
    words(it), remarkOf(it.body.remark), quotesOf(it), lawOf(it, it.body.law), judgementOf(it), choicesOf(it),
  ],
  law: (it) => [words(it), lawOf(it, it.body.points), choicesOf(it)],
};

export function words({ body }) {
  return body.text && make("div", { class: "words" }, ...body.text.split("\n").map((line) => make("p", {}, line)));
}

/** When people are back, by the clock of whoever reads it. */
function backOf({ body, locale }) {
  const at = body.back_at && new Date(body.back_at);
  if (!at || +at === +new Date(body.back_at.slice(0, 19))) return undefined; // the same clock as the company's
  const when = at.toLocaleString(locale, { weekday: "long", hour: "2-digit", minute: "2-digit" });
  return make("p", { class: "words" }, say(locale, "backAt", { when }));
}

export function remarkOf(text) {
  return text && make("p", { class: "remark" }, text);
}

export function quotesOf(it) {
  const { body, locale } = it;
  if (!body.passages?.length) return undefined;
  const title = body.source === "assistant" ? "fromAssistant" : body.type !== "answer" && "fromPolicy";
  return make("div", { class: "quotes" }, title && make("h4", { class: "kicker" }, say(locale, title)),
    ...body.passages.map((p, place, all) => quoteOf(p, it, { before: all[place - 1], after: all[place + 1] })));
}

/** A heading is not said twice in a row, and the version once. */
function quoteOf(passage, { locale, chat }, { before, after }) {
  const speaks = passage.lang && passage.lang !== locale ? { lang: passage.lang } : {};
  const address = safeUrl(passage.url, chat.server);
  const facts = [speaks.lang && nameOfLanguage(speaks.lang, locale), !after && passage.version && say(locale, "version", passage)];
  const lines = passage.text.split("\n").filter((line, place) => place || line !== passage.section);
  return make("figure", { class: "quote" },
    passage.section && passage.section !== before?.section && make("p", { class: "section", ...speaks }, passage.section),
    make("blockquote", { ...speaks, cite: address }, ...lines.map((line) => make("p", {}, line))),
    make("figcaption", {}, address && link(address, say(locale, "source"), locale),
      ...facts.filter(Boolean).map((fact) => make("span", {}, fact))));
}

export function lawOf({ locale }, points) {
  if (!points?.length) return undefined;
  const rows = points.map(({ article, text, guidance }) => make("li", {},
    make("b", { class: "article" }, article), make("span", {}, text),
    guidance && make("span", { class: "guidance" }, guidance)));
  return make("div", { class: "law" },
    make("h4", { class: "kicker" }, icon("law"), say(locale, "law")), make("ul", { role: "list" }, ...rows));
}

export function link(href, text, locale, look = "") {
  return make("a", { href, class: look, target: "_blank", rel: "noopener noreferrer" },
    text, icon("out"), make("span", { class: "aside" }, ` (${say(locale, "newTab")})`));
}

export function choicesOf({ entry, body, locale, chat }) {
  if (!body.choices?.length) return undefined;
  const buttons = body.choices.map(({ id, label }) => make("li", {}, make("button", {
    type: "button", "data-choice": id, class: `choice ${id === "confirm" ? "main" : ""}`,
    on: { click: () => chat.choose(entry, id) },
  }, label)));
  return make("ul", { class: "choices", role: "list", "aria-label": say(locale, "choices") }, ...buttons);
}

function judgementOf({ entry, locale, chat }) {
  const question = make("span", { id: `judge-${entry.seq}` }, say(locale, "helpful"));
  const buttons = [true, false].map((helpful) => make("button", {
    type: "button", class: "quiet", "aria-pressed": "false", on: { click: judge },
    "data-helpful": String(helpful),
  }, say(locale, helpful ? "yes" : "no")));
  async function judge({ currentTarget }) {
    if (question.dataset.said) return;
    const helpful = currentTarget.dataset.helpful === "true";
    if (!(await chat.judge(entry, helpful))) return;
    question.dataset.said = "yes";
    question.textContent = say(locale, "thanks");
    for (const button of buttons) button.setAttribute("aria-disabled", "true");
    currentTarget.setAttribute("aria-pressed", "true");
  }
  return make("div", { class: "judge", role: "group", "aria-labelledby": question.id }, question, ...buttons);
}

/** Shows which choice was taken, and closes what can no longer be answered. What was sent leaves the page. */
export function settle(node, { isOpen, isOver, answer }) {
  for (const button of node.querySelectorAll("[data-choice]")) {
    button.disabled = !isOpen;
    button.classList.toggle("chosen", button.dataset.choice === answer);
  }
  const fields = node.querySelector("fieldset");
  if (!fields) return;
  fields.disabled = !isOpen;
  fields.hidden = isOver;
  node.querySelector(".choices")?.toggleAttribute("hidden", isOver);
  if (isOver) for (const control of fields.querySelectorAll("input, textarea")) control.value = "";
}
