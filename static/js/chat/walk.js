// The messages by keyboard: one stop of the Tab key, the arrow keys, Home and End from message to message, Enter opens
// what can be done with one, Escape goes back to the box.
const CONTROLS = "a[href], button, summary, input, select, textarea";

export class Walk {
  constructor(list) {
    this.list = list;
    list.list.addEventListener("focusin", (event) => this.enter(event.target.closest("[data-number]")));
    list.list.addEventListener("keydown", (event) => this.press(event));
    list.watchers.push({ added: (item) => this.added(item) });
    this.prepare(list.items());
  }

  /** Makes one stop of all items, of which `fresh` are new; the latest is the one to begin with. */
  prepare(fresh) {
    for (const item of fresh) if (item !== this.here) this.leave(item);
    const items = this.list.items();
    if (!items.includes(this.here)) this.enter(items.at(-1));
    if (items.length) this.list.log.removeAttribute("tabindex");
  }

  added(item) {
    this.leave(item);
    if (!this.list.list.contains(document.activeElement)) this.enter(item);
    this.list.log.removeAttribute("tabindex");
  }

  leave(item) {
    item.tabIndex = -1;
    item.classList.remove("app-message--here");
    for (const control of item.querySelectorAll(CONTROLS)) control.tabIndex = -1;
  }

  enter(item) {
    if (!item) return;
    if (this.here && this.here !== item) this.leave(this.here);
    this.here = item;
    item.tabIndex = 0;
    item.classList.add("app-message--here");
    for (const control of item.querySelectorAll(CONTROLS)) control.removeAttribute("tabindex");
  }

  press(event) {
    const item = event.target.closest("[data-number]");
    if (!item || event.defaultPrevented || event.target.closest("textarea, input, select")) return;
    const panel = event.target.closest("details[open]")?.querySelector(".app-menu__panel");
    const stops = panel ? [...panel.querySelectorAll(CONTROLS)].filter((control) => control.offsetParent) : this.list.items();
    const at = stops.indexOf(panel ? event.target : item);
    const to = { ArrowUp: Math.max(0, at - 1), ArrowDown: at + 1, Home: 0, End: stops.length - 1 }[event.key];
    if (to !== undefined) stops[Math.min(to, stops.length - 1)]?.focus();
    else if (event.key === "Enter" && event.target === item) this.open(item);
    else if (event.key === "Escape" && !panel) this.list.root.querySelector("[data-part=form] textarea")?.focus();
    else return;
    event.preventDefault();
  }

  open(item) {
    const menu = item.querySelector("details.app-menu");
    if (!menu) return;
    menu.open = true;
    menu.querySelector(".app-menu__panel").querySelector(CONTROLS)?.focus();
  }
}
