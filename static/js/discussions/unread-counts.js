// "3 new" beside a thread follows what the same person reads elsewhere: another page, another device.
import { watch } from "../lib/socket.js";

export function init(element) {
  const marks = (thread) => document.querySelectorAll(`[data-unread-of="${Number(thread)}"]`);
  watch("me", ({ read, unread }) => {
    if (read === undefined) return;
    for (const mark of marks(read)) {
      if (element !== mark && !element.contains(mark)) continue;
      mark.textContent = unread ? `${unread} new` : "all read";
      mark.classList.toggle("app-new--none", !unread);
      mark.closest(".app-thread-row")?.classList.toggle("app-thread-row--unread", unread > 0);
    }
  });
}
