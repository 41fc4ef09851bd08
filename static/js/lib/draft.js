// Keeps what is typed in a form until it is sent: at once on this device, a moment later on the server, so that a lost
// connection loses nothing and one can go on from another device. What the guard would not let be posted, and what is to
// bear no name, stays on this device. Kept here for 24 hours at most, and removed on signing out (forget-drafts.js).
import { announce, debounced, make, post, viewerId } from "./web.js";

const PREFIX = "draft:";
const A_DAY = 24 * 60 * 60 * 1000;
const settled = new Set(); // what has just gone through
let isOff = false;

function fieldsOf(form) {
  return [...form.querySelectorAll("textarea, select, input[type=text], input:not([type])")].filter((field) => field.name && !/^(guard|draft)_/.test(field.name));
}

// What the server sent, not what is there now: somebody may have begun to type before this script came.
function asSent(field) {
  if (field.tagName !== "SELECT") return field.defaultValue;
  return ([...field.options].find((option) => option.defaultSelected) ?? field.options[0])?.value ?? "";
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function write(key, draft) {
  try {
    if (draft && !isOff) localStorage.setItem(key, JSON.stringify(draft));
    else localStorage.removeItem(key);
  } catch {
    // Storage is full or off: the form works all the same.
  }
}

/** Takes every draft off this device, and lets none come back before the page has gone. */
export function forgetAll() {
  isOff = true;
  sweep(() => true);
}

/** Removes every draft that `unwanted(key, draft)` picks from this device. */
function sweep(unwanted) {
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
  if (!cameByRedirect()) return;
  sweep((key, draft) => {
    if (draft?.sent) settled.add(key);
    return !draft || draft.sent;
  });
}

/** A line above the form with buttons: [["Start afresh", action], …]; pressing one removes it. */
function say(form, words, buttons) {
  form.querySelector(".app-draft")?.remove();
  const note = make("div", { className: "app-draft", role: "status" }, make("span", {}, words));
  note.append(...buttons.map(([label, action]) => {
    const onclick = () => {
      note.remove();
      action();
    };
    return make("button", { type: "button", className: "app-link-button", onclick }, label);
  }));
  form.prepend(note);
}

export function init(form) {
  settle();
  const mine = `${PREFIX}${viewerId}:`;
  const key = `${mine}${form.dataset.draft}`;
  sweep((name, draft) => !draft || Date.now() - draft.at > A_DAY || (viewerId && !name.startsWith(mine)));
  const fields = fieldsOf(form);
  const initial = new Map(fields.map((field) => [field.name, asSent(field)]));
  const state = make("p", { className: "app-draft-state" });
  form.append(state);
  form.querySelector("[name=save_draft]")?.remove();

  const told = form.querySelector("[data-kept]");
  let kept = told ? JSON.parse(told.dataset.kept) : null; // on the server
  const isBack = told?.dataset.back !== undefined;
  const isOpened = told?.dataset.opened !== undefined;
  told?.remove();
  let sending;
  let isBusy = false;
  let isWaiting = false; // something typed is not on the server yet
  let isOver = false; // sent, or two devices differ and nobody has said which counts
  let isSent = false;

  const values = () => Object.fromEntries(fields.map((field) => [field.name, field.value]));
  const isChanged = () => fields.some((field) => field.value !== initial.get(field.name));

  function fill(texts) {
    for (const field of fields) {
      if (texts[field.name] === undefined) continue;
      const isQuoted = field.tagName === "TEXTAREA" && field.value && new URLSearchParams(location.search).has("quote");
      field.value = isQuoted && texts[field.name] !== field.value ? `${texts[field.name]}\n\n${field.value}` : texts[field.name];
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  async function discardKept() {
    if (!kept?.id) return;
    const { id } = kept;
    kept = null;
    await post(`/drafts/${id}/discard`, {}, { redirect: "manual" }).catch(() => {});
  }

  function startAfresh() {
    for (const field of fields) field.value = isOpened ? "" : initial.get(field.name);
    write(key, null);
    isWaiting = false;
    state.textContent = "";
    discardKept();
    fields[0]?.focus();
  }

  /** `next`: the version that a saving under way will make. */
  function saveHere(next) {
    const isUnnamed = Boolean(form.elements.is_anonymous?.checked);
    if (!isSent) write(key, isChanged() ? { at: Date.now(), values: values(), version: kept?.version ?? 0, next, isAhead: isWaiting, isUnnamed } : null);
  }

  function differ(theirs, words) {
    isOver = true;
    const goOn = () => {
      isOver = false;
      kept = theirs.id ? theirs : null;
      isWaiting = true;
      saveThere();
    };
    say(form, words, [["Use the other one", () => { fill(theirs.fields ?? {}); goOn(); }], ["Keep this one", goOn]]);
    announce(words);
  }

  async function saveThere(options = {}) {
    if (!viewerId || isOff || isOver || !isWaiting) return;
    if (form.elements.is_anonymous?.checked) {
      state.textContent = "Kept on this device only, because it is to bear no name.";
      await discardKept();
      return;
    }
    if (!isChanged() && !isOpened) {
      await discardKept();
      return;
    }
    if (isBusy) return;
    saveHere((kept?.version ?? 0) + 1);
    isBusy = true;
    isWaiting = false;
    sending = new AbortController();
    try {
      const names = { draft_key: form.dataset.draft, draft_page: form.elements.draft_page.value, draft_version: kept?.version ?? 0 };
      const answer = await post("/drafts", { ...values(), ...names }, { signal: sending.signal, ...options });
      const told = await answer.json();
      if (answer.ok) {
        kept = told;
        saveHere();
        state.textContent = `Draft saved at ${new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })}. Only you can see it.`;
      } else if (answer.status === 409) differ(told, "You changed this on another device since.");
      else state.textContent = told.error ?? "";
    } catch {
      isWaiting = true;
      state.textContent = "No connection: kept on this device.";
    }
    isBusy = false;
    if (isWaiting) saveSoon();
  }

  const saveHereSoon = debounced(() => saveHere(isBusy ? (kept?.version ?? 0) + 1 : undefined), 500);
  const saveSoon = debounced(saveThere, 1500);

  function restore() {
    if (settled.has(key)) { // a saving that was under way may have come in after it
      discardKept();
      return;
    }
    const local = read(key);
    if (local?.sent && fields.some((field) => field.value && field.value === local.values[field.name])) {
      write(key, null); // the server has given it back, with a word on what to change
      return;
    }
    if (isBack || isOpened) return;
    if (local && !kept && local.version && !local.isAhead) { // sent or discarded on another device
      write(key, null);
      return;
    }
    // The last saving of a page that was left may have come in without the page hearing of it.
    const isSame = () => fields.every(({ name }) => (local.values[name] ?? "").trim() === (kept.fields[name] ?? "").trim());
    const isHere = local && (!kept || [local.version, local.next].includes(kept.version) || isSame());
    const shown = isHere ? local.values : kept?.fields;
    if (!shown || !fields.some((field) => shown[field.name] !== undefined && shown[field.name] !== field.value)) return;
    if (isChanged()) return; // somebody was faster than this script
    fill(shown);
    // What was to bear no name must not come back as something that bears one.
    if (isHere && local.isUnnamed && form.elements.is_anonymous) form.elements.is_anonymous.checked = true;
    if (!isHere && local?.isAhead) {
      differ({ ...kept, fields: local.values }, `This is your draft of ${told.dataset.at} from another device. Another one is on this device.`);
      return;
    }
    say(form, isHere ? "We brought back what you typed here before." : `This is your draft of ${told.dataset.at}, from another device.`, [["Start afresh", startAfresh]]);
  }

  restore();
  form.addEventListener("input", (event) => {
    if (/^guard_/.test(event.target.name)) return;
    isWaiting = true;
    saveHereSoon();
    saveSoon();
  });
  if (isChanged()) {
    isWaiting = !kept;
    saveHere();
    saveSoon();
  }
  window.addEventListener("pagehide", () => saveThere({ keepalive: true }));
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    saveHere();
    isOver = isSent = true;
    sending?.abort();
    const local = read(key);
    if (local) write(key, { ...local, sent: true });
  });
}
