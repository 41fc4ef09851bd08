// One connection to the server for the whole page, made when the first part of it wants one.
import { io } from "../../vendor/socket.io-client-4.8.4/socket.io.esm.min.js";

let shared;

/** The page's connection. It joins again by itself after a break. */
export function socket() {
  // Long polling is for networks that let no web socket through. Behind several processes the proxy brings all requests
  // of one lane to the same one (deploy/nginx), also those of a connection that begins by polling and is upgraded.
  shared ??= io({ transports: ["websocket", "polling"], tryAllTransports: true, query: { lane: crypto.getRandomValues(new Uint32Array(1))[0] } });
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
