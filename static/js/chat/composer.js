// The box: keeps what is typed (on this device, for a day at most), sends with Enter, and takes back what was refused,
// with the reason and, from the guard, a way on. Files and commands go the way of the form, without leaving the page.
import { start } from "../lib/behaviours.js";
import { announce, debounced, make, viewerId } from "../lib/web.js";
import { fetchPage, sendForm } from "./borrowed.js";

const A_DAY = 24 * 60 * 60 * 1000;

export class Composer {
  /** `send(body, confirmed)`, `typing()`, `editLast()` (is there one?), `led({ page, url })` where a command leads. */
  constructor(root, asked) {
    Object.assign(this, asked);
    this.form = root.querySelector("[data-part=form]");
    this.key = `draft:${viewerId}:box:${root.dataset.subject}`;
    this.isTouch = matchMedia("(pointer: coarse)").matches;
    this.keepSoon = debounced(() => this.keep(), 300);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit(event.submitter);
    });
    this.form.addEventListener("keydown", (event) => event.target === this.field && this.press(event));
    this.form.addEventListener("input", (event) => event.target === this.field && this.typed());
    window.addEventListener("pagehide", () => this.keep());
    this.bind();
    this.restore();
  }

  bind() {
    this.field = this.form.elements.body;
    this.held = this.form.querySelector("[data-part=held]");
    this.form.querySelector("[data-part=keys]").textContent = this.isTouch ? "" : "Enter sends, Shift and Enter make a new line. Arrow up in the empty box edits your last message.";
    start(this.form);
    this.grow();
  }

  typed() {
    this.grow();
    this.keepSoon();
    if (this.field.value) this.typing();
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

  submit(button, confirmed = false) {
    const body = this.field.value.trim();
    const { files, kept_file: kept } = this.form.elements;
    if (button?.name || files?.files.length || kept || this.form.querySelector(".app-guard") || /^\//.test(body)) return this.post(button);
    if (!body) return null;
    this.held.replaceChildren();
    this.send(body, confirmed);
    return this.fill("");
  }

  /** As the plain form does it; the page that comes back holds the form as it is to be now. */
  async post(button) {
    if (this.isBusy) return;
    this.isBusy = true;
    this.tell("Sending…");
    try {
      const answer = await sendForm(this.form, button, (percent) => this.tell(`Sending… ${percent}%`));
      let fresh = answer.page.querySelector(".app-chat__form[data-part=form]");
      if (answer.status >= 500 || (answer.status >= 400 && !fresh)) throw new Error("refused");
      // Led elsewhere: a new form all the same, for the same one is not taken twice.
      fresh ??= (await fetchPage(this.form.action)).page.querySelector("[data-part=form]");
      this.form.replaceChildren(...fresh.childNodes);
      this.bind();
      this.keep();
      if (answer.status < 400) this.led(answer);
      announce(answer.status < 400 ? "Sent" : "Not sent yet. The reason stands above the box.");
      this.field.focus(); // the button that had it is a new one now
    } catch {
      this.tell("Not sent. Your words are still here: try again in a moment.");
    } finally {
      this.isBusy = false;
    }
  }

  tell(words) {
    this.held.replaceChildren(make("p", {}, words));
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
      if (kept?.body && Date.now() - kept.at < A_DAY) this.fill(kept.body);
    } catch {
      // Nothing was kept.
    }
  }

  /** Refused: the words go back into the box, before what was typed since. */
  takeBack(body, { error, masked, blocks }) {
    const since = this.field.value;
    const joined = (words) => (since ? `${words}\n${since}` : words);
    this.fill(joined(body));
    this.tell(error);
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
        this.submit(null, true);
      });
    }
  }

  addButton(words, onclick) {
    this.held.append(make("button", { type: "button", className: "nhsuk-button nhsuk-button--secondary nhsuk-button--small", onclick }, words));
  }

  /** Nobody may write here any more. What was typed can still be copied. */
  close() {
    const place = make("div", { className: "app-chat__closed" });
    const { id, value } = this.field;
    if (value) place.append(make("label", { htmlFor: id }, "What you had typed, to copy"), make("textarea", { id, value, className: "nhsuk-textarea", readOnly: true, rows: 3 }));
    this.form.replaceWith(place);
  }
}
