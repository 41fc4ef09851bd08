// Tells the server how far the thread has been read: the highest post that was in view, a moment after it came there.
import { debounced, post } from "../lib/web.js";

const READ_AFTER = 1200; // milliseconds in view

export function init(list) {
  if (!("IntersectionObserver" in window)) return;
  const url = `/threads/${list.dataset.thread}/seen`;
  let told = Number(list.dataset.read) || 0;
  let seen = told;
  const waiting = new Map();

  function tell() {
    if (seen <= told) return;
    told = seen;
    post(url, { number: String(told) }, { keepalive: true }).catch(() => { told = 0; });
  }

  const tellSoon = debounced(tell, 800);
  const observer = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      const number = Number(entry.target.dataset.number);
      if (entry.isIntersecting && !waiting.has(number)) {
        waiting.set(number, setTimeout(() => {
          seen = Math.max(seen, number);
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
    for (const item of list.querySelectorAll("li[data-number]:not([data-watched])")) {
      item.dataset.watched = "";
      if (Number(item.dataset.number) > told) observer.observe(endOf(item));
    }
  }

  // A post is read when its end has been in view, not when its beginning peeps in.
  function endOf(item) {
    const end = document.createElement("span");
    end.dataset.number = item.dataset.number;
    end.className = "app-post-end";
    item.append(end);
    return end;
  }

  observe();
  new MutationObserver(observe).observe(list, { childList: true });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") tell(); });
}
