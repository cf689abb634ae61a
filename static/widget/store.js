/** One chat: entries in the order of `seq`, and what is not yet confirmed. No DOM. */

const BOT = { state: "bot" };

export class Store {
  /** Counts up whenever the server erases; null until the first welcome. */
  epoch = null;
  lastSeq = 0;
  /** Who answers: {state: bot, queued, staff or closed, queue_pos, name}. */
  talk = BOT;
  #read = 0;
  #entries = new Map();
  #early = new Map();
  #pending = new Map();
  #answers = new Map();

  /** Forgets the entries. What is not yet confirmed stays, to be sent again. */
  reset(epoch) {
    this.epoch = epoch;
    this.lastSeq = this.#read = 0;
    this.#entries.clear();
    this.#early.clear();
    this.#answers.clear();
    this.talk = BOT;
  }

  /** Forgets everything. */
  erase(epoch) {
    this.reset(epoch);
    this.#pending.clear();
  }

  /** Takes one live entry; returns what can be shown now, in order: nothing for a repeat or a leap. */
  receive(entry) {
    if (entry.seq > this.lastSeq + 1) this.#early.set(entry.seq, entry);
    const shown = [];
    let next = entry.seq === this.lastSeq + 1 ? entry : undefined;
    while (next) {
      this.#add(next);
      shown.push(next);
      next = this.#early.get(this.lastSeq + 1);
    }
    return shown;
  }

  /** Takes a fetched page of entries, ascending; the server has nothing between them. */
  fill(page) {
    return page.flatMap((entry) => {
      if (entry.seq > this.lastSeq) this.lastSeq = entry.seq - 1;
      return this.receive(entry);
    });
  }

  /** Whether entries are missing and must be fetched. */
  get hasGap() {
    return this.#early.size > 0;
  }

  #add(entry) {
    this.lastSeq = entry.seq;
    this.#entries.set(entry.seq, entry);
    for (const seq of this.#early.keys()) if (seq <= entry.seq) this.#early.delete(seq);
    if (entry.cid) this.#pending.delete(entry.cid);
    if (entry.kind === "state") this.talk = entry.body;
    if (isVisitors(entry)) {
      this.#read = entry.seq;
      if (entry.body.of) this.#answers.set(entry.body.of, entry.body.id ?? "");
    }
  }

  entry(seq) {
    return this.#entries.get(seq);
  }

  /** Keeps what is sent until its entry comes; states: sending, late, failed (out of the outbox), sent. */
  write(cid, body) {
    const written = { cid, body, state: "sending" };
    this.#pending.set(cid, written);
    return written;
  }

  /** Changes and returns what was written, if it is still waited for. Only what is on its way gets late. */
  mark(cid, state) {
    const written = this.#pending.get(cid);
    if (!written || (state === "late" && written.state !== "sending")) return undefined;
    written.state = state;
    return written;
  }

  drop(cid) {
    this.#pending.delete(cid);
  }

  pending(cid) {
    return this.#pending.get(cid);
  }

  /** What must be sent after each welcome, oldest first. */
  outbox() {
    return [...this.#pending.values()].filter(({ state }) => state === "sending" || state === "late");
  }

  /** Returns the id of the choice taken, "" for a form that was sent, undefined before that. */
  answerTo(seq) {
    if (this.#answers.has(seq)) return this.#answers.get(seq);
    const written = [...this.#pending.values()].find(({ body, state }) => body.of === seq && state !== "failed");
    return written && (written.body.id ?? "");
  }

  /** Whether an entry was answered, or a newer one took its place. */
  isOver(seq) {
    const { body } = this.#entries.get(seq);
    const rivals = body.type === "form" ? isForms : isOffering;
    return this.#answers.has(seq) || [...this.#entries.values()].some((e) => e.seq > seq && rivals(e.body));
  }

  /** Whether an entry may be answered now. */
  isOpen(seq) {
    return !this.isOver(seq) && this.answerTo(seq) === undefined;
  }

  get unread() {
    return [...this.#entries.values()].filter((e) => e.seq > this.#read && !isVisitors(e)).length;
  }

  /** Has everything up to a number seen, here or in another tab. */
  markRead(seq = this.lastSeq) {
    this.#read = Math.max(this.#read, seq);
  }
}

export function isVisitors(entry) {
  return entry.from?.role === "visitor";
}

function isOffering(body) {
  return Boolean(body.choices?.length) || body.type === "form";
}

/** A form outlives questions asked beside it, until the next form or the request itself. */
function isForms(body) {
  return body.type === "form" || body.type === "filed";
}
