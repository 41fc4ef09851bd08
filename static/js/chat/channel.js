// A channel that is open: joins it, shows what comes, resumes after a break from the last number it has seen.
// Without this the page is a list of messages and a form.
import { socket } from "../lib/socket.js";
import { debounced } from "../lib/web.js";
import { MessageList } from "./message-list.js";
import { Outbox } from "./outbox.js";

const WAIT = 10000;
const TYPING_SHOWN = 4000;

export function init(root) {
  if (root.dataset.live === "y") new Channel(root);
}

class Channel {
  constructor(root) {
    this.root = root;
    this.subject = root.dataset.subject;
    this.list = new MessageList(root);
    this.typing = new Map();
    this.isOut = false;
    this.connection = socket();
    this.outbox = new Outbox(root, this.list, (message) => this.send(message), () => this.tellTyping());
    this.listen();
    if (this.connection.connected) this.join();
    else this.say("Connecting…", 1500);
    this.list.whenSeen(debounced(() => this.markRead(), 600));
  }

  listen() {
    const mine = (content) => content.subject === this.subject && !this.isOut;
    this.connection.on("connect", () => this.join());
    this.connection.on("disconnect", (reason) => {
      this.say("No connection. What you write is kept here and sent when it is back.");
      // Closed by the server, for instance after a sign-out elsewhere: ask once more, it knows who may come in.
      if (reason === "io server disconnect") setTimeout(() => this.connection.connect(), 1000);
    });
    this.connection.on("connect_error", () => this.say("No connection. Trying again…"));
    this.connection.on("chat messages", (content) => mine(content) && this.take(content.messages));
    this.connection.on("chat presence", (content) => mine(content) && this.showPresence(content));
    this.connection.on("chat typing", (content) => mine(content) && this.showTyping(content));
    this.connection.on("put out", (content) => content.room === `chat:${this.subject}` && this.putOut());
  }

  ask(event, fields) {
    return this.connection.timeout(WAIT).emitWithAck(event, { subject: this.subject, ...fields });
  }

  async join() {
    if (this.isOut) return;
    try {
      const answer = await this.ask("chat join", { after: this.list.last });
      if (answer.error) return answer.retry ? this.say(answer.error) : this.putOut();
      this.say("");
      this.list.show(answer.messages);
      if (answer.more) await this.catchUp();
      this.outbox.flush();
      this.markRead();
    } catch {
      this.say("No connection. Trying again…");
    }
  }

  /** Fetches what is missing, page by page, until nothing is. */
  async catchUp() {
    for (let more = true; more;) {
      const answer = await this.ask("chat since", { after: this.list.last });
      if (answer.error) return;
      this.list.show(answer.messages);
      more = answer.more;
    }
  }

  take(messages) {
    const isGap = messages.some((message) => message.number > this.list.last + 1 && !this.list.has(message.number - 1));
    if (isGap) {
      this.catchUp().then(() => this.list.show(messages), () => {});
    } else {
      this.list.show(messages);
    }
    for (const message of messages) this.typing.delete(message.author_id);
    this.showWhoTypes();
  }

  async send(message) {
    if (!this.connection.connected) throw new Error("offline");
    return this.ask("chat send", message);
  }

  tellTyping() {
    const now = Date.now();
    if (!this.connection.connected || now - (this.toldAt ?? 0) < 3000) return;
    this.toldAt = now;
    this.connection.emit("chat typing", { subject: this.subject });
  }

  markRead() {
    if (document.hidden || !this.connection.connected || this.isOut) return;
    const number = this.list.last;
    if (number <= (this.readTo ?? Number(this.root.dataset.read))) return;
    this.readTo = number;
    this.connection.emit("chat read", { subject: this.subject, number });
  }

  showPresence({ people, count }) {
    const names = people.map((person) => person.name).join(", ");
    const part = this.root.querySelector("[data-part=here]");
    let here = part.querySelector(".app-chat__people");
    if (!here) {
      here = document.createElement("span");
      here.className = "app-chat__people";
      part.prepend(here);
    }
    here.textContent = count > people.length ? `Here now: ${names} and ${count - people.length} more` : `Here now: ${names}`;
  }

  showTyping({ id, name }) {
    clearTimeout(this.typing.get(id)?.timer);
    const timer = setTimeout(() => {
      this.typing.delete(id);
      this.showWhoTypes();
    }, TYPING_SHOWN);
    this.typing.set(id, { name, timer });
    this.showWhoTypes();
  }

  showWhoTypes() {
    const names = [...this.typing.values()].map((one) => one.name);
    const line = this.root.querySelector("[data-part=typing]");
    line.textContent = names.length === 0 ? "" : names.length > 2 ? "Several people are writing…"
      : `${names.join(" and ")} ${names.length === 1 ? "is" : "are"} writing…`;
  }

  putOut() {
    this.isOut = true;
    this.list.clear();
    this.outbox.close();
    this.root.querySelector(".app-chat__people")?.remove();
    this.typing.clear();
    this.showWhoTypes();
    this.say("You can no longer read this channel. Ask a convenor if you think you should.");
  }

  /** Shown in the status line; with `delay` only if nothing else is said until then. */
  say(words, delay = 0) {
    clearTimeout(this.saying);
    const state = this.root.querySelector("[data-part=state]");
    this.saying = setTimeout(() => { state.textContent = words; }, delay);
  }
}
