// Keeps what is typed in a form on this device until it is sent, so that a lost connection loses nothing.
// Kept for 24 hours at most, for this person only, and removed when they sign out (forget-drafts.js).
import { debounced, viewerId } from "./web.js";

const PREFIX = "draft:";
const A_DAY = 24 * 60 * 60 * 1000;

function fieldsOf(form) {
  return [...form.querySelectorAll("textarea, input[type=text], input:not([type])")].filter((field) => field.name && !field.name.startsWith("guard_"));
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

/** Removes every draft that `unwanted(key, draft)` picks. */
export function sweep(unwanted) {
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(PREFIX) && unwanted(key, read(key))) localStorage.removeItem(key);
    }
  } catch {
    // No storage: nothing was kept.
  }
}

/** Did the server answer what was sent with "done, look here"? Then what was kept is no longer needed. */
function cameByRedirect() {
  return performance.getEntriesByType("navigation")[0]?.redirectCount > 0;
}

/** Forgets what has gone through. A sending that failed on the way (no connection) leaves its draft to be offered again. */
export function settle() {
  if (cameByRedirect()) sweep((key, draft) => !draft || draft.sent);
}

export function init(form) {
  settle();
  const mine = `${PREFIX}${viewerId}:`;
  const key = `${mine}${form.dataset.draft}`;
  sweep((name, draft) => !draft || Date.now() - draft.at > A_DAY || (viewerId && !name.startsWith(mine)));
  const draft = read(key);
  const fields = fieldsOf(form);
  // What the server sent, not what is there now: somebody may have begun to type before this script came.
  const initial = new Map(fields.map((field) => [field.name, field.defaultValue]));
  if (draft?.sent && fields.some((field) => field.value && field.value === draft.values[field.name])) {
    localStorage.removeItem(key); // the server has given it back, with a word on what to change
  } else if (draft) offer(form, key, draft, fields, initial);

  const save = debounced(() => {
    const values = Object.fromEntries(fields.filter((field) => field.value !== initial.get(field.name)).map((field) => [field.name, field.value]));
    try {
      if (Object.keys(values).length) localStorage.setItem(key, JSON.stringify({ at: Date.now(), values }));
      else localStorage.removeItem(key);
    } catch {
      // Storage is full or off: the form works all the same.
    }
  }, 500);
  form.addEventListener("input", save);
  save();
  form.addEventListener("submit", () => {
    const kept = read(key);
    if (kept) localStorage.setItem(key, JSON.stringify({ ...kept, sent: true }));
  });
}

function offer(form, key, draft, fields, initial) {
  const changed = fields.filter((field) => draft.values[field.name] !== undefined && !field.value);
  if (!changed.length) return;
  for (const field of changed) field.value = draft.values[field.name];
  const note = document.createElement("div");
  note.className = "app-draft";
  note.setAttribute("role", "status");
  const words = document.createElement("span");
  words.textContent = "We brought back what you typed here before.";
  const discard = document.createElement("button");
  discard.type = "button";
  discard.className = "app-link-button";
  discard.textContent = "Start afresh";
  discard.addEventListener("click", () => {
    for (const field of changed) field.value = initial.get(field.name);
    localStorage.removeItem(key);
    note.remove();
    changed[0].focus();
  });
  note.append(words, discard);
  form.prepend(note);
}
