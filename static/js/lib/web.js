// Talking to our own site, and telling screen readers what changed.

function meta(name) {
  return document.querySelector(`meta[name="${name}"]`)?.content ?? "";
}

/** Who is signed in, as the page says: their id, or "" for a guest. */
export const viewerId = meta("viewer");

/** POSTs form fields with the CSRF token; resolves to the Response, also when it is not a success. */
export function post(url, fields = {}, options = {}) {
  const body = fields instanceof FormData ? fields : new URLSearchParams(fields);
  return fetch(url, { method: "POST", body, credentials: "same-origin", headers: { "X-CSRFToken": meta("csrf-token") }, ...options });
}

/** HTML of our own (already made safe by the server) as a DocumentFragment. Scripts in it do not run. */
export function toFragment(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

/** A new element with properties, attributes (role, aria-…, data-…) and what is in it. */
export function make(name, properties = {}, ...inside) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (/^(role|aria-|data-)/.test(key)) element.setAttribute(key, value);
    else element[key] = value;
  }
  element.append(...inside);
  return element;
}

/** GETs a fragment of a page; null when it is not there for this person. */
export async function fetchFragment(url, options = {}) {
  const answer = await fetch(url, { credentials: "same-origin", ...options });
  return answer.ok ? toFragment(await answer.text()) : null;
}

/** Calls `action` once, `wait` milliseconds after the last call. */
export function debounced(action, wait) {
  let timer;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...values), wait);
  };
}

let region;

/** Says `text` politely to screen readers, without moving focus. */
export function announce(text) {
  if (!region) {
    region = document.createElement("div");
    region.className = "nhsuk-u-visually-hidden";
    region.setAttribute("role", "status");
    document.body.append(region);
  }
  region.textContent = "";
  setTimeout(() => { region.textContent = text; }, 100);
}
