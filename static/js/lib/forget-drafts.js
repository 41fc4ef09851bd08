// Signing out takes the drafts kept on this device with it: it may be a shared one.
import { forgetAll } from "./draft.js";

export function init(form) {
  form.addEventListener("submit", forgetAll);
}
