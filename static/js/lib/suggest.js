// While somebody types in a field, shows what exists already: GET data-url with q=…, into the element data-target names.
import { announce, debounced, fetchFragment } from "./web.js";
import { start } from "./behaviours.js";

const SHORTEST = 4;

export function init(field) {
  const target = document.getElementById(field.dataset.target);
  if (!target || !field.dataset.url) return;
  let last = "";
  let running;

  async function look() {
    const words = field.value.trim();
    if (words === last) return;
    last = words;
    running?.abort();
    if (words.length < SHORTEST) {
      target.replaceChildren();
      return;
    }
    running = new AbortController();
    const url = new URL(field.dataset.url, window.location.href);
    url.searchParams.set(field.dataset.parameter || "q", words);
    try {
      const found = await fetchFragment(url, { signal: running.signal });
      if (!found) return;
      const count = found.querySelectorAll("a").length;
      target.replaceChildren(...(count ? [found] : []));
      start(target);
      if (count) announce(count === 1 ? "1 suggestion below" : `${count} suggestions below`);
    } catch {
      // Overtaken by the next key, or offline.
    }
  }

  field.addEventListener("input", debounced(look, 350));
  if (field.value.trim().length >= SHORTEST) look();
}
