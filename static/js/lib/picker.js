// "Link something of this site": words to search for, and a list of what is found; choosing one puts its address on a line
// of its own, where readers who may see the thing get its card. Only the address: a title might say what they may not read.
import { insertBlock } from "./insert.js";
import { announce, debounced, fetchFragment } from "./web.js";

export function openPicker(area, button) {
  const group = area.closest(".app-markdown");
  const open = group.querySelector(".app-picker");
  if (open) {
    open.remove();
    return;
  }
  const id = `${area.id}-picker`;
  const box = document.createElement("div");
  box.className = "app-picker";
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", "Link something of this site");
  const label = document.createElement("label");
  Object.assign(label, { htmlFor: id, className: "nhsuk-label", textContent: "Which thread, project, measure, decision or lesson?" });
  const field = document.createElement("input");
  Object.assign(field, { id, type: "search", className: "nhsuk-input", autocomplete: "off" });
  const list = document.createElement("ul");
  list.className = "app-picker__found";
  box.append(label, field, list);
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
      const item = document.createElement("li");
      const choice = document.createElement("button");
      Object.assign(choice, { type: "button", className: "app-link-button", textContent: link.firstChild.textContent });
      choice.addEventListener("click", () => choose(link.getAttribute("href")));
      item.append(choice);
      return item;
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
