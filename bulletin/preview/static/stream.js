// The server's events of an issue → whoever follows them: all tabs of a browser over one connection, as it
// opens no more than six to a server, and the seventh tab would wait for ever.

const KINDS = ["web", "pages", "state", "print", "proof", "words"];

// Calls `take(kind, data)` for each event and `tell("open" | "lost" | "closed")` as the connection stands.
export function listen(address, take, tell) {
  const source = new EventSource(address);
  for (const kind of KINDS) source.addEventListener(kind, (event) => take(kind, event.data));
  source.addEventListener("open", () => tell("open"));
  source.addEventListener("error", () => tell(source.readyState === EventSource.CLOSED ? "closed" : "lost"));
  return source;
}

export function follow(path, take, tell) {
  const address = new URL(path, document.baseURI).href;
  if (!globalThis.SharedWorker) {
    listen(address, take, tell);
    return;
  }
  const { port } = new SharedWorker(new URL("worker.js", import.meta.url), { type: "module" });
  port.addEventListener("message", ({ data: { kind, data, state } }) => (kind ? take(kind, data) : tell(state)));
  port.start();
  port.postMessage(address);
  addEventListener("pagehide", () => port.postMessage(""));
  addEventListener("pageshow", ({ persisted }) => persisted && port.postMessage(address));
}
