// Shows Markdown as it will look, below the text area, a moment after the last key.
import { announce, debounced, make, post, toFragment } from "./web.js";

const NOTES = {
  block: "This seems to identify somebody. It cannot be posted as it is: you will be shown where.",
  warn: "This may identify somebody. You will be asked about it before it is posted.",
};

function note(words) {
  return make("p", { className: "app-markdown__note" }, words);
}

export function init(group) {
  const text = group.querySelector("textarea");
  const preview = group.querySelector(".app-markdown__preview");
  let asked = 0;
  let warned = "";

  async function show() {
    const mine = ++asked;
    if (!text.value.trim()) {
      preview.hidden = true;
      return;
    }
    try {
      const answer = await post("/preview", { text: text.value });
      if (!answer.ok || mine !== asked) return; // an older answer, or none: keep what is shown
      const { html, verdict } = await answer.json();
      const body = make("div", { className: "app-prose" }, toFragment(html));
      preview.replaceChildren(...(NOTES[verdict] ? [note(NOTES[verdict])] : []), body);
      preview.hidden = false;
      // Only what matters is read out: the whole preview, at each pause, would talk over the writing.
      if (NOTES[verdict] && verdict !== warned) announce(NOTES[verdict]);
      warned = verdict;
    } catch {
      // Offline: the text is what counts.
    }
  }

  text.addEventListener("input", debounced(show, 400));
  if (text.value.trim()) show();
}
