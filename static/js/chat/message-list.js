// The messages of a channel: in the order of their numbers, each once; days between them, and where the new ones begin.
import { start } from "../lib/behaviours.js";
import { make, toFragment, viewerId } from "../lib/web.js";

const NEAR = 60;

export class MessageList {
  constructor(root) {
    this.root = root;
    this.log = root.querySelector("[data-part=log]");
    this.list = root.querySelector("[data-part=list]");
    this.templates = { mine: this.template("mine"), theirs: this.template("theirs") };
    this.last = Number(root.dataset.last);
    this.watchers = []; // { added(item), changed(item), replied(message) }
    const options = { timeZone: root.dataset.zone };
    this.hour = new Intl.DateTimeFormat("en-GB", { ...options, hour: "2-digit", minute: "2-digit" });
    this.day = new Intl.DateTimeFormat("en-CA", options);
    this.dayWords = new Intl.DateTimeFormat("en-GB", { ...options, weekday: "long", day: "numeric", month: "long", year: "numeric" });
    this.waiting = 0;
    this.offer = make("button", { type: "button", className: "app-chat__offer", hidden: true, onclick: () => this.scrollToEnd() });
    this.log.after(this.offer);
    this.voice = make("div", { className: "nhsuk-u-visually-hidden", "aria-live": "polite" });
    root.append(this.voice);
    this.log.addEventListener("scroll", () => this.isAtEnd() && this.hideOffer());
    document.addEventListener("visibilitychange", () => this.isAtEnd() && this.hideOffer());
  }

  template(name) {
    return this.root.querySelector(`template[data-part=${name}]`).content.firstElementChild;
  }

  find(number) {
    return this.list.querySelector(`[data-number="${Number(number)}"]`);
  }

  /** The items of messages that the server has, oldest first. */
  items() {
    return [...this.list.querySelectorAll("[data-number]")];
  }

  /** Adds new messages; what is there already has changed, which the watchers are told. */
  show(messages) {
    const wasAtEnd = this.isAtEnd();
    let added = 0;
    for (const message of messages) {
      const old = this.find(message.number);
      this.list.querySelector(`[data-client="${CSS.escape(message.client_id)}"]`)?.remove();
      if (message.root) this.replied(message);
      else if (old) this.watchers.forEach((watcher) => watcher.changed?.(old));
      else if (message.number > this.last) {
        const isMine = String(message.author_id) === viewerId;
        if (!isMine && (document.hidden || !wasAtEnd)) this.showNewFrom();
        const item = this.add(message, isMine);
        if (!isMine) {
          added += 1;
          this.announce(`${message.author}: ${item.querySelector(".app-message__body").textContent.trim().slice(0, 300)}`);
        }
      }
      this.last = Math.max(this.last, message.number);
    }
    if (wasAtEnd) this.scrollToEnd();
    else if (added) this.showOffer(added);
  }

  /** Something was said in a side thread: the message it hangs on shows how much, and so does the open thread. */
  replied(message) {
    const root = this.find(message.root);
    this.watchers.forEach((watcher) => {
      if (root) watcher.changed?.(root);
      watcher.replied?.(message);
    });
  }

  add(message, isMine) {
    const item = this.templates[isMine ? "mine" : "theirs"].cloneNode(true);
    this.fill(item, message);
    this.showDay(message);
    const before = this.list.querySelector("[data-client]") ?? null;
    const previous = before ? before.previousElementSibling : this.list.lastElementChild;
    item.classList.toggle("app-message--grouped", previous?.dataset.author === String(message.author_id));
    this.list.insertBefore(item, before);
    this.root.querySelector("[data-part=empty]")?.remove();
    start(this.list);
    this.watchers.forEach((watcher) => {
      watcher.added?.(item);
      if (message.more) watcher.changed?.(item); // there is more to it than its words
    });
    return item;
  }

  /** Puts what a message says of itself where the template has 0 or "Somebody". */
  fill(item, message) {
    const put = (text) => text
      .replace(/\bmessage([:/])0\b/g, `message$1${message.id}`)
      .replace(/\/messages\/0\b/g, `/messages/${message.id}`)
      .replace(/([?&](?:at|m)=|#m)0\b/g, `$1${message.number}`)
      .replaceAll("Somebody", message.author);
    for (const part of [item, ...item.querySelectorAll("*")]) {
      for (const attribute of part.attributes) attribute.value = put(attribute.value);
      for (const child of part.childNodes) if (child.nodeType === Node.TEXT_NODE) child.data = put(child.data);
    }
    item.id = `m${message.number}`;
    Object.assign(item.dataset, { number: message.number, message: message.id, author: message.author_id, sentAs: message.client_id });
    const time = item.querySelector("time");
    time.dateTime = message.when;
    time.textContent = this.hour.format(new Date(message.when));
    const body = item.querySelector(".app-message__body");
    // Made safe by the server when it was written; nothing else is ever put here.
    body.replaceChildren(toFragment(message.deleted ? `<p>${message.gone}</p>` : message.html));
    body.classList.toggle("app-message__body--gone", message.deleted);
    item.querySelector(".app-message__note").textContent = message.edited && !message.deleted ? " edited" : "";
    if (message.deleted) item.querySelector(".app-message__menu")?.remove();
  }

  line(kind, words) {
    const line = make("li", { className: `app-chat__${kind}` }, make("span", {}, words));
    this.list.insertBefore(line, this.list.querySelector("[data-client]"));
    return line;
  }

  showDay(message) {
    const when = new Date(message.when);
    const day = this.day.format(when);
    if ([...this.list.querySelectorAll(".app-chat__day")].at(-1)?.dataset.day === day) return;
    this.line("day", this.dayWords.format(when).replace(",", "")).dataset.day = day;
  }

  /** The line "New" stands before the first message that came while nobody looked. */
  showNewFrom() {
    const line = this.list.querySelector(".app-chat__new");
    if (line && this.isUnseen) return;
    line?.remove();
    this.line("new", "New").id = "new";
    this.isUnseen = true;
  }

  announce(words) {
    const line = make("p", {}, words);
    this.voice.append(line);
    setTimeout(() => line.remove(), 20000);
  }

  isAtEnd() {
    return Math.abs(this.log.scrollTop) < NEAR;
  }

  scrollToEnd() {
    this.log.scrollTop = 0; // the log runs from its end: see chat.css
    this.hideOffer();
  }

  showOffer(added) {
    this.waiting += added;
    this.offer.textContent = this.waiting === 1 ? "1 new message ↓" : `${this.waiting} new messages ↓`;
    this.offer.hidden = false;
  }

  hideOffer() {
    if (this.offer === document.activeElement) this.log.focus(); // it goes: the focus stays with the messages
    this.waiting = 0;
    this.offer.hidden = true;
    if (!document.hidden) this.isUnseen = false;
    this.seen?.();
  }

  clear() {
    this.list.replaceChildren();
    this.voice.replaceChildren();
    this.offer.hidden = true;
  }
}
