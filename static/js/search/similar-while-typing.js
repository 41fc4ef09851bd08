// While somebody types a title, shows what exists already that is like it. The form's field is named in data-field.
import { announce, debounced, fetchFragment } from "../lib/web.js";

const SHORTEST = 6;

export function init(element) {
  const form = element.closest("form");
  const field = form?.elements[element.dataset.field];
  const list = element.querySelector(".app-similar__found");
  if (!field || !list) return;
  let last = "";
  let running;

  function show(found) {
    const count = found ? found.querySelectorAll("a").length : 0;
    list.replaceChildren(...(count ? [found] : []));
    element.hidden = !count;
    return count;
  }

  async function look() {
    const words = field.value.trim();
    if (words === last) return;
    last = words;
    running?.abort();
    if (words.length < SHORTEST) {
      show(null);
      return;
    }
    running = new AbortController();
    const url = new URL(element.dataset.url, window.location.href);
    url.searchParams.set("q", words);
    try {
      const count = show(await fetchFragment(url, { signal: running.signal }));
      if (count) announce(`${count} similar below the title`);
    } catch {
      // Overtaken by the next key, or offline: what is shown stays.
    }
  }

  show(null);
  field.addEventListener("input", debounced(look, 300));
  if (field.value.trim()) look();
}
