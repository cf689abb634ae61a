/** Texts of the widget, one language at a time: fetched from where this file is when it is first needed. */

export const LOCALES = { en: "English", fi: "Suomi", sv: "Svenska" };
const known = new Map();
const wanted = new Set(["first"]);

/** Makes languages ready to be said, each with every part that was ever asked for. */
export async function learn(...locales) {
  const names = locales.flatMap((locale) => [...wanted].map((part) => [supported(locale), part]));
  await Promise.all(names.map(([locale, part]) => fetched(locale, part)));
}

/** Makes the texts of menu, requests and people ready, in the languages that are in use. */
export async function learnLater() {
  wanted.add("later");
  await learn(...[...known.keys()].map((name) => name.split("/")[0]));
}

async function fetched(locale, part) {
  const name = `${locale}/${part}`;
  if (known.has(name)) return;
  const answer = await fetch(new URL(`texts/${name}.json`, import.meta.url), { credentials: "omit" });
  if (!answer.ok) throw new Error(name);
  teach(locale, part, await answer.json());
}

export function teach(locale, part, texts) {
  known.set(`${locale}/${part}`, texts);
}

/** Returns the nearest language that the widget speaks. */
export function supported(locale) {
  const language = String(locale ?? "").toLowerCase().split("-")[0];
  return language in LOCALES ? language : "en";
}

/** Returns what says a text, or words as they are, with parameters; `n` chooses singular or plural. */
export function say(locale, key, values = {}) {
  const language = supported(locale);
  const text = known.get(`${language}/first`)?.[key] ?? known.get(`${language}/later`)?.[key] ?? key;
  const form = Array.isArray(text) ? text[values.n === 1 ? 0 : 1] : text;
  return form.replace(/%\((\w+)\)s/g, (whole, name) => String(values[name] ?? whole));
}

/** Returns a language's name in another, as in "Finnish". */
export function nameOfLanguage(language, locale) {
  return new Intl.DisplayNames([supported(locale)], { type: "language" }).of(language);
}

/** Returns the time of day of an instant, where the visitor is. */
export function clock(instant, locale) {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return "";
  return new Intl.DateTimeFormat(dialect(locale), { timeStyle: "short" }).format(date);
}

/** Returns a calendar day ("2026-04-07") written out. What is no day comes back as it is. */
export function day(text, locale) {
  const date = new Date(`${text}T12:00:00Z`);
  if (Number.isNaN(date.getTime())) return text;
  return new Intl.DateTimeFormat(dialect(locale), { dateStyle: "long", timeZone: "UTC" }).format(date);
}

/** Returns the regional form whose dates and times people here expect. */
function dialect(locale) {
  return { en: "en-GB", fi: "fi-FI", sv: "sv-FI" }[supported(locale)];
}
