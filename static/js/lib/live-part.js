// Keeps a part of a page fresh: when something in data-room ("thread:12") changes, its HTML is fetched again from data-url
// (the normal, checked address with ?fragment=…) and data-words are told to screen readers. Focus and typed text stay:
// a part with the focus inside it waits until the focus leaves.
import { start } from "./behaviours.js";
import { watch } from "./socket.js";
import { announce, debounced, fetchFragment } from "./web.js";

export function init(part) {
  async function refresh() {
    if (part.contains(document.activeElement)) {
      part.addEventListener("focusout", refreshSoon, { once: true });
      return;
    }
    try {
      const fresh = await fetchFragment(part.dataset.url);
      if (!fresh) return;
      const before = part.textContent.replace(/\s+/g, " ");
      part.replaceChildren(fresh);
      start(part);
      if (part.dataset.words && part.textContent.replace(/\s+/g, " ") !== before) announce(part.dataset.words);
    } catch {
      // Offline: the next change, or the connection's return, tries again.
    }
  }

  const refreshSoon = debounced(refresh, 300);
  watch(part.dataset.room, refreshSoon);
}
