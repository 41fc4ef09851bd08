// After "@" in a text area: who and which groups may be mentioned here (GET data-mentions with q=…), as a list to choose
// from with the arrow keys, Enter or Tab, Escape to leave it. The text area keeps the focus (ARIA: aria-activedescendant).
import { replace } from "./insert.js";
import { announce, debounced } from "./web.js";

const BEGUN = /(?:^|[^\w@./:+-])@((?:c\/)?[A-Za-z0-9-]{0,40})$/;

export function init(group) {
  const area = group.querySelector("textarea");
  const id = `${area.id}-mentions`;
  const list = document.createElement("ul");
  Object.assign(list, { id, className: "app-mentions", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "People and groups");
  area.after(list);
  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-haspopup", "listbox");
  area.setAttribute("aria-controls", id);
  let running;
  let chosen = -1;

  function begun() {
    if (area.selectionStart !== area.selectionEnd) return null;
    return BEGUN.exec(area.value.slice(0, area.selectionStart))?.[1] ?? null;
  }

  function close() {
    running?.abort();
    list.hidden = true;
    list.replaceChildren();
    area.removeAttribute("aria-activedescendant");
    chosen = -1;
  }

  function mark(at) {
    const options = [...list.children];
    chosen = (at + options.length) % options.length;
    options.forEach((option, place) => option.setAttribute("aria-selected", String(place === chosen)));
    area.setAttribute("aria-activedescendant", options[chosen].id);
    options[chosen].scrollIntoView({ block: "nearest" });
  }

  function take(option) {
    const typed = begun();
    const end = area.selectionStart;
    close();
    if (typed !== null) replace(area, end - typed.length, end, `${option.dataset.handle} `);
  }

  function show(found) {
    list.replaceChildren(...found.map(({ handle, name, note }, at) => {
      const option = document.createElement("li");
      option.id = `${id}-${at}`;
      option.dataset.handle = handle;
      option.setAttribute("role", "option");
      const bold = document.createElement("b");
      bold.textContent = name;
      const rest = document.createElement("span");
      rest.textContent = ` @${handle}${note ? `, ${note}` : ""}`;
      option.append(bold, rest);
      option.addEventListener("pointerdown", (event) => {
        event.preventDefault(); // the focus stays in the text
        take(option);
      });
      return option;
    }));
    list.hidden = false;
    mark(0);
    announce(found.length === 1 ? "1 suggestion" : `${found.length} suggestions, choose with the arrow keys`);
  }

  async function look() {
    const typed = begun();
    if (typed === null) return close();
    running?.abort();
    running = new AbortController();
    try {
      const answer = await fetch(`${group.dataset.mentions}?${new URLSearchParams({ q: typed })}`, { credentials: "same-origin", signal: running.signal });
      const found = answer.ok ? (await answer.json()).found : [];
      if (found.length && begun() !== null) show(found);
      else close();
    } catch {
      // Overtaken by the next key, or offline.
    }
    return null;
  }

  area.addEventListener("input", debounced(look, 150));
  area.addEventListener("blur", close);
  area.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    if (event.key === "ArrowDown") mark(chosen + 1);
    else if (event.key === "ArrowUp") mark(chosen - 1);
    else if (event.key === "Enter" || event.key === "Tab") take(list.children[chosen]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
}
