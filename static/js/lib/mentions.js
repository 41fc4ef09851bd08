// After "@" in a text area: who and which groups may be mentioned here (GET data-mentions with q=…), as a list to choose
// from with the arrow keys, Enter or Tab, Escape to leave it. The text area keeps the focus (ARIA: aria-activedescendant).
// After "/" at its beginning: the commands of data-commands, where there are any.
import { replace } from "./insert.js";
import { announce, debounced, make } from "./web.js";

const BEGUN = /(?:^|[^\w@./:+-])@((?:c\/)?[A-Za-z0-9-]{0,40})$/;
const COMMAND = /^\/([a-z]*)$/;

export function init(group) {
  const area = group.querySelector("textarea");
  const id = `${area.id}-mentions`;
  const commands = JSON.parse(group.dataset.commands ?? "[]"); // { handle, note }
  const label = commands.length ? "People, groups and commands" : "People and groups";
  const list = make("ul", { id, className: "app-mentions", hidden: true, role: "listbox", "aria-label": label });
  area.after(list);
  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-haspopup", "listbox");
  area.setAttribute("aria-controls", id);
  let running;
  let chosen = -1;

  function begun(how = BEGUN) {
    if (area.selectionStart !== area.selectionEnd) return null;
    return how.exec(area.value.slice(0, area.selectionStart))?.[1] ?? null;
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
    const typed = begun() ?? begun(COMMAND);
    const end = area.selectionStart;
    close();
    if (typed !== null) replace(area, end - typed.length, end, `${option.dataset.handle} `);
  }

  function show(found) {
    list.replaceChildren(...found.map(({ handle, name, note }, at) => {
      const about = name ? ` @${handle}${note ? `, ${note}` : ""}` : ` ${note}`;
      const option = make("li", { id: `${id}-${at}`, role: "option", "data-handle": handle }, make("b", {}, name ?? `/${handle}`), make("span", {}, about));
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
    const command = begun(COMMAND);
    const known = command === null ? [] : commands.filter(({ handle }) => handle.startsWith(command) && handle !== command);
    if (known.length) return show(known);
    const typed = begun();
    if (typed === null || !group.dataset.mentions) return close();
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
