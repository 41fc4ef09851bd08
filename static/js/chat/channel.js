// A channel that is open. Each of its parts has a file of its own; here they are put together.
// Without this the page is a list of messages and a form.
import { debounced } from "../lib/web.js";
import { Composer } from "./composer.js";
import { Connection } from "./connection.js";
import { Editing } from "./edit.js";
import { History } from "./history.js";
import { MessageList } from "./message-list.js";
import { Outbox } from "./outbox.js";
import { Panel } from "./panel.js";
import { Presence } from "./presence.js";
import { Renewal } from "./renewal.js";
import { Waiting } from "./waiting.js";
import { Walk } from "./walk.js";

const STILL_AWAY = 3000;

export function init(root) {
  new Channel(root);
}

class Channel {
  constructor(root) {
    this.root = root;
    this.subject = root.dataset.subject;
    this.page = crypto.randomUUID?.() ?? String(Math.random());
    this.list = new MessageList(root);
    this.walk = new Walk(this.list);
    this.renewal = new Renewal(this.list, this.walk);
    this.editing = new Editing(this.list, this.renewal);
    this.panel = new Panel(root, this.list);
    this.list.watchers.push({ replied: () => this.panel.renewSoon() });
    this.history = new History(root, this.list, this.walk);
    this.outbox = new Outbox(this.subject, (message) => this.transmit(message));
    if (root.querySelector("[data-part=form]")) {
      this.composer = new Composer(root, {
        send: (body, confirmed) => this.send(body, confirmed),
        typing: () => this.presence?.tellTyping(),
        editLast: () => this.editing.editLast(),
        led: (answer) => this.panel.take(answer),
      });
    }
    if (root.dataset.live === "y") this.open();
  }

  /** The newest message is on the page: from here on it is live. */
  open() {
    this.connection = new Connection(this.subject, this.list, {
      say: (words, delay) => this.say(words, delay),
      joined: () => this.joined(),
      putOut: () => this.putOut(),
    });
    this.presence = new Presence(this.root, this.connection);
    this.connection.on("chat messages", ({ messages }) => this.presence.forget(messages.map((message) => message.author_id)));
    this.waiting = new Waiting(this.list, this.outbox, (entry, isAsked) => this.giveBack(entry, isAsked));
    this.waiting.sent = (answer) => setTimeout(() => this.list.last < answer.number && this.connection.catchUp().catch(() => {}), STILL_AWAY);
    this.list.seen = debounced(() => this.markRead(), 600); // called when the end of the list is in view
  }

  joined() {
    this.outbox.retry();
    this.markRead();
  }

  send(body, confirmed) {
    const clientId = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`.slice(0, 40);
    this.outbox.put({ client_id: clientId, body, confirmed }, this.page);
    // It belongs behind the latest, which are not on this page: there it goes out.
    if (!this.connection) location.assign(location.pathname);
  }

  async transmit(message) {
    if (!this.connection?.isUp) throw new Error("offline");
    return this.connection.ask("chat send", message);
  }

  /** What was refused goes into the box it came from; on another page only when somebody asks for it. */
  giveBack(entry, isAsked = false) {
    if (!this.composer || (entry.page !== this.page && !isAsked)) return false;
    this.composer.takeBack(entry.message.body, entry.refused);
    return true;
  }

  markRead() {
    if (document.hidden || !this.connection?.isUp || !this.list.isAtEnd()) return;
    const number = this.list.last;
    if (number <= (this.readTo ?? Number(this.root.dataset.read))) return;
    this.readTo = number;
    this.connection.tell("chat read", { number });
  }

  putOut() {
    this.list.clear();
    this.composer?.close();
    this.panel.clear();
    this.presence.clear();
    this.say("You can no longer read this channel. Ask a convenor if you think you should.");
  }

  /** Shown in the status line; with `delay` only if nothing else is said until then. The same words are said once. */
  say(words, delay = 0) {
    if (words === this.saying?.words) return;
    clearTimeout(this.saying?.timer);
    const state = this.root.querySelector("[data-part=state]");
    const timer = setTimeout(() => { state.textContent = words; }, delay);
    this.saying = { words, timer };
  }
}
