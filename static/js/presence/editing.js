// On a form that several people may edit: says every 20 seconds that it is open, and shows who else has it open.
import { socket } from "../lib/socket.js";
import { announce } from "../lib/web.js";

export function init(hint) {
  const form = { on: hint.dataset.on, part: hint.dataset.part };
  const connection = socket();
  let told = "";

  function show({ others } = {}) {
    if (!others) return;
    const names = others.length > 2 ? `${others[0]} and ${others.length - 1} others` : others.join(" and ");
    const words = names && `${names} ${others.length > 1 ? "are" : "is"} editing ${hint.dataset.words} too.`;
    if (words === told) return;
    hint.textContent = words && `${words} When you both save, you are shown both versions.`;
    hint.hidden = !words;
    announce(words || `Nobody else is editing ${hint.dataset.words} now.`);
    told = words;
  }

  const say = () => connection.connected && document.visibilityState === "visible" && connection.emit("editing", form, show);
  const join = () => {
    connection.emit("editing join", form);
    say();
  };
  if (connection.connected) join();
  connection.on("connect", join);
  connection.on("changed", say);
  document.addEventListener("visibilitychange", say);
  setInterval(say, 20_000);
  addEventListener("pagehide", () => connection.emit("editing stop", form));
}
