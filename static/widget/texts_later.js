/** The texts of the menu and of requests, which load later than the rest. */

import { dialect, speaker } from "./texts.js";

export const TEXTS = {
  language: { en: "Language", fi: "Kieli", sv: "Språk" },
  person: { en: "Talk to a person", fi: "Keskustele ihmisen kanssa", sv: "Prata med en människa" },
  forget: { en: "Forget this chat", fi: "Unohda tämä keskustelu", sv: "Glöm den här chatten" },
  forgetAsk: {
    en: "Everything written here is erased, on this device and on the server. Requests that you have filed are not cancelled.",
    fi: "Kaikki tähän kirjoitettu poistetaan tältä laitteelta ja palvelimelta. Jo tekemäsi pyynnöt eivät peruunnu.",
    sv: "Allt som skrivits här raderas på den här enheten och på servern. Begäranden som du redan gjort återkallas inte.",
  },
  forgetYes: { en: "Forget it", fi: "Unohda", sv: "Glöm den" },
  forgetNo: { en: "Keep it", fi: "Säilytä", sv: "Behåll den" },
  retention: {
    en: ["This chat is kept for {n} day and then erased.", "This chat is kept for {n} days and then erased."],
    fi: "Keskustelu säilytetään {n} päivän ajan ja poistetaan sitten.",
    sv: ["Chatten sparas i {n} dag och raderas sedan.", "Chatten sparas i {n} dagar och raderas sedan."],
  },
  due: { en: "Answer due by", fi: "Vastaus viimeistään", sv: "Svar senast" },
  reference: { en: "Reference", fi: "Viite", sv: "Referens" },
  trace: { en: "How the date was counted", fi: "Miten päivä laskettiin", sv: "Så räknades datumet" },
  optional: { en: "{label} (optional)", fi: "{label} (vapaaehtoinen)", sv: "{label} (valfritt)" },
  missing: { en: "Fill this in.", fi: "Täytä tämä kohta.", sv: "Fyll i det här." },
  badEmail: {
    en: "Write an email address, such as name@example.org.",
    fi: "Kirjoita sähköpostiosoite, esimerkiksi nimi@example.org.",
    sv: "Skriv en e-postadress, till exempel namn@example.org.",
  },
};

export const say = speaker(TEXTS);

/** Returns a calendar day ("2026-04-07") written out. What is no day comes back as it is. */
export function day(text, locale) {
  const date = new Date(`${text}T12:00:00Z`);
  if (Number.isNaN(date.getTime())) return text;
  return new Intl.DateTimeFormat(dialect(locale), { dateStyle: "long", timeZone: "UTC" }).format(date);
}
