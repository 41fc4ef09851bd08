// Shows Markdown as it will look, below the text area, a moment after the last key.
import { debounced, post, toFragment } from "./web.js";

export function init(group) {
  const text = group.querySelector("textarea");
  const preview = group.querySelector(".app-markdown__preview");
  let asked = 0;

  async function show() {
    const mine = ++asked;
    if (!text.value.trim()) {
      preview.hidden = true;
      return;
    }
    try {
      const answer = await post("/preview", { text: text.value });
      if (!answer.ok || mine !== asked) return; // an older answer, or none: keep what is shown
      const body = document.createElement("div");
      body.className = "app-prose";
      body.append(toFragment(await answer.text()));
      preview.replaceChildren(body);
      preview.hidden = false;
    } catch {
      // Offline: the text is what counts.
    }
  }

  text.addEventListener("input", debounced(show, 400));
  if (text.value.trim()) show();
}
