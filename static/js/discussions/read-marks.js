// Tells the server which posts have been read: those whose end was in view for a moment, and no others.
import { debounced, make, post } from "../lib/web.js";

const READ_AFTER = 1200; // milliseconds in view

export function init(list) {
  if (!("IntersectionObserver" in window)) return;
  const url = `/threads/${list.dataset.thread}/seen`;
  const waiting = new Map();
  let seen = [];

  function tell() {
    if (seen.length === 0) return;
    const told = seen;
    seen = [];
    post(url, { seen: told.join(",") }, { keepalive: true }).catch(() => { seen = told.concat(seen); });
  }

  const tellSoon = debounced(tell, 800);
  const observer = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      const number = entry.target.dataset.number;
      if (entry.isIntersecting && !waiting.has(number)) {
        waiting.set(number, setTimeout(() => {
          seen.push(number);
          observer.unobserve(entry.target);
          tellSoon();
        }, READ_AFTER));
      } else if (!entry.isIntersecting) {
        clearTimeout(waiting.get(number));
        waiting.delete(number);
      }
    }
  }, { threshold: 0, rootMargin: "0px 0px -15% 0px" });

  function observe() {
    for (const item of list.querySelectorAll("li[data-unread]:not([data-watched])")) {
      item.dataset.watched = "";
      observer.observe(endOf(item));
    }
  }

  // A post is read when its end has been in view, not when its beginning peeps in.
  function endOf(item) {
    const end = make("span", { className: "app-post-end", "data-number": item.dataset.number });
    item.append(end);
    return end;
  }

  observe();
  new MutationObserver(observe).observe(list, { childList: true });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") tell(); });
}
