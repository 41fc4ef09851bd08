// The way to the server for one channel: joins it, resumes after a break from the last number seen, fetches what is
// missing, and says once, politely, when there is trouble.
import { socket } from "../lib/socket.js";

const WAIT = 10000;
const GRACE = 2500; // a short break is nobody's business

export class Connection {
  /** `list` takes what comes; `say(words, delay)`; `joined()`, `putOut()`. */
  constructor(subject, list, { say, joined, putOut }) {
    Object.assign(this, { subject, list, say, joined, putOut, fails: 0 });
    this.socket = socket();
    this.socket.on("connect", () => this.join());
    this.socket.on("disconnect", (reason) => {
      this.say("No connection. What you write is kept here and sent when it is back.", GRACE);
      // Closed by the server, for instance after a sign-out elsewhere: ask again, it knows who may come in.
      if (reason === "io server disconnect") this.connectSoon(1000);
    });
    this.socket.on("connect_error", (error) => this.failed(error));
    this.on("chat messages", (content) => this.take(content.messages));
    this.socket.on("put out", (content) => content.room === `chat:${subject}` && this.end());
    window.addEventListener("online", () => this.wake());
    document.addEventListener("visibilitychange", () => document.hidden || this.wake());
    if (this.socket.connected) this.join();
    else this.say("Connecting…", 1500);
  }

  get isUp() {
    return this.socket.connected && !this.isOut;
  }

  on(name, handler) {
    this.socket.on(name, (content) => content.subject === this.subject && !this.isOut && handler(content));
  }

  ask(event, fields, wait = WAIT) {
    return this.socket.timeout(wait).emitWithAck(event, { subject: this.subject, ...fields });
  }

  tell(event, fields = {}) {
    if (this.isUp) this.socket.emit(event, { subject: this.subject, ...fields });
  }

  async join() {
    if (this.isOut) return;
    try {
      const answer = await this.ask("chat join", { after: this.list.last });
      if (answer.error) return answer.retry ? this.say(answer.error) : this.refused();
      this.fails = 0;
      this.say("");
      this.took(answer);
      if (answer.more) await this.catchUp();
      this.joined(answer);
    } catch {
      this.say("No connection. Trying again…", GRACE);
      setTimeout(() => this.socket.connected && this.join(), 3000);
    }
  }

  took({ messages, last, more }) {
    this.list.show(messages);
    // Some numbers never come: answers in side threads, and what was deleted for good.
    if (!more) this.list.last = Math.max(this.list.last, last);
  }

  /** Fetches what is missing, page by page, until nothing is. */
  async catchUp() {
    this.catching ??= (async () => {
      for (let more = true; more;) {
        const before = this.list.last;
        const answer = await this.ask("chat since", { after: before });
        if (answer.error) return;
        this.took(answer);
        more = answer.more && this.list.last > before;
      }
    })().finally(() => { this.catching = null; });
    return this.catching;
  }

  take(messages) {
    let { last } = this.list;
    const isGap = messages.some((message) => {
      const isMissing = message.number > last + 1;
      last = Math.max(last, message.number);
      return isMissing;
    });
    if (isGap) this.catchUp().then(() => this.list.show(messages), () => {});
    else this.list.show(messages);
  }

  /** Back from sleep, or from a tunnel: a connection may look well and be dead. */
  async wake() {
    if (this.isOut) return;
    try {
      if (!this.socket.connected) throw new Error("try at once, and not when the next attempt is due");
      await this.ask("chat since", { after: this.list.last }, 5000).then((answer) => answer.error || this.took(answer));
    } catch {
      this.socket.disconnect().connect();
    }
  }

  connectSoon(wait) {
    clearTimeout(this.again);
    this.again = setTimeout(() => this.socket.connect(), wait * (1 + Math.random()));
  }

  async failed(error) {
    this.fails += 1;
    this.say("No connection. What you write is kept here and sent when it is back.", GRACE);
    if (!this.socket.active) { // the server answered, and refused: nothing tries again by itself
      if (/too many/.test(error.message)) this.say("Too many pages of yours are open at once. Close one, then this one goes on.");
      this.connectSoon(8000);
    }
    if (this.fails === 2) this.refused();
  }

  /** May this person still read here? The page itself knows best. */
  async refused() {
    try {
      const answer = await fetch(location.pathname, { method: "HEAD", redirect: "manual", credentials: "same-origin" });
      if (answer.type === "opaqueredirect") this.say("You are signed out. What you write is kept here: sign in again in another tab, then come back.");
      else if (answer.status === 404) this.end();
    } catch {
      // Offline.
    }
  }

  end() {
    if (this.isOut) return;
    this.isOut = true;
    this.putOut();
  }
}
