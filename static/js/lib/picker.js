// "Link something of this site": words to search for, and a list of what is found; choosing one puts its address on a line
// of its own, where readers who may see the thing get its card. Only the address: a title might say what they may not read.
import { insertBlock } from "./insert.js";
import { announce, debounced, fetchFragment, make } from "./web.js";

export function openPicker(area, button) {
  const group = area.closest(".app-markdown");
  const open = group.querySelector(".app-picker");
  if (open) {
    open.remove();
    return;
  }
  const id = `${area.id}-picker`;
  const field = make("input", { id, type: "search", className: "nhsuk-input", autocomplete: "off" });
  const list = make("ul", { className: "app-picker__found" });
  const label = make("label", { htmlFor: id, className: "nhsuk-label" }, "Which thread, project, measure, decision or lesson?");
  const box = make("div", { className: "app-picker", role: "group", "aria-label": "Link something of this site" }, label, field, list);
  area.before(box);
  field.focus();

  function close() {
    box.remove();
    area.focus();
  }

  function choose(address) {
    close();
    insertBlock(area, new URL(address, location.href).href);
  }

  async function look() {
    const words = field.value.trim();
    if (words.length < 3) return list.replaceChildren();
    const found = await fetchFragment(`/search/similar?${new URLSearchParams({ q: words, kinds: "thread,project,measure,decision,lesson" })}`).catch(() => null);
    if (!found || words !== field.value.trim()) return null;
    const links = [...found.querySelectorAll("a[href^='/']")];
    list.replaceChildren(...links.map((link) => {
      const onclick = () => choose(link.getAttribute("href"));
      return make("li", {}, make("button", { type: "button", className: "app-link-button", onclick }, link.firstChild.textContent));
    }));
    return announce(links.length ? `${links.length} found` : "Nothing found");
  }

  field.addEventListener("input", debounced(look, 300));
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      box.remove();
      button?.focus();
    } else if (event.key === "Enter" && event.target === field) {
      event.preventDefault(); // it would send the form
      list.querySelector("button")?.click();
    }
  });
}
