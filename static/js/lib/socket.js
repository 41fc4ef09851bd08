// One connection to the server for the whole page, made when the first part of it wants one.
import { io } from "../../vendor/socket.io-client-4.8.4/socket.io.esm.min.js";

const BOTH = ["websocket", "polling"];
let shared;

/** The page's connection. It joins again by itself after a break, the later the longer the break, and not all at once. */
export function socket() {
  if (shared) return shared;
  // Long polling is for networks that let no web socket through. Behind several processes the proxy brings all requests
  // of one lane to the same one (deploy/nginx), also those of a connection that begins by polling and is upgraded.
  const query = { lane: crypto.getRandomValues(new Uint32Array(1))[0] };
  shared = io({ transports: BOTH, tryAllTransports: true, query, timeout: 10000, reconnectionDelayMax: 20000, randomizationFactor: 0.6 });
  // Some networks answer a web socket with silence, which is no refusal: every other attempt goes without it.
  shared.io.on("reconnect_attempt", (attempt) => {
    shared.io.opts.transports = attempt % 2 === 0 ? ["polling"] : BOTH;
  });
  return shared;
}

/** Calls `changed(ids)` when something this page watches has changed ("thread:12"), also after a break in the connection. */
export function watch(room, changed) {
  const connection = socket();
  let joinedBefore = false;
  const join = () => {
    connection.emit("watch", { room });
    if (joinedBefore) changed({});
    joinedBefore = true;
  };
  if (connection.connected) join();
  connection.on("connect", join);
  connection.on("changed", changed);
}
