// Beside the talk: a side thread, a search, what is pinned, the list of commands. Each is a page of its own; its main
// part is shown here, its forms and links work here, and a side thread is renewed when something is said in it.
import { start } from "../lib/behaviours.js";
import { announce, debounced, make } from "../lib/web.js";
import { fetchPage, rename, sendForm } from "./borrowed.js";

const FOUND = /^\/chat\/messages\/\d+\/(replies|history|reactions)$/;

export class Panel {
  constructor(root, list) {
    Object.assign(this, { root, list, talk: root.closest("[data-part=talk]"), base: `/chat/${root.dataset.subject.replace(":", "/")}` });
    this.talk.addEventListener("click", (event) => this.follow(event));
    this.renewSoon = debounced(() => this.renew(), 300);
  }

  isMine(path) {
    return FOUND.test(path) || (path.startsWith(`${this.base}/`) && /^\/(replies\/\d+|search|pins|commands)$/.test(path.slice(this.base.length)));
  }

  follow(event) {
    const link = event.target.closest("a[href]");
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || link.target) return;
    const to = new URL(link.href);
    if (to.origin !== location.origin) return;
    if (this.isMine(to.pathname)) {
      event.preventDefault();
      this.open(link.href, link);
    } else if (to.pathname === this.base && this.place?.contains(link)) {
      const item = this.list.find(to.searchParams.get("at"));
      if (!item) return;
      event.preventDefault();
      if (matchMedia("(width < 61.875em)").matches) this.close();
      item.scrollIntoView({ block: "center" });
      item.focus();
    }
  }

  make() {
    if (this.place) return;
    this.title = make("h2", { id: "beside-title", className: "app-beside__title", tabIndex: -1 });
    const close = make("button", { type: "button", className: "app-link-button", onclick: () => this.close() }, "Close", make("span", { className: "nhsuk-u-visually-hidden" }, " and go back to the messages"));
    this.body = make("div", { className: "app-beside__body" });
    this.place = make("aside", { className: "app-beside", "aria-labelledby": "beside-title" }, make("div", { className: "app-beside__head" }, this.title, close), this.body);
    this.place.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented && !this.place.querySelector("details[open], [role=listbox]:not([hidden])")) this.close();
    });
    this.place.addEventListener("submit", (event) => this.submit(event));
    this.talk.append(this.place);
  }

  async open(url, opener) {
    this.opener = opener?.closest?.("[data-number]") ?? opener;
    try {
      this.take(await fetchPage(url));
      this.title.focus();
    } catch {
      location.assign(url);
    }
  }

  /** Shows what a page has to say, or goes there when it is none of these, nor the talk itself. */
  take({ page, url }) {
    const main = page.getElementById("maincontent");
    const { pathname, search } = new URL(url);
    if (pathname === this.base && !search) return this.place && this.close();
    if (!main || !this.isMine(pathname)) return location.assign(url);
    this.make();
    this.url = url;
    this.title.textContent = main.querySelector("h1")?.textContent.trim() ?? "";
    main.querySelector("h1")?.remove();
    this.body.replaceChildren(...rename(main, "beside-").childNodes);
    this.place.hidden = false;
    start(this.body);
    const end = this.body.querySelector("[data-number]:last-child");
    if (end) end.scrollIntoView({ block: "nearest" });
    return null;
  }

  async submit(event) {
    const { target: form, submitter } = event;
    if (event.defaultPrevented || form.dataset.behaviour?.includes("in-place")) return;
    event.preventDefault();
    if (form.dataset.busy !== undefined) return;
    form.dataset.busy = "";
    try {
      this.take(await sendForm(form, submitter));
      (this.body.querySelector(".app-guard, .nhsuk-error-summary, form textarea, form input[type=search]") ?? this.title).focus();
    } catch {
      announce("Not sent: no connection. Your words are still here, try again in a moment.");
    } finally {
      delete form.dataset.busy;
    }
  }

  /** What is shown may have changed. A form with the focus or with words in it stays as it is. */
  async renew() {
    if (!this.url || this.place.hidden) return;
    const list = () => this.body.querySelector("ol");
    const had = list()?.contains(document.activeElement);
    const { page } = await fetchPage(this.url).catch(() => ({}));
    const fresh = page?.querySelector("#maincontent ol");
    if (!fresh || !list() || had) return;
    list().replaceChildren(...fresh.childNodes);
    start(this.body);
  }

  close() {
    this.place.hidden = true;
    this.url = null;
    if (this.opener?.isConnected) this.opener.focus();
  }

  clear() {
    this.place?.remove();
    this.place = null;
    this.url = null;
  }
}
