// Opening what a notice is about marks it as read. Without JavaScript its button does.
export function init(link) {
  link.addEventListener("click", () => {
    const fields = new FormData();
    fields.set("csrf_token", document.querySelector('meta[name="csrf-token"]').content);
    fields.set("about", link.dataset.about);
    fields.set("up_to", link.dataset.upTo);
    navigator.sendBeacon("/notices/read", fields);
  });
}
