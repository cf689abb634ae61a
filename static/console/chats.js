// Keeps the pages of chats fresh: the line of those who wait, and one talk. Without it, pages are reloaded by hand.

const PULSE_MS = 15_000;
const TYPING_MS = 3_000;
const RETRY_MS = 2_000;
const TYPING_LASTS_MS = 5_000;

const later = (ms) => new Promise((done) => setTimeout(done, ms));
const form = (fields) => new URLSearchParams(fields);

async function post(url, fields) {
  const response = await fetch(url, { method: "POST", body: form(fields), headers: { Accept: "application/json" } });
  if (!response.ok) throw Object.assign(new Error(response.statusText), { status: response.status });
  return response.status === 204 ? null : response.json();
}

/** Says that the console is open, shows in the title how many wait, and loads the list anew when it changed. */
async function watchLine(place) {
  let mark = null;
  for (;;) {
    try {
      const found = await post(place.dataset.url, { csrf: place.dataset.csrf });
      document.title = (found.waiting ? `(${found.waiting}) ` : "") + document.title.replace(/^\(\d+\) /, "");
      if (mark !== null && mark !== found.mark && !document.querySelector("form :focus")) location.reload();
      mark = found.mark;
    } catch {
      // the next pulse tells
    }
    await later(mark === null ? RETRY_MS : PULSE_MS / 3);
  }
}

/** One talk: adds what is said, tells what is read and typed, and sends each message until it is taken. */
class Talk {
  #log = document.querySelector("#log");
  #status = document.querySelector("#typing");
  #form = document.querySelector("#compose");
  #mark = "";
  #seq = 0;
  #typedAt = 0;

  start() {
    this.#seq = Math.max(0, ...[...this.#log.querySelectorAll("[data-seq]")].map((each) => Number(each.dataset.seq)));
    this.#log.scrollTop = this.#log.scrollHeight;
    if (this.#form) this.#attend();
    this.#follow();
  }

  get #isMine() {
    return this.#log.dataset.mine === "1";
  }

  #attend() {
    const area = this.#form.elements.text;
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send(area);
    });
    area.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.#form.requestSubmit();
      }
    });
    area.addEventListener("input", () => {
      if (Date.now() - this.#typedAt > TYPING_MS) this.#pulse();
    });
    setInterval(() => this.#pulse(), PULSE_MS);
    this.#pulse();
  }

  #pulse() {
    const area = this.#form.elements.text;
    const isTyping = document.activeElement === area && area.value !== "" && !document.hidden;
    if (isTyping) this.#typedAt = Date.now();
    const fields = { csrf: this.#log.dataset.csrf, read: String(document.hidden ? 0 : this.#seq), typing: isTyping ? "1" : "" };
    post(this.#log.dataset.pulse, fields).catch(() => {});
  }

  async #send(area) {
    const text = area.value.trim();
    if (!text) return;
    const cid = (area.dataset.cid ??= crypto.randomUUID());
    try {
      this.#add([await post(this.#form.action, { csrf: this.#log.dataset.csrf, text, cid })]);
      delete area.dataset.cid;
      if (area.value.trim() === text) area.value = "";
      this.#tell("");
    } catch ({ status }) {
      if (status === 409) location.reload();
      this.#tell(this.#status.dataset.failed);
    }
    area.focus();
  }

  async #follow() {
    for (;;) {
      try {
        const url = `${this.#log.dataset.url}?${form({ after: String(this.#seq), mark: this.#mark })}`;
        const response = await fetch(url, { headers: { Accept: "application/json" } });
        if (response.status === 404) return location.reload();
        if (!response.ok) throw new Error(response.statusText);
        this.#take(await response.json());
      } catch {
        this.#tell(this.#status.dataset.lost);
        await later(RETRY_MS);
      }
    }
  }

  #take(found) {
    this.#add(found.entries);
    const before = this.#mark;
    this.#mark = found.mark;
    if (found.erased || (before && this.#hasTurned(before, found.mark))) return location.reload();
    const seen = this.#isMine && found.read && found.read >= this.#seq;
    this.#tell(found.typing ? this.#status.dataset.typing : seen ? this.#status.dataset.read : "");
    clearTimeout(this.lapse);
    if (found.typing) this.lapse = setTimeout(() => this.#tell(""), TYPING_LASTS_MS);
    if (found.entries.length && this.#form) this.#pulse();
  }

  /** Whether somebody took, left or ended the chat: then the page has other buttons. */
  #hasTurned(before, after) {
    const who = (mark) => mark.split(",").slice(0, 2).join();
    return who(before) !== who(after);
  }

  #add(entries) {
    const isAtEnd = this.#log.scrollHeight - this.#log.scrollTop - this.#log.clientHeight < 80;
    for (const entry of entries) {
      if (entry.seq <= this.#seq) continue;
      if (entry.seq > this.#seq + 1) break; // another answer brings what lies between
      this.#seq = entry.seq;
      this.#log.append(this.#article(entry));
    }
    if (isAtEnd) this.#log.scrollTop = this.#log.scrollHeight;
  }

  #article(entry) {
    const article = document.createElement("article");
    article.className = `said ${entry.from.role}${entry.kind === "state" ? " state" : ""}`;
    article.dataset.seq = entry.seq;
    article.lang = entry.lang;
    const author = document.createElement("h3");
    author.lang = document.documentElement.lang;
    author.textContent = { visitor: this.#log.dataset.visitor, staff: entry.from.name }[entry.from.role] ?? this.#log.dataset.bot;
    const text = document.createElement("p");
    text.textContent = entry.body.text;
    article.append(author, text);
    for (const passage of entry.body.passages ?? []) {
      const quote = document.createElement("blockquote");
      quote.lang = passage.lang;
      const source = document.createElement("cite");
      source.textContent = passage.section;
      quote.append(source, ` ${passage.text}`);
      article.append(quote);
    }
    return article;
  }

  #tell(text) {
    if (this.#status.textContent !== text) this.#status.textContent = text;
  }
}

const line = document.querySelector("#pulse");
if (line) watchLine(line);
if (document.querySelector("#log")) new Talk().start();
