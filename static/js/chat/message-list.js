// The messages of a channel: in the order of their numbers, each once; days between them; own ones that wait to be sent.
import { start } from "../lib/behaviours.js";
import { toFragment, viewerId } from "../lib/web.js";

const NEAR = 60;

export class MessageList {
  constructor(root) {
    this.root = root;
    this.log = root.querySelector("[data-part=log]");
    this.list = root.querySelector("[data-part=list]");
    this.template = root.querySelector("[data-part=template]").content.firstElementChild;
    this.last = Number(root.dataset.last);
    this.makeClock(root.dataset.zone);
    this.makeOffer();
    this.log.addEventListener("scroll", () => this.isAtEnd() && this.hideOffer());
  }

  makeClock(zone) {
    const options = { timeZone: zone };
    this.hour = new Intl.DateTimeFormat("en-GB", { ...options, hour: "2-digit", minute: "2-digit" });
    this.day = new Intl.DateTimeFormat("en-CA", options);
    this.dayWords = new Intl.DateTimeFormat("en-GB", { ...options, weekday: "long", day: "numeric", month: "long", year: "numeric" });
  }

  makeOffer() {
    this.waiting = 0;
    this.offer = document.createElement("button");
    this.offer.type = "button";
    this.offer.className = "app-chat__offer";
    this.offer.hidden = true;
    this.offer.addEventListener("click", () => this.scrollToEnd());
    this.log.after(this.offer);
  }

  has(number) {
    return this.find(number) !== null;
  }

  find(number) {
    return this.list.querySelector(`[data-number="${Number(number)}"]`);
  }

  /** Adds new messages and renews changed ones. */
  show(messages) {
    const wasAtEnd = this.isAtEnd();
    let added = 0;
    for (const message of messages) {
      const old = this.find(message.number);
      const pending = this.list.querySelector(`[data-client="${CSS.escape(message.client_id)}"]`);
      if (old) this.renew(old, message);
      else if (message.number > this.last || pending) {
        pending?.remove();
        this.add(message);
        added += String(message.author_id) === viewerId ? 0 : 1;
      }
      this.last = Math.max(this.last, message.number);
    }
    if (wasAtEnd) this.scrollToEnd();
    else if (added) this.showOffer(added);
    if (added && wasAtEnd) this.seen?.();
  }

  add(message) {
    const item = this.template.cloneNode(true);
    item.id = `m${message.number}`;
    item.dataset.number = message.number;
    item.dataset.author = message.author_id;
    this.fill(item, message);
    this.showDay(message);
    const before = this.previous();
    item.classList.toggle("app-message--grouped", before?.dataset.author === String(message.author_id));
    this.list.insertBefore(item, this.list.querySelector("[data-client]"));
    this.root.querySelector("[data-part=empty]")?.remove();
    start(item.parentElement);
  }

  /** The item behind which the next message comes, unless a line of a new day stands between. */
  previous() {
    const items = [...this.list.children].filter((item) => !item.dataset.client);
    return items.at(-1);
  }

  fill(item, message) {
    const isMine = String(message.author_id) === viewerId;
    const when = new Date(message.when);
    item.classList.toggle("app-message--mine", isMine);
    item.querySelector(".app-message__author").textContent = message.author;
    const time = item.querySelector("time");
    time.dateTime = message.when;
    time.textContent = this.hour.format(when);
    item.querySelector(".app-message__when").href = `/chat/${this.root.dataset.subject.replace(":", "/")}?at=${message.number}#m${message.number}`;
    this.renew(item, message);
    for (const link of item.querySelectorAll(".app-message__menu a")) {
      link.setAttribute("href", link.getAttribute("href").replace(/message:0\b/, `message:${message.id}`).replace("/messages/0/", `/messages/${message.id}/`));
      if ("mine" in link.dataset && !isMine) link.remove();
    }
    item.querySelector(".app-message__menu .nhsuk-u-visually-hidden")?.append(` by ${message.author}`);
  }

  renew(item, message) {
    const body = item.querySelector(".app-message__body");
    // Made safe by the server when it was written; nothing else is ever put here.
    body.replaceChildren(toFragment(message.deleted ? "<p>This message was deleted by its author.</p>" : message.html));
    body.classList.toggle("app-message__body--gone", message.deleted);
    item.querySelector(".app-message__note").textContent = message.edited && !message.deleted ? " edited" : "";
    if (message.deleted) item.querySelector(".app-message__menu")?.remove();
  }

  showDay(message) {
    const when = new Date(message.when);
    const day = this.day.format(when);
    const days = this.list.querySelectorAll(".app-chat__day");
    if (days[days.length - 1]?.dataset.day === day) return;
    const line = document.createElement("li");
    line.className = "app-chat__day";
    line.dataset.day = day;
    const words = document.createElement("span");
    words.textContent = this.dayWords.format(when).replace(",", "");
    line.append(words);
    this.list.insertBefore(line, this.list.querySelector("[data-client]"));
  }

  /** An own message that is not there yet; its words stand as they were typed. */
  showPending(message) {
    const item = document.createElement("li");
    item.className = "app-message app-message--mine app-message--pending";
    item.dataset.client = message.client_id;
    const body = document.createElement("p");
    body.className = "app-message__body app-message__body--typed";
    body.textContent = message.body;
    const state = document.createElement("p");
    state.className = "app-message__sending";
    item.append(body, state);
    this.list.append(item);
    this.root.querySelector("[data-part=empty]")?.remove();
    this.scrollToEnd();
    return item;
  }

  isAtEnd() {
    return Math.abs(this.log.scrollTop) < NEAR;
  }

  scrollToEnd() {
    this.log.scrollTop = 0; // the log runs from its end: see chat.css
    this.hideOffer();
    this.seen?.();
  }

  showOffer(added) {
    this.waiting += added;
    this.offer.textContent = this.waiting === 1 ? "1 new message ↓" : `${this.waiting} new messages ↓`;
    this.offer.hidden = false;
  }

  hideOffer() {
    this.waiting = 0;
    this.offer.hidden = true;
    this.seen?.();
  }

  /** Calls `seen` when the end of the list is in view. */
  whenSeen(seen) {
    this.seen = seen;
    document.addEventListener("visibilitychange", () => this.isAtEnd() && seen());
  }

  clear() {
    this.list.replaceChildren();
    this.offer.hidden = true;
  }
}
