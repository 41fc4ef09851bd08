// Offers replies that came while the page was open: "2 new replies, show them". Nothing moves until it is pressed.
import { start } from "../lib/behaviours.js";
import { watch } from "../lib/socket.js";
import { announce, debounced, fetchFragment, make } from "../lib/web.js";

export function init(list) {
  const thread = Number(list.dataset.thread);
  const offer = make("button", { type: "button", className: "nhsuk-button nhsuk-button--secondary app-new-replies", hidden: true });
  list.after(offer);
  let fresh = [];

  function last() {
    const numbers = [...list.querySelectorAll("li[data-number]")].map((item) => Number(item.dataset.number));
    return Math.max(0, ...numbers);
  }

  async function look() {
    try {
      const found = await fetchFragment(`/threads/${thread}?fragment=replies&after=${last()}`);
      if (!found) return;
      const items = [...found.querySelectorAll("li[data-number]")];
      if (items.length === 0 || items.length === fresh.length) return;
      fresh = items;
      const words = fresh.length === 1 ? "1 new reply" : `${fresh.length} new replies`;
      offer.textContent = fresh[0].dataset.notice || `${words}: show ${fresh.length === 1 ? "it" : "them"}`;
      offer.hidden = false;
      announce(words);
    } catch {
      // Offline: the next change, or a reload, brings them.
    }
  }

  offer.addEventListener("click", () => {
    const first = fresh[0];
    list.append(...fresh);
    fresh = [];
    offer.hidden = true;
    start(list);
    if (first) {
      first.tabIndex = -1;
      first.focus();
    }
  });

  watch(`thread:${thread}`, debounced((ids) => {
    if (ids.thread === thread || Object.keys(ids).length === 0) look();
  }, 300));
}
