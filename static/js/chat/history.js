// Older messages come into the page in place, by their link or when somebody scrolls there; what is being read stays where
// it is. Without this the link leads to a page of its own.
import { start } from "../lib/behaviours.js";
import { announce, fetchFragment } from "../lib/web.js";

const NEAR = 200;

export class History {
  constructor(root, messages, walk) {
    Object.assign(this, { root, walk, list: messages.list });
    const { log } = messages;
    log.addEventListener("click", (event) => {
      if (!event.target.closest("[data-part=older] a") || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.load();
    });
    // The log runs from its end: 0 there, and less than that above.
    log.addEventListener("scroll", () => log.scrollHeight - log.clientHeight + log.scrollTop < NEAR && this.load());
  }

  async load() {
    const place = this.root.querySelector("[data-part=older]");
    if (!place || this.isLoading) return;
    this.isLoading = true;
    try {
      const address = new URL(place.querySelector("a").href);
      address.searchParams.set("fragment", "messages");
      this.put(place, await fetchFragment(address));
    } catch {
      announce("Older messages did not come. Try again when the connection is back.");
    } finally {
      this.isLoading = false;
    }
  }

  put(place, page) {
    const items = [...page.querySelector("[data-part=list]").children];
    const messages = items.filter((item) => item.dataset.number);
    const hadFocus = place.contains(document.activeElement);
    const edge = this.list.querySelector("[data-number]");
    const day = this.list.querySelector(".app-chat__day");
    if (items.some((line) => line.dataset.day === day?.dataset.day)) day.remove();
    if (page.querySelector(".app-chat__new")) this.list.querySelector(".app-chat__new")?.remove();
    this.list.prepend(...items);
    const further = page.querySelector("[data-part=older]");
    if (further) place.querySelector("a").href = further.querySelector("a").href;
    else place.remove();
    start(this.list);
    this.walk.prepare(messages);
    announce(messages.length === 1 ? "1 older message" : `${messages.length} older messages`);
    if (hadFocus && !further) edge?.focus();
  }
}
