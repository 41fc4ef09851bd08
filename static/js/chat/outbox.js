// What is on its way: kept on this device until the server has it (for a day at most, forgotten at sign-out like all
// drafts), so that neither a lost connection nor a closed page loses it. Each message lies under a key of its own, so
// that several pages of one person never overwrite each other's; one page at a time sends, in the order of writing, for
// all channels. The same client id twice is one message, so trying again is always safe.
import { viewerId } from "../lib/web.js";

const PREFIX = `draft:${viewerId}:outbox:`;
const A_DAY = 24 * 60 * 60 * 1000;
const SOONEST = 2000;
const LATEST = 30000;
const TOO_LONG = 15000; // for an answer

export class Outbox {
  /** `transmit(message)` resolves to the server's answer, or throws. `changed()` and `sent()` are for who shows it. */
  constructor(subject, transmit) {
    Object.assign(this, { subject, transmit, changed() {}, sent() {}, wait: SOONEST, unkept: new Map() });
    window.addEventListener("storage", (event) => {
      if (event.key !== null && !event.key.startsWith(PREFIX)) return;
      this.changed();
      // Whoever was sending may have gone.
      if (event.newValue) this.flushSoon(TOO_LONG);
    });
  }

  /** All that waits, of every channel, in the order of writing. */
  all() {
    const kept = new Map(this.unkept);
    try {
      for (const key of Object.keys(localStorage)) {
        if (!key.startsWith(PREFIX)) continue;
        const entry = JSON.parse(localStorage.getItem(key));
        if (entry?.message && Date.now() - entry.at < A_DAY) kept.set(key, entry);
        else localStorage.removeItem(key);
      }
    } catch {
      // No storage: the page itself still keeps them.
    }
    return [...kept.entries()].map(([key, entry]) => ({ key, ...entry })).sort((one, other) => one.turn - other.turn);
  }

  ofThisChannel() {
    return this.all().filter((entry) => entry.subject === this.subject);
  }

  /** `page`: which one it was written on; that one gets it back if it is refused. */
  put(message, page) {
    const at = Date.now();
    const turn = Math.max(at, (this.all().at(-1)?.turn ?? 0) + 1); // two in one moment, or a clock that went back
    this.keep({ key: `${PREFIX}${message.client_id}`, at, turn, subject: this.subject, page, message });
    this.flush();
  }

  keep({ key, ...entry }) {
    try {
      localStorage.setItem(key, JSON.stringify(entry));
      this.unkept.delete(key);
    } catch {
      this.unkept.set(key, entry);
    }
    this.changed();
  }

  drop(entry) {
    this.unkept.delete(entry.key);
    try {
      localStorage.removeItem(entry.key);
    } catch {
      // It was not kept there.
    }
    this.changed();
  }

  flushSoon(wait) {
    clearTimeout(this.again);
    this.again = setTimeout(() => this.flush(), wait);
  }

  /** Sends what waits. Only one page of this person does it at a time; the next one looks again at what is left. */
  async flush() {
    if (this.isSending) return;
    this.isSending = true;
    clearTimeout(this.again);
    try {
      if (navigator.locks) await navigator.locks.request(PREFIX, () => this.sendAll());
      else await this.sendAll(); // not on a secure address: doubles are dropped by the server
    } finally {
      this.isSending = false;
    }
  }

  async sendAll() {
    for (let entry; (entry = this.all().find((one) => !one.refused));) {
      this.sending = entry.key;
      this.trouble = "";
      this.changed();
      let answer;
      try {
        answer = await this.transmit({ ...entry.message, subject: entry.subject });
      } catch {
        answer = { retry: true, error: "" };
      }
      this.sending = null;
      if (answer.error !== undefined && answer.retry) {
        this.trouble = answer.error || "no connection";
        this.changed();
        this.flushSoon(this.wait * (0.75 + Math.random() / 2));
        this.wait = Math.min(LATEST, this.wait * 2);
        return;
      }
      this.wait = SOONEST;
      if (answer.error) this.keep({ ...entry, refused: answer });
      else this.settled(entry, answer);
    }
  }

  settled(entry, answer) {
    this.sent(entry, answer);
    this.drop(entry);
  }

  /** Now, for instance because the connection is back or somebody asked. */
  retry() {
    this.wait = SOONEST;
    this.flush();
  }
}
