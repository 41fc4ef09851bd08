// Parts of other pages, shown on this one: a side thread, a search, the form to edit a message. Their HTML is made once,
// by their own page, which stays the way without this.

/** A page as a document, with the address that it was in the end. */
export async function fetchPage(url) {
  const answer = await fetch(url, { credentials: "same-origin" });
  return { page: new DOMParser().parseFromString(await answer.text(), "text/html"), status: answer.status, url: answer.url };
}

/** Sends a form as the pressed button would; the page that comes back, as from fetchPage. `progress(percent)` of large ones. */
export function sendForm(form, button, progress = () => {}) {
  const fields = new FormData(form);
  if (button?.name) fields.append(button.name, button.value);
  const url = new URL(form.action);
  if (form.method === "get") {
    url.search = new URLSearchParams(fields);
    return fetchPage(url);
  }
  return new Promise((resolve, reject) => {
    const asked = new XMLHttpRequest(); // fetch tells nothing of how far it is
    asked.open("POST", url);
    asked.responseType = "document";
    asked.upload.onprogress = (event) => event.total > 100000 && progress(Math.round((100 * event.loaded) / event.total));
    asked.onload = () => (asked.response ? resolve({ page: asked.response, status: asked.status, url: asked.responseURL }) : reject(new Error("no page")));
    asked.onerror = () => reject(new Error("no connection"));
    asked.send(form.enctype === "multipart/form-data" ? fields : new URLSearchParams(fields));
  });
}

/** Gives the fields of a borrowed part names of their own: this page has a "body", too. */
export function rename(part, prefix) {
  const ids = new Set([...part.querySelectorAll("form [id]")].map((element) => element.id));
  for (const element of part.querySelectorAll("form, form *")) {
    if (ids.has(element.id)) element.id = `${prefix}${element.id}`;
    for (const name of ["for", "aria-describedby", "aria-controls", "aria-labelledby", "data-target"]) {
      const value = element.getAttribute(name);
      if (value) element.setAttribute(name, value.split(/\s+/).map((id) => (ids.has(id) ? prefix + id : id)).join(" "));
    }
  }
  return part;
}
