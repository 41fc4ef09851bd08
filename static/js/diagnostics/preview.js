// Draws what is being typed in the form of a diagnostic, a moment after the last key. Tab keys stay with the browser:
// lines are indented with spaces.
import { debounced, post, toFragment } from "../lib/web.js";

export function init(place) {
  const title = document.querySelector("[name=title]");
  const text = document.querySelector("textarea[name=text]");
  let asked = 0;

  async function show() {
    const mine = ++asked;
    try {
      const answer = await post(place.dataset.url, { kind: place.dataset.kind, title: title.value, text: text.value });
      const html = await answer.text();
      if (answer.ok && mine === asked) place.replaceChildren(toFragment(html));
    } catch {
      // Offline: the text is what counts.
    }
  }

  const soon = debounced(show, 500);
  title.addEventListener("input", soon);
  text.addEventListener("input", soon);
}
