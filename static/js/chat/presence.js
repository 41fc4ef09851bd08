// Who has the channel open, and who is writing.
import { make } from "../lib/web.js";

const TYPING_SHOWN = 4000;
const TOLD_AGAIN = 3000;

export class Presence {
  constructor(root, connection) {
    Object.assign(this, { root, connection, typing: new Map(), toldAt: 0 });
    connection.on("chat presence", (content) => this.showPeople(content));
    connection.on("chat typing", (content) => this.showTyping(content));
  }

  showPeople({ people, count }) {
    const part = this.root.querySelector("[data-part=here]");
    if (!part.querySelector(".app-chat__people")) part.prepend(make("span", { className: "app-chat__people" }));
    const here = part.querySelector(".app-chat__people");
    const names = people.slice(0, 3).map((person) => person.name).join(", ");
    here.textContent = count > 3 ? `Here now: ${names} and ${count - 3} more` : `Here now: ${names}`;
    here.title = people.map((person) => person.name).join(", ");
    here.hidden = !count;
  }

  tellTyping() {
    if (Date.now() - this.toldAt < TOLD_AGAIN) return;
    this.toldAt = Date.now();
    this.connection.tell("chat typing");
  }

  showTyping({ id, name }) {
    clearTimeout(this.typing.get(id)?.timer);
    this.typing.set(id, { name, timer: setTimeout(() => this.forget([id]), TYPING_SHOWN) });
    this.show();
  }

  /** They have sent what they wrote, or stopped. */
  forget(ids) {
    for (const id of ids) this.typing.delete(id);
    this.show();
  }

  show() {
    const names = [...this.typing.values()].map((one) => one.name);
    this.root.querySelector("[data-part=typing]").textContent = names.length === 0 ? ""
      : names.length > 2 ? "Several people are writing…" : `${names.join(" and ")} ${names.length === 1 ? "is" : "are"} writing…`;
  }

  clear() {
    this.root.querySelector(".app-chat__people")?.remove();
    this.typing.clear();
    this.show();
  }
}
