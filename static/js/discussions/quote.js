// "Quote" puts a post into the reply as a block quote; where words of a post are selected, only those. The server says how
// the quote reads (data-quote), so that it is the same without scripts, and never holds what is hidden.
import { insertBlock } from "../lib/insert.js";
import { debounced } from "../lib/web.js";

export function init(list) {
  const area = document.querySelector("#reply textarea");
  if (!area) return;
  const offer = document.createElement("button");
  Object.assign(offer, { type: "button", className: "nhsuk-button nhsuk-button--small app-quote-offer", textContent: "Quote what is selected", hidden: true });

  /** The selected words, and the post they all stand in. */
  function selected() {
    const selection = document.getSelection();
    const words = selection.toString().trim();
    const bodyOf = (node) => (node?.nodeType === Node.ELEMENT_NODE ? node : node?.parentElement)?.closest(".app-post__body");
    const body = words && bodyOf(selection.anchorNode);
    return body && body === bodyOf(selection.focusNode) && list.contains(body) ? { words, post: body.closest("li[data-number]") } : null;
  }

  async function quote(link, words) {
    try {
      const answer = await fetch(link.dataset.quote, { credentials: "same-origin" });
      const text = answer.ok ? (await answer.text()).trimEnd() : "";
      if (!text) throw new Error("nothing to quote");
      const head = text.split("\n").slice(0, 2);
      insertBlock(area, words ? [...head, ...words.split("\n").map((line) => `> ${line}`.trimEnd())].join("\n") : text);
      area.scrollIntoView({ block: "center" });
    } catch {
      location.assign(link.href);
    }
  }

  list.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-quote]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const found = selected();
    quote(link, found?.post === link.closest("li[data-number]") ? found.words : "");
  });
  offer.addEventListener("pointerdown", (event) => event.preventDefault()); // the selection stays
  offer.addEventListener("click", () => {
    const found = selected();
    offer.hidden = true;
    if (found) quote(found.post.querySelector("a[data-quote]"), found.words);
  });
  function place() {
    const found = selected();
    offer.hidden = !found?.post.querySelector("a[data-quote]");
    if (offer.hidden) return;
    const article = found.post.querySelector("article");
    const words = document.getSelection().getRangeAt(0).getBoundingClientRect();
    article.append(offer);
    offer.style.top = `${words.bottom - article.getBoundingClientRect().top + 6}px`;
    offer.style.left = `${Math.max(8, Math.min(words.left - article.getBoundingClientRect().left, article.clientWidth - offer.offsetWidth - 8))}px`;
  }

  document.addEventListener("selectionchange", debounced(place, 250));
  place(); // somebody may have selected before this script came
}
