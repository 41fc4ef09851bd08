// A message that was edited, deleted, reacted to or pinned is fetched again as the server shows it now, and put in the
// place of the old one; what has the focus in it keeps it.
import { start } from "../lib/behaviours.js";
import { fetchFragment } from "../lib/web.js";

const SPREAD = 400; // not everybody at the same moment

export class Renewal {
  constructor(list, walk) {
    Object.assign(this, { list, walk, due: new Map() });
    list.watchers.push({ changed: (item) => this.soon(item) });
  }

  soon(item) {
    const id = item.dataset.message;
    clearTimeout(this.due.get(id));
    this.due.set(id, setTimeout(() => this.renew(item), 50 + Math.random() * SPREAD));
  }

  async renew(item) {
    // Somebody is writing or choosing in it: when they have done.
    if (item.querySelector("textarea, details[open]") && item.contains(document.activeElement)) {
      item.addEventListener("focusout", () => this.soon(item), { once: true });
      return;
    }
    try {
      const fresh = (await fetchFragment(`/chat/messages/${Number(item.dataset.message)}/item`))?.querySelector("[data-number]");
      if (fresh && item.isConnected) this.put(item, fresh);
    } catch {
      // Offline: joining again brings what has changed by then with the page.
    }
  }

  put(item, fresh) {
    const focused = item.contains(document.activeElement) && document.activeElement;
    const controls = () => [...item.querySelectorAll("a[href], button, summary")];
    const name = focused && focused !== item ? focused.value || focused.getAttribute("href") || focused.textContent : "";
    const at = controls().indexOf(focused);
    const isGrouped = item.classList.contains("app-message--grouped");
    item.className = fresh.className;
    item.classList.toggle("app-message--grouped", isGrouped);
    item.replaceChildren(...fresh.childNodes);
    start(item.parentElement);
    this.walk.leave(item);
    if (this.walk.here === item) this.walk.enter(item);
    if (!focused) return;
    const same = controls().find((one) => (one.value || one.getAttribute("href") || one.textContent) === name);
    (focused === item ? item : same ?? controls()[at] ?? item).focus();
  }
}
