/** What the browser keeps of a chat: its key for this tab, and on the device only if the visitor chose so. */

const DAY = 86_400_000;
export const MOST_DAYS = 30;

export class Memory {
  #key;
  #saved;
  #until;

  constructor(key) {
    this.#key = key;
    const device = read("localStorage", key) ?? {};
    if (device.until <= Date.now()) drop("localStorage", key);
    this.#until = device.until > Date.now() ? device.until : 0;
    this.#saved = read("sessionStorage", key) ?? (this.#until ? { token: device.token, locale: device.locale, read: device.read } : {});
  }

  /** {token, open, locale, read}, as far as known. */
  get saved() {
    return this.#saved;
  }

  /** Keeps what a reload needs, once there is a chat to return to. */
  save(change) {
    this.#saved = { ...this.#saved, ...change };
    const { token, locale, read } = this.#saved;
    if (!token) return;
    write("sessionStorage", this.#key, this.#saved);
    if (this.#until) write("localStorage", this.#key, { token, locale, read, until: this.#until });
  }

  /** Tells other tabs what was seen, if the chat is kept on the device. */
  see(seq) {
    if (this.#until && seq !== this.#saved.read) this.save({ read: seq });
  }

  /** Returns what another tab has seen of this chat; `event` is what the browser tells of a change. */
  seenElsewhere({ key, newValue }) {
    const { token, read } = (key === this.#key && JSON.parse(newValue)) || {};
    return token === this.#saved.token ? (read ?? 0) : 0;
  }

  get isKept() {
    return this.#until > 0;
  }

  /** Keeps the chat on the device for so many days, 30 at most; none ends it. */
  keep(days) {
    this.#until = days ? Date.now() + Math.min(days, MOST_DAYS) * DAY : 0;
    if (days) this.save({});
    else drop("localStorage", this.#key);
  }

  /** Forgets the chat, here and on the device; the chosen language stays for the next one. */
  forget() {
    this.#until = 0;
    for (const kind of ["sessionStorage", "localStorage"]) drop(kind, this.#key);
    const { open, locale } = this.#saved;
    this.#saved = { open, locale };
  }
}

/** Where nothing may be kept, the chat lives as long as the page. */
function read(kind, key) {
  try { return JSON.parse(window[kind].getItem(key)); } catch { return null; }
}

function write(kind, key, value) {
  try { window[kind].setItem(key, JSON.stringify(value)); } catch { /* see read */ }
}

function drop(kind, key) {
  try { window[kind].removeItem(key); } catch { /* see read */ }
}
