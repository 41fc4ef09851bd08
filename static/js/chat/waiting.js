// One's own messages that are not there yet, at the end of the list: each says in words whether it waits, is being sent,
// was sent, or was refused and why. What is shown follows what the outbox holds, whichever page of this person changes it.
import { announce, make } from "../lib/web.js";

export class Waiting {
  constructor(list, outbox, giveBack) {
    Object.assign(this, { list, outbox, giveBack });
    outbox.changed = () => this.show();
    outbox.sent = (entry, answer) => this.settle(entry, answer);
    this.show();
  }

  item(entry, as = "client") {
    return this.list.list.querySelector(`[data-${as}="${CSS.escape(entry.message.client_id)}"]`);
  }

  show() {
    const entries = this.outbox.ofThisChannel();
    const ids = new Set(entries.map((entry) => entry.message.client_id));
    // Sent, taken back or deleted on another page: what was sent arrives as everybody else's does.
    for (const item of this.list.list.querySelectorAll("[data-client]:not([data-sent])")) {
      if (!ids.has(item.dataset.client)) item.remove();
    }
    for (const entry of entries) {
      if (this.item(entry, "sent-as")) continue; // the answer to it is still on its way
      if (entry.refused && this.giveBack(entry)) {
        this.item(entry)?.remove();
        this.outbox.drop(entry);
        return; // dropping it has shown the rest
      }
      this.say(this.item(entry) ?? this.add(entry), entry);
    }
  }

  add({ message }) {
    const body = make("p", { className: "app-message__body app-message__body--typed" }, message.body);
    const item = make("li", { className: "app-message app-message--mine app-message--pending", "data-client": message.client_id }, body, make("p", { className: "app-message__sending" }));
    this.list.list.append(item);
    this.list.root.querySelector("[data-part=empty]")?.remove();
    this.list.scrollToEnd();
    return item;
  }

  say(item, entry) {
    const { trouble, sending } = this.outbox;
    if (entry.refused) return this.put(item, `Not sent: ${entry.refused.error}`, [["Change it", () => this.giveBack(entry, true) && this.remove(entry)], ["Delete it", () => this.remove(entry)]]);
    if (trouble === "no connection") return this.put(item, "Not sent yet. It goes out when the connection is back.", [["Try again now", () => this.outbox.retry()]]);
    if (trouble) return this.put(item, `Not sent yet. ${trouble} It is sent again by itself.`, [["Try again now", () => this.outbox.retry()]]);
    return this.put(item, sending === entry.key ? "Sending…" : "Waiting to be sent", []);
  }

  put(item, words, buttons) {
    const state = item.querySelector(".app-message__sending");
    if (state.dataset.words === words) return; // its buttons may have the focus
    state.dataset.words = words;
    state.replaceChildren(words);
    for (const [label, action] of buttons) {
      const which = make("span", { className: "nhsuk-u-visually-hidden" }, `: ${item.firstChild.textContent.slice(0, 60)}`);
      state.append(" ", make("button", { type: "button", className: "app-link-button", onclick: action }, label, which));
    }
    if (/^Not sent/.test(words) && this.said !== words) announce(words);
    this.said = words;
  }

  remove(entry) {
    this.item(entry)?.remove();
    this.outbox.drop(entry);
    this.list.root.querySelector("textarea")?.focus(); // the button that had it is gone
  }

  /** Acknowledged: kept by the server. The message itself arrives as everybody else's does, or has. */
  settle(entry, answer) {
    const item = this.item(entry);
    this.sent?.(answer);
    if (!item) return;
    if (this.list.find(answer.number)) return item.remove();
    this.put(item, "Sent", []);
    item.dataset.sent = "";
    this.said = "";
  }
}
