// Editing a message where it stands: Enter saves, Escape leaves it as it was. The form is that of its own page, so what
// the guard finds is said and masked in the same way.
import { start } from "../lib/behaviours.js";
import { announce, make } from "../lib/web.js";
import { fetchPage, rename, sendForm } from "./borrowed.js";

const PAGE = /^\/chat\/messages\/(\d+)\/edit$/;

export class Editing {
  constructor(list, renewal) {
    Object.assign(this, { list, renewal });
    list.list.addEventListener("click", (event) => {
      const link = event.target.closest("a[href]");
      const item = link?.closest("[data-number]");
      if (!item || !PAGE.test(link.pathname) || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      this.open(item, link.href);
    });
  }

  /** One's own latest message, if it can be edited. */
  editLast() {
    for (const item of this.list.items().reverse()) {
      const link = item.classList.contains("app-message--mine") && [...item.querySelectorAll("a[href]")].find((one) => PAGE.test(one.pathname));
      if (link) {
        this.open(item, link.href);
        return true;
      }
    }
    return false;
  }

  async open(item, url) {
    item.querySelector("details[open]")?.removeAttribute("open");
    if (item.querySelector(".app-message__edit")) return item.querySelector(".app-message__edit textarea").focus();
    try {
      const { page } = await fetchPage(url);
      this.show(item, url, page);
    } catch {
      location.assign(url);
    }
  }

  show(item, url, page) {
    const form = page.querySelector("textarea[name=body]")?.form;
    if (!form) return location.assign(url);
    rename(form.parentElement, `edit-${item.dataset.message}-`);
    for (const part of form.querySelectorAll("[data-behaviour]")) part.removeAttribute("data-behaviour");
    form.querySelector(".app-markdown__help")?.remove();
    form.removeAttribute("data-behaviour");
    Object.assign(form, { className: "app-message__edit", action: url });
    item.querySelector(".app-message__edit")?.remove();
    item.querySelector(".app-message__body").hidden = true;
    item.querySelector(".app-message__body").after(form);
    const area = form.querySelector("textarea");
    area.rows = 2;
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close(item, form);
      else if (event.key === "Enter" && event.target === area && !event.shiftKey && !event.isComposing) form.requestSubmit();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.save(item, form, url, event.submitter);
    });
    form.addEventListener("click", (event) => {
      if (!event.target.closest("a[href^='/chat/']")) return;
      event.preventDefault();
      this.close(item, form);
    });
    start(form);
    area.focus();
    area.setSelectionRange(area.value.length, area.value.length);
    return form;
  }

  async save(item, form, url, button) {
    if (form.dataset.busy !== undefined) return;
    form.dataset.busy = "";
    try {
      const { page, status } = await sendForm(form, button);
      if (status < 400) {
        this.close(item, form);
        this.renewal.soon(item);
        announce("Your message is changed.");
      } else if (page.querySelector("textarea[name=body]")) {
        const fresh = this.show(item, url, page);
        announce(fresh.querySelector(".nhsuk-error-message, .app-guard__title")?.textContent ?? "Not saved.");
      } else throw new Error("refused");
    } catch {
      delete form.dataset.busy;
      announce("Not saved: no connection. Your words are still here.");
      form.querySelector(".app-message__sending")?.remove();
      form.append(make("p", { className: "app-message__sending" }, "Not saved: no connection. Try again in a moment."));
    }
  }

  close(item, form) {
    form.remove();
    item.querySelector(".app-message__body").hidden = false;
    item.focus();
  }
}
