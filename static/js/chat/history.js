// Older and newer messages come into the page in place, by their links or when somebody scrolls there; what is being read
// stays where it is. Without this the links lead to pages of their own.
import { start } from "../lib/behaviours.js";
import { announce, toFragment } from "../lib/web.js";

const NEAR = 200;

export class History {
  /** `atLatest()` is called when the newest message has come into the page. */
  constructor(root, messages, walk, atLatest) {
    Object.assign(this, { root, walk, atLatest, log: messages.log, list: messages.list });
    messages.watchers.push({ dropped: () => this.dropped() });
    this.log.addEventListener("click", (event) => {
      const link = event.target.closest("[data-part=older] a, [data-part=newer] a:first-child");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.load(link.closest("[data-part]").dataset.part);
    });
    this.log.addEventListener("scroll", () => {
      // The log runs from its end: 0 there, and less than that above.
      const above = this.log.scrollHeight - this.log.clientHeight + this.log.scrollTop;
      if (above < NEAR) this.load("older");
      else if (this.log.scrollTop > -NEAR && root.dataset.live !== "y") this.load("newer");
    });
  }

  async load(part) {
    const place = this.root.querySelector(`[data-part=${part}]`);
    const link = place?.querySelector("a");
    if (!link || this.isLoading) return;
    this.isLoading = true;
    try {
      const address = new URL(link.href);
      address.searchParams.set("fragment", "messages");
      const answer = await fetch(address, { credentials: "same-origin" });
      if (!answer.ok) throw new Error("not there");
      this.put(part, place, toFragment(await answer.text()));
    } catch {
      announce("That did not come. Try again when the connection is back.");
    } finally {
      this.isLoading = false;
    }
  }

  put(part, place, page) {
    const items = [...page.querySelector("[data-part=list]").children].filter((item) => !item.dataset.number || !this.list.querySelector(`[data-number="${item.dataset.number}"]`));
    const fresh = page.querySelector(`[data-part=${part}]`);
    const hadFocus = place.contains(document.activeElement);
    const edge = part === "older" ? this.list.querySelector("[data-number]") : [...this.list.querySelectorAll("[data-number]")].at(-1);
    const from = this.log.scrollTop;
    const height = this.log.scrollHeight;
    const isDouble = (line) => line.matches(".app-chat__day") && this.list.querySelector(`[data-day="${line.dataset.day}"]`);
    if (part === "older") {
      const first = this.list.querySelector(".app-chat__day");
      if (items.some((line) => line.dataset.day === first?.dataset.day && line !== first)) first?.remove();
      this.list.querySelector(".app-chat__new")?.remove();
      this.list.prepend(...items);
      if (fresh) place.replaceChildren(...fresh.childNodes);
      else place.remove();
    } else {
      this.list.append(...items.filter((line) => !isDouble(line)));
      place.replaceChildren(...(fresh?.childNodes ?? []));
      // What stands at the end grew: without this the reader would be carried along.
      this.log.scrollTop = from - (this.log.scrollHeight - height);
    }
    start(this.list);
    const messages = items.filter((item) => item.dataset.number);
    this.walk.prepare(messages);
    const loaded = messages.length;
    announce(loaded === 1 ? "1 message more" : `${loaded} messages more`);
    if (hadFocus) (place.isConnected && place.querySelector("a") ? place.querySelector("a") : edge)?.focus();
    if (part === "newer" && !place.querySelector("a")) {
      this.root.dataset.last = items.findLast((item) => item.dataset.number)?.dataset.number ?? this.root.dataset.last;
      this.root.dataset.live = "y";
      this.atLatest();
    }
  }

  /** The oldest were taken out of the page. */
  dropped() {
    const number = this.list.querySelector("[data-number]")?.dataset.number;
    const link = this.root.querySelector("[data-part=older] a");
    const [kind, id] = this.root.dataset.subject.split(":");
    const href = `/chat/${kind}/${id}?before=${number}`;
    if (link) link.href = href;
    else {
      const place = Object.assign(document.createElement("p"), { className: "app-chat__older" });
      place.dataset.part = "older";
      place.append(Object.assign(document.createElement("a"), { href, textContent: "Older messages" }));
      this.list.before(place);
    }
  }
}
