// Runs once for all tabs: the events of each issue that one of them shows → all that show it.
import { listen } from "./stream.js";

const feeds = new Map(); // address → { source, state, last: kind → data, ports }

function join(port, address) {
  leave(port);
  if (!feeds.has(address)) {
    const feed = { state: "", last: new Map(), ports: new Set() };
    const send = (message) => feed.ports.forEach((each) => each.postMessage(message));
    feed.source = listen(
      address,
      (kind, data) => {
        feed.last.delete(kind);
        feed.last.set(kind, data);
        send({ kind, data });
      },
      (state) => send({ state: (feed.state = state) }),
    );
    feeds.set(address, feed);
  }
  const feed = feeds.get(address);
  feed.ports.add(port);
  if (feed.state) port.postMessage({ state: feed.state });
  for (const [kind, data] of feed.last) port.postMessage({ kind, data });
}

function leave(port) {
  for (const [address, feed] of feeds) {
    if (!feed.ports.delete(port) || feed.ports.size) continue;
    feed.source.close();
    feeds.delete(address);
  }
}

addEventListener("connect", ({ ports: [port] }) => {
  port.addEventListener("message", ({ data }) => (data ? join(port, data) : leave(port)));
  port.addEventListener("close", () => leave(port)); // a tab that fell over
  port.start();
});
