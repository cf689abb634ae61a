/** Every text of the widget itself, the three languages side by side. A pair is singular and plural. */

export const LOCALES = { en: "English", fi: "Suomi", sv: "Svenska" };

export const TEXTS = {
  launcher: { en: "Privacy help", fi: "Tietosuoja-apu", sv: "Hjälp med dataskydd" },
  unread: { en: "{n} unread", fi: "{n} lukematta", sv: ["{n} oläst", "{n} olästa"] },
  close: { en: "Close chat", fi: "Sulje keskustelu", sv: "Stäng chatten" },
  menu: { en: "Options", fi: "Valinnat", sv: "Alternativ" },
  forgotten: {
    en: "This chat has been erased, here and on the server.",
    fi: "Tämä keskustelu on poistettu täältä ja palvelimelta.",
    sv: "Den här chatten har raderats här och på servern.",
  },
  again: { en: "Start a new chat", fi: "Aloita uusi keskustelu", sv: "Börja en ny chatt" },
  log: { en: "Conversation", fi: "Keskustelu", sv: "Samtal" },
  message: { en: "Your message", fi: "Viestisi", sv: "Ditt meddelande" },
  ask: { en: "Ask about your data…", fi: "Kysy tiedoistasi…", sv: "Fråga om dina uppgifter…" },
  send: { en: "Send", fi: "Lähetä", sv: "Skicka" },
  you: { en: "You", fi: "Sinä", sv: "Du" },
  assistant: { en: "Assistant", fi: "Avustaja", sv: "Assistenten" },
  staff: { en: "{name}, privacy team", fi: "{name}, tietosuojatiimi", sv: "{name}, dataskyddsteamet" },
  team: { en: "Privacy team", fi: "Tietosuojatiimi", sv: "Dataskyddsteamet" },
  connecting: { en: "Connecting…", fi: "Yhdistetään…", sv: "Ansluter…" },
  reconnecting: { en: "Reconnecting…", fi: "Yhdistetään uudelleen…", sv: "Återansluter…" },
  writing: { en: "The assistant is reading the policy…", fi: "Avustaja lukee selostetta…", sv: "Assistenten läser policyn…" },
  retry: { en: "Not sent – retry", fi: "Ei lähetetty – yritä uudelleen", sv: "Inte skickat – försök igen" },
  limited: {
    en: "Too many messages at once. Yours is sent again in {n} s.",
    fi: "Viestejä tuli liian nopeasti. Viestisi lähetetään uudelleen {n} sekunnin kuluttua.",
    sv: "För många meddelanden på en gång. Ditt skickas igen om {n} s.",
  },
  tooLong: {
    en: "The message is too long. Shorten it and send it again.",
    fi: "Viesti on liian pitkä. Lyhennä sitä ja lähetä uudelleen.",
    sv: "Meddelandet är för långt. Korta ner det och skicka det igen.",
  },
  left: { en: "Characters left: {n}", fi: "Merkkejä jäljellä: {n}", sv: "Tecken kvar: {n}" },
  refused: {
    en: "The chat cannot be used on this page.",
    fi: "Keskustelua ei voi käyttää tällä sivulla.",
    sv: "Chatten kan inte användas på den här sidan.",
  },
  outdated: {
    en: "The chat has been updated. Reload the page to go on.",
    fi: "Keskusteluohjelma on päivitetty. Jatka lataamalla sivu uudelleen.",
    sv: "Chatten har uppdaterats. Ladda om sidan för att fortsätta.",
  },
  failed: {
    en: "That did not work. Try again in a moment.",
    fi: "Tämä ei onnistunut. Yritä hetken kuluttua uudelleen.",
    sv: "Det gick inte. Försök igen om en stund.",
  },
  news: { en: "New messages: {n}", fi: "Uusia viestejä: {n}", sv: "Nya meddelanden: {n}" },
  newest: { en: "New messages", fi: "Uusia viestejä", sv: "Nya meddelanden" },
  choices: { en: "Replies to choose from", fi: "Vastausvaihtoehdot", sv: "Svar att välja bland" },
  fromPolicy: { en: "In the policy’s own words", fi: "Selosteen omin sanoin", sv: "Med policyns egna ord" },
  fromAssistant: { en: "About this assistant", fi: "Tietoja tästä avustajasta", sv: "Om den här assistenten" },
  version: { en: "Version {version}", fi: "Versio {version}", sv: "Version {version}" },
  source: { en: "Read in context", fi: "Lue asiayhteydessään", sv: "Läs i sitt sammanhang" },
  newTab: { en: "opens in a new tab", fi: "avautuu uuteen välilehteen", sv: "öppnas i en ny flik" },
  law: {
    en: "What the law says, whatever the policy says",
    fi: "Mitä laki sanoo, sanoipa seloste mitä tahansa",
    sv: "Vad lagen säger, oavsett vad policyn säger",
  },
  helpful: { en: "Did this help?", fi: "Oliko tästä apua?", sv: "Var detta till hjälp?" },
  yes: { en: "Yes", fi: "Kyllä", sv: "Ja" },
  no: { en: "No", fi: "Ei", sv: "Nej" },
  thanks: { en: "Thank you for telling us.", fi: "Kiitos palautteesta.", sv: "Tack för ditt svar." },
};

/** Returns the nearest language that the widget speaks. */
export function supported(locale) {
  const language = String(locale ?? "").toLowerCase().split("-")[0];
  return language in LOCALES ? language : "en";
}

/** Returns what says a text, or words as they are, with parameters; `n` chooses singular or plural. */
export function speaker(texts) {
  return (locale, key, values = {}) => {
    const text = texts[key]?.[supported(locale)] ?? key;
    const form = Array.isArray(text) ? text[values.n === 1 ? 0 : 1] : text;
    return form.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
  };
}

export const say = speaker(TEXTS);

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

/** Returns the regional form whose dates and times people here expect. */
export function dialect(locale) {
  return { en: "en-GB", fi: "fi-FI", sv: "sv-FI" }[supported(locale)];
}
