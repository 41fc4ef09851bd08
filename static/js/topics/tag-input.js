// Offers tags while somebody types in a field of tags with commas between: a combobox with a list box, as ARIA's
// authoring practices have it. Without this the browser's own list (the field's `list`) serves for the first tag.
import { announce, debounced, fetchFragment, make } from "../lib/web.js";

let boxes = 0;

export function init(field) {
  const box = make("ul", { id: `tag-options-${boxes += 1}`, className: "app-options", hidden: true, role: "listbox", "aria-label": "Tags that fit" });
  field.removeAttribute("list");
  field.after(box);
  for (const [name, value] of Object.entries({ role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": box.id })) field.setAttribute(name, value);
  let active = -1;
  let running;

  const options = () => [...box.children];
  const start = () => field.value.lastIndexOf(",", field.selectionStart - 1) + 1;
  const typed = () => field.value.slice(start(), field.selectionStart).trim();

  function close() {
    box.hidden = true;
    active = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  function move(to) {
    const all = options();
    active = (to + all.length) % all.length;
    all.forEach((option, index) => option.setAttribute("aria-selected", String(index === active)));
    field.setAttribute("aria-activedescendant", all[active].id);
    all[active].scrollIntoView({ block: "nearest" });
  }

  function choose(option) {
    const from = start();
    const rest = field.value.slice(field.selectionStart).replace(/^[^,]*/, "");
    const before = `${field.value.slice(0, from)}${from ? " " : ""}${option.dataset.label}`;
    field.value = before.replace(/,\s+/g, ", ") + (rest || ", ");
    const end = rest ? before.length : field.value.length;
    field.setSelectionRange(end, end);
    field.dispatchEvent(new Event("change", { bubbles: true }));
    close();
  }

  async function look() {
    running?.abort();
    const words = typed();
    if (!words) return close();
    running = new AbortController();
    const url = new URL(field.dataset.url, window.location.href);
    url.searchParams.set("q", words);
    try {
      const found = await fetchFragment(url, { signal: running.signal });
      if (!found || document.activeElement !== field) return close();
      box.replaceChildren(...found.querySelectorAll("[role=option]"));
      close();
      const count = options().length;
      options().forEach((option, index) => { option.id = `${box.id}-${index}`; });
      box.hidden = !count;
      field.setAttribute("aria-expanded", String(count > 0));
      if (count) announce(count === 1 ? "1 tag fits" : `${count} tags fit`);
    } catch {
      // Overtaken by the next key, or offline.
    }
  }

  field.addEventListener("input", debounced(look, 150));
  if (document.activeElement === field) look(); // typed before this had started
  field.addEventListener("blur", () => setTimeout(close, 150));
  box.addEventListener("mousedown", (event) => {
    event.preventDefault(); // the field keeps the focus
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
  field.addEventListener("keydown", (event) => {
    if (box.hidden) return;
    if (event.key === "ArrowDown") move(active + 1);
    else if (event.key === "ArrowUp") move(active < 0 ? -1 : active - 1);
    else if (event.key === "Enter" && active >= 0) choose(options()[active]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
}
