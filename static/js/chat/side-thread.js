// A side thread that is open: marks it as read, and on a page of its own fetches what is replied as the server shows it
// (beside the talk, chat/panel.js does that).
import { start } from "../lib/behaviours.js";
import { debounced, fetchFragment, post } from "../lib/web.js";
import { Connection } from "./connection.js";

export function init(root) {
  if (root.closest(".app-beside")) {
    markRead(root);
    return;
  }
  const number = Number(root.dataset.root);
  const fetchSoon = debounced(() => renew(root).catch(() => {}), 100 + Math.random() * 400);
  const isOurs = (message) => message.root === number || message.number === number || root.querySelector(`[data-message="${Number(message.id)}"]`);
  const list = {
    last: Number(root.dataset.last),
    show(messages) {
      for (const message of messages) this.last = Math.max(this.last, message.number);
      if (messages.some(isOurs)) fetchSoon();
    },
  };
  new Connection(root.dataset.subject, list, { say() {}, joined: () => markRead(root), putOut: () => location.reload() });
}

/** Items that changed are renewed where they stand; new ones come behind; nobody's focus moves. */
async function renew(root) {
  const page = await fetchFragment(root.dataset.url);
  const fresh = page?.querySelector("[data-part=replies]");
  if (!fresh) return;
  const shown = root.querySelector("[data-part=replies]");
  for (const item of fresh.querySelectorAll("li[data-number]")) {
    const old = shown.querySelector(`[data-number="${item.dataset.number}"]`);
    if (!old) shown.querySelector("[data-part=list]").append(item);
    else if (!old.contains(document.activeElement)) old.replaceWith(item);
  }
  shown.querySelector("[data-part=none]")?.remove();
  root.dataset.last = page.querySelector("[data-root]").dataset.last;
  start(shown);
  markRead(root);
}

async function markRead(root) {
  const { last, read } = root.dataset;
  if (document.hidden || Number(last) <= Number(read)) return;
  const answer = await post(`${root.dataset.url}/read`, { number: last });
  if (!answer.ok) return;
  root.dataset.read = last;
  root.querySelector("[data-part=read]")?.remove();
}
