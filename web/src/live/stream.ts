import { createStore } from "../parts/store";
import { position } from "../wire/position";

/** One event of the ledger, as the stream tells it. */
export type LiveEvent = {
  type: string;
  subject: string;
  position: number;
  /** Of the object after it; 0 where the server does not tell. */
  version: number;
  actor: string;
  actorname: string;
};
type Message = { kind: "event"; event: LiveEvent } | { kind: "reset" } | { kind: "state"; connected: boolean } | { kind: "hello" };

export const connected = createStore(false);

/**
 * Follows the ledger. A browser allows six connections to a server over
 * HTTP/1.1, so all tabs of a browser share one stream: the tab that holds the
 * lock reads it and tells the others. When that tab closes the next one takes
 * over, from the position that all of them had heard of.
 */
export function follow(name: string, on: { event: (event: LiveEvent) => void; reset: () => void }): () => void {
  const over = new AbortController();
  const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(name);
  let leading = false;

  const receive = (message: Message) => {
    if (message.kind === "event") {
      position.streamed(message.event.position);
      on.event(message.event);
    } else if (message.kind === "reset") on.reset();
    else if (message.kind === "state") connected.set(message.connected);
  };
  const tell = (message: Message) => {
    receive(message);
    channel?.postMessage(message);
  };
  channel?.addEventListener("message", ({ data }: MessageEvent<Message>) => {
    if (data.kind !== "hello") receive(data);
    else if (leading) channel.postMessage({ kind: "state", connected: connected.get() } satisfies Message);
  });
  channel?.postMessage({ kind: "hello" } satisfies Message);

  const lead = () =>
    new Promise<void>((resolve) => {
      leading = true;
      const close = readStream(tell);
      over.signal.addEventListener("abort", () => {
        leading = false;
        close();
        resolve();
      });
    });

  if (channel && navigator.locks) {
    navigator.locks.request(name, { signal: over.signal }, lead).catch((error: unknown) => {
      if (!over.signal.aborted) throw error;
    });
  } else {
    void lead();
  }
  return () => {
    over.abort();
    channel?.close();
    connected.set(false);
  };
}

/** Reads the stream, and opens it again where the browser gives up for good. */
function readStream(tell: (message: Message) => void): () => void {
  let source: EventSource;
  let again: ReturnType<typeof setTimeout> | undefined;
  const open = () => {
    source = new EventSource("/v1/events");
    let fresh = true;
    source.onopen = () => {
      tell({ kind: "state", connected: true });
      // A stream begins now, the page began earlier. When the browser resumes one it bridges the gap itself.
      if (fresh) void catchUp(tell);
      fresh = false;
    };
    source.onmessage = ({ data }: MessageEvent<string>) => {
      const event = readEvent(data);
      if (event) tell({ kind: "event", event });
    };
    source.addEventListener("reset", () => {
      position.forget();
      tell({ kind: "reset" });
    });
    source.onerror = () => {
      tell({ kind: "state", connected: false });
      if (source.readyState !== EventSource.CLOSED) return; // the browser resumes by itself
      again = setTimeout(open, 3000);
    };
  };
  open();
  return () => {
    clearTimeout(again);
    source.close();
  };
}

/** Asks for what happened between the first answer of this page and the stream. */
async function catchUp(tell: (message: Message) => void): Promise<void> {
  const start = position.start();
  if (start === null) return;
  try {
    const answer = await fetch(`/v1/events?after=${start}`, { headers: { Accept: "application/json" } });
    const page = (await answer.json()) as { data: unknown[]; more: boolean };
    if (!answer.ok || page.more) return tell({ kind: "reset" });
    for (const raw of page.data) {
      const event = eventOf(raw);
      if (event) tell({ kind: "event", event });
    }
  } catch {
    tell({ kind: "reset" });
  }
}

export function readEvent(data: string): LiveEvent | null {
  try {
    return eventOf(JSON.parse(data));
  } catch {
    return null;
  }
}

function eventOf(raw: unknown): LiveEvent | null {
  if (typeof raw !== "object" || raw === null) return null;
  const { type, subject, position: at, version, actor, actorname } = raw as Partial<LiveEvent>;
  if (typeof subject !== "string" || typeof type !== "string") return null;
  return { type, subject, position: at ?? 0, version: version ?? 0, actor: actor ?? "", actorname: actorname ?? "" };
}
