// Sending: each message says whether it is being sent, or was not; what could not be sent is kept on this device (for a
// day at most, forgotten at sign-out like all drafts) and goes out in order when the connection is back.
// The same client id twice is one message, so trying again is always safe.
import { announce, viewerId } from "../lib/web.js";

const TRIES_AGAIN = 5000;

export class Outbox {
  constructor(root, list, send, typing) {
    this.list = list;
    this.transmit = send;
    this.typing = typing;
    this.key = `draft:${viewerId}:outbox:${root.dataset.subject}`;
    this.form = root.querySelector("[data-part=form]");
    this.held = root.querySelector("[data-part=held]");
    this.queue = [];
    this.isSending = false;
    if (!this.form) return;
    this.field = this.form.elements.body;
    this.prepare();
    this.restore();
  }

  prepare() {
    const isTouch = matchMedia("(pointer: coarse)").matches;
    this.form.querySelector("[data-part=keys]").textContent = isTouch ? "" : "Enter sends, Shift and Enter make a new line.";
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing && !isTouch) {
        event.preventDefault();
        this.submit();
      }
    });
    this.field.addEventListener("input", () => {
      this.grow();
      if (this.field.value) this.typing();
    });
  }

  grow() {
    this.field.rows = Math.min(8, Math.max(2, this.field.value.split("\n").length));
  }

  submit(confirmed = false) {
    const body = this.field.value.trim();
    if (!body) return;
    this.field.value = "";
    this.grow();
    this.held.replaceChildren();
    this.put({ client_id: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`.slice(0, 40), body, confirmed });
    this.flush();
  }

  put(message) {
    this.queue.push({ message, item: this.list.showPending(message) });
    this.say(this.queue.at(-1), "Sending…");
    this.keep();
  }

  /** Sends what waits, one after the other, so that the order stays. */
  async flush() {
    clearTimeout(this.again);
    if (this.isSending) return;
    this.isSending = true;
    try {
      while (this.queue.length > 0) {
        const entry = this.queue[0];
        this.say(entry, "Sending…");
        let answer;
        try {
          answer = await this.transmit(entry.message);
        } catch {
          answer = { error: "Not sent yet.", retry: true };
        }
        if (answer.error && answer.retry) {
          this.sayAll("Not sent yet. It goes out when the connection is back.", true);
          this.again = setTimeout(() => this.flush(), TRIES_AGAIN);
          return;
        }
        this.queue.shift();
        this.keep();
        if (answer.error) this.giveBack(entry, answer);
        else this.settle(entry);
      }
    } finally {
      this.isSending = false;
    }
  }

  /** Acknowledged: kept by the server. The message itself arrives as everybody else's does. */
  settle(entry) {
    this.say(entry, "Sent");
    setTimeout(() => entry.item.isConnected && this.say(entry, "Sent"), 0);
  }

  /** Refused: the words go back into the box, with the reason and, from the guard, a way on. */
  giveBack(entry, answer) {
    entry.item.remove();
    const typedSince = this.field.value;
    this.field.value = typedSince ? `${entry.message.body}\n${typedSince}` : entry.message.body;
    this.grow();
    const words = document.createElement("p");
    words.textContent = answer.error;
    this.held.replaceChildren(words);
    const masked = answer.masked?.body;
    if (masked) this.addButton("Use the mask", () => this.useMask(masked, typedSince));
    if (masked && !answer.blocks) this.addButton("This is about nobody identifiable: send", () => this.submit(true));
  }

  useMask(masked, typedSince) {
    this.field.value = typedSince ? `${masked}\n${typedSince}` : masked;
    this.grow();
    this.held.replaceChildren();
    this.field.focus(); // the button that had it is gone
    announce("Masked. Read it through, then send.");
  }

  addButton(words, action) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "nhsuk-button nhsuk-button--secondary nhsuk-button--small";
    button.textContent = words;
    button.addEventListener("click", action);
    this.held.append(button);
  }

  say(entry, words, canRetry = false) {
    const state = entry.item.querySelector(".app-message__sending");
    if (!state) return;
    state.textContent = words;
    if (canRetry) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "app-link-button";
      button.textContent = "Try again now";
      button.addEventListener("click", () => this.flush());
      state.append(" ", button);
    }
  }

  sayAll(words, canRetry) {
    for (const entry of this.queue) this.say(entry, words, canRetry);
  }

  keep() {
    try {
      if (this.queue.length === 0) localStorage.removeItem(this.key);
      else localStorage.setItem(this.key, JSON.stringify({ at: Date.now(), waiting: this.queue.map((entry) => entry.message) }));
    } catch {
      // No storage: the page itself still keeps them.
    }
  }

  restore() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.key));
      for (const message of kept?.waiting ?? []) this.put(message);
    } catch {
      // Nothing was kept.
    }
  }

  close() {
    this.queue = [];
    this.keep();
    this.form?.remove();
  }
}
