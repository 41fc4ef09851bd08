// How much is unread in each channel, on this page and in the navigation, as it happens; and in the page's title while
// nobody looks.
import { socket } from "../lib/socket.js";
import { make, viewerId } from "../lib/web.js";

const MOST = 99;

export function init(bar) {
  const connection = socket();
  const talk = document.querySelector("[data-subject]");
  const here = talk?.dataset.subject;
  const title = document.title;
  const last = new Map(); // channel -> its latest number, as far as this page was told
  let unseen = 0;

  const row = (subject) => bar.querySelector(`[data-channel="${CSS.escape(subject)}"]`);

  function show(subject, unread) {
    const item = row(subject);
    if (!item || subject === here) return;
    const count = item.querySelector("[data-part=count]");
    item.dataset.unread = unread;
    put(count, unread);
    showSum();
  }

  function put(count, unread) {
    count.textContent = unread ? `${Math.min(unread, MOST)}${unread > MOST ? "+" : ""}` : "";
    if (unread) count.append(make("span", { className: "nhsuk-u-visually-hidden" }, " unread"));
  }

  /** In how many channels, the muted ones not counted; in protected time the navigation counts nothing. */
  function showSum() {
    const isQuiet = document.querySelector(".app-header__notices[title]");
    const sum = bar.querySelectorAll("[data-channel]:not([data-unread='0'], [data-muted])").length;
    for (const link of document.querySelectorAll("header nav a[href='/chat']")) {
      if (!link.querySelector(".app-navigation__count")) link.append(" ", make("span", { className: "app-navigation__count" }));
      put(link.querySelector(".app-navigation__count"), isQuiet ? 0 : sum);
    }
  }

  async function begin() {
    try {
      const { rows } = await connection.timeout(10000).emitWithAck("chat bells", {});
      for (const [subject, unread, number] of rows ?? []) {
        if (number) last.set(subject, number);
        show(subject, unread);
      }
    } catch {
      // The next connection asks again.
    }
  }

  connection.on("connect", begin);
  if (connection.connected) begin();
  connection.on("chat bell", ({ subject, last: number }) => {
    const item = row(subject);
    if (!item) return;
    const fresh = last.has(subject) ? number - last.get(subject) : 1;
    last.set(subject, number);
    if (fresh > 0) show(subject, Number(item.dataset.unread) + fresh);
  });
  connection.on("chat read", ({ subject, number }) => {
    last.set(subject, Math.max(number, last.get(subject) ?? 0));
    show(subject, 0);
  });
  connection.on("chat messages", ({ subject, messages }) => {
    if (subject !== here || !document.hidden) return;
    unseen += messages.filter((message) => String(message.author_id) !== viewerId && !message.edited).length;
    document.title = unseen ? `(${unseen}) ${title}` : title;
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    unseen = 0;
    document.title = title;
  });
}
