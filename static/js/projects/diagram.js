// The driver diagram, edited in place: each form and link of it is sent as it would be without this script, and the
// diagram is taken from the page that comes back. Focus stays where it was; what was done is told to screen readers.
import { start } from "../lib/behaviours.js";
import { announce, post } from "../lib/web.js";
import { dragging } from "./drag.js";

const OPENERS = ".app-line__open";

/** How to find the focused element again on the page that comes back. */
function nameOf(element) {
  if (!element || element === document.body) return null;
  if (element.id) return (root) => root.querySelector(`#${CSS.escape(element.id)}`);
  const label = element.getAttribute("aria-label");
  return label && ((root) => root.querySelector(`[aria-label="${CSS.escape(label)}"]`));
}

export function init(root) {
  let busy = false;

  function keyOf(element) {
    return element?.closest("li[data-key]")?.dataset.key;
  }

  /** Puts the diagram of the page that `answer` holds in place of this one. */
  async function take(answer, focus, otherwise) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = answer.ok && page.getElementById("diagram");
    if (!fresh) throw new Error("the diagram did not come back");
    const { scrollTop, scrollLeft } = root.querySelector("#diagram-scroll") ?? {};
    root.replaceChildren(...fresh.childNodes);
    root.querySelector("#diagram-scroll")?.scrollTo(scrollLeft ?? 0, scrollTop ?? 0);
    start(root);
    history.replaceState(null, "", answer.url);
    const goal = focus?.(root) ?? (otherwise && root.querySelector(`#${CSS.escape(otherwise)}`));
    (goal ?? root.querySelector(OPENERS))?.focus({ preventScroll: Boolean(goal) });
    const told = [...page.querySelectorAll(".app-flash")].map((one) => one.textContent.trim()).join(" ");
    if (told) announce(told);
  }

  /** Asks the server; when that fails in any way, `instead` does it without us. */
  async function ask(request, focus, otherwise, instead) {
    if (busy) return;
    busy = true;
    root.setAttribute("aria-busy", "true");
    try {
      await take(await request(), focus, otherwise);
    } catch {
      instead();
    } finally {
      busy = false;
      root.removeAttribute("aria-busy");
    }
  }

  const open = (url, focus, otherwise) => ask(() => fetch(url, { credentials: "same-origin" }), focus, otherwise, () => location.assign(url));

  function move(fields, focus) {
    ask(() => post(root.dataset.move, fields), focus, fields.thing, () => location.reload());
  }

  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    event.preventDefault();
    const pressed = event.submitter;
    const fields = new FormData(form, pressed);
    const focus = form.classList.contains("app-quick") ? nameOf(form.querySelector("[type=text]")) : nameOf(pressed);
    const request = () => fetch(form.action, { method: "POST", body: new URLSearchParams(fields), credentials: "same-origin" });
    ask(request, focus, keyOf(form) ?? "steps-title", () => {
      if (pressed?.name) form.insertAdjacentElement("beforeend", Object.assign(document.createElement("input"), { type: "hidden", name: pressed.name, value: pressed.value }));
      form.submit(); // the server says what is wrong on a page of its own, with all that was typed
    });
  });

  root.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-open]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(link.href, (page) => page.querySelector(`#${CSS.escape(link.dataset.open)}`));
  });

  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const opened = event.target.closest(".app-line--open")?.querySelector(`${OPENERS}[aria-expanded=true]`);
      if (opened) open(opened.href, nameOf(opened));
      return;
    }
    if (!event.target.matches(OPENERS) || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    const step = event.key === "ArrowUp" ? -1 : 1;
    const line = event.target.closest("li[data-key]");
    if (event.altKey) {
      if (line) move({ thing: line.dataset.key, under: line.dataset.under, do: step < 0 ? "up" : "down", at: openKey() }, nameOf(event.target));
      return;
    }
    const all = [...root.querySelectorAll(OPENERS)];
    all[all.indexOf(event.target) + step]?.focus();
  });

  const openKey = () => root.querySelector(`${OPENERS}[aria-expanded=true]`)?.id ?? "";

  dragging(root, (fields) => move({ ...fields, at: openKey() }));
}
