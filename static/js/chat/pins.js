// What is pinned on top of a channel that is open: fetched again when a message was pinned, unpinned or taken away.
import { debounced, fetchFragment } from "../lib/web.js";

export function keepPins(root, connection) {
  const place = root.querySelector("[data-part=pins]");
  const has = ({ id }) => place.querySelector(`a[href="/chat/messages/${Number(id)}"]`);
  const renew = debounced(async () => {
    const fresh = await fetchFragment(`${location.pathname}/pins?fragment=pins`);
    const isOpen = place.querySelector("details")?.open;
    if (!fresh) return;
    place.replaceChildren(fresh);
    if (isOpen && place.firstElementChild) place.firstElementChild.open = true;
  }, 200 + Math.random() * 500);
  connection.on("chat messages", ({ messages }) => messages.some((one) => one.pinned || has(one)) && renew());
}
