// The box: keeps what is typed (on this device, for a day at most), sends with Enter, and takes back what was refused,
// with the reason and, from the guard, a way on.
import { announce, debounced, viewerId } from "../lib/web.js";

export class Composer {
  /** `send(body, confirmed)`; `typing()` while somebody types; `editLast()` answers whether there is one to edit. */
  constructor(root, { send, typing, editLast }) {
    Object.assign(this, { send, typing, editLast });
    this.form = root.querySelector("[data-part=form]");
    this.held = root.querySelector("[data-part=held]");
    this.field = this.form.elements.body;
    this.key = `draft:${viewerId}:box:${root.dataset.subject}`;
    this.isTouch = matchMedia("(pointer: coarse)").matches;
    this.form.querySelector("[data-part=keys]").textContent = this.isTouch ? "" : "Enter sends, Shift and Enter make a new line. Arrow up in the empty box edits your last message.";
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.field.addEventListener("keydown", (event) => this.press(event));
    const keepSoon = debounced(() => this.keep(), 300);
    this.field.addEventListener("input", () => {
      this.grow();
      keepSoon();
      if (this.field.value) this.typing();
    });
    window.addEventListener("pagehide", () => this.keep());
    this.restore();
    this.grow();
  }

  press(event) {
    // In a list of suggestions the keys choose.
    if (event.isComposing || event.defaultPrevented || this.form.querySelector("[role=listbox]:not([hidden])")) return;
    const isBare = !event.shiftKey && !event.ctrlKey && !event.altKey && !event.metaKey;
    if (event.key === "Enter" && !event.shiftKey && !event.altKey && !this.isTouch) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "ArrowUp" && isBare && !this.field.value && this.editLast()) event.preventDefault();
  }

  grow() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight + 4, 200)}px`;
  }

  fill(words) {
    this.field.value = words;
    this.grow();
    this.keep();
  }

  submit(confirmed = false) {
    const body = this.field.value.trim();
    if (!body) return;
    this.held.replaceChildren();
    this.send(body, confirmed);
    this.fill("");
  }

  keep() {
    try {
      if (this.field.value) localStorage.setItem(this.key, JSON.stringify({ at: Date.now(), body: this.field.value }));
      else localStorage.removeItem(this.key);
    } catch {
      // No storage: the page itself still has it.
    }
  }

  restore() {
    if (this.field.value) return;
    try {
      const kept = JSON.parse(localStorage.getItem(this.key));
      if (kept?.body && Date.now() - kept.at < 24 * 60 * 60 * 1000) this.field.value = kept.body;
    } catch {
      // Nothing was kept.
    }
  }

  /** Refused: the words go back into the box, before what was typed since. */
  takeBack(body, { error, masked, blocks }) {
    const since = this.field.value;
    const joined = (words) => (since ? `${words}\n${since}` : words);
    this.fill(joined(body));
    this.held.replaceChildren(Object.assign(document.createElement("p"), { textContent: error }));
    if (!masked?.body) return;
    this.addButton("Use the mask", () => {
      this.fill(joined(masked.body));
      this.held.replaceChildren();
      this.field.focus(); // the button that had it is gone
      announce("Masked. Read it through, then send.");
    });
    if (!blocks) {
      this.addButton("This is about nobody identifiable: send", () => {
        this.field.focus();
        this.submit(true);
      });
    }
  }

  addButton(words, action) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: words });
    button.className = "nhsuk-button nhsuk-button--secondary nhsuk-button--small";
    button.addEventListener("click", action);
    this.held.append(button);
  }

  /** Nobody may write here any more. What was typed can still be copied. */
  close() {
    const words = this.field.value;
    const place = document.createElement("div");
    place.className = "app-chat__closed";
    if (words) {
      const label = Object.assign(document.createElement("label"), { htmlFor: this.field.id, textContent: "What you had typed, to copy" });
      const kept = Object.assign(document.createElement("textarea"), { id: this.field.id, className: "nhsuk-textarea", readOnly: true, value: words, rows: 3 });
      place.append(label, kept);
    }
    this.form.replaceWith(place);
  }
}
