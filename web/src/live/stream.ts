import { createStore } from "../parts/store";

/** One event of the ledger, as the stream tells it. */
export type LiveEvent = {
  type: string;
  subject: string;
  position: number;
  actor: string;
  actor_name: string;
};
type Message = { kind: "event"; event: LiveEvent } | { kind: "reset" } | { kind: "state"; connected: boolean } | { kind: "hello" };

export const connected = createStore(false);

/**
 * Follows the ledger. A browser allows six connections to a server over
 * HTTP/1.1, so all tabs of a browser share one stream: the tab that holds the
 * lock reads it and tells the others. When that tab closes the next one takes
 * over and asks everybody to load anew, as it cannot know what fell between.
 */
export function follow(name: string, on: { event: (event: LiveEvent) => void; reset: () => void }): () => void {
  const over = new AbortController();
  const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(name);
  let leading = false;

  const receive = (message: Message) => {
    if (message.kind === "event") on.event(message.event);
    else if (message.kind === "reset") on.reset();
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

  const lead = (takeover: boolean) =>
    new Promise<void>((resolve) => {
      leading = true;
      if (takeover) tell({ kind: "reset" });
      const close = readStream(tell);
      over.signal.addEventListener("abort", () => {
        leading = false;
        close();
        resolve();
      });
    });

  if (channel && navigator.locks) {
    const asked = performance.now();
    navigator.locks
      // Granted at once: no other tab was there, so there is nothing to catch up with.
      .request(name, { signal: over.signal }, () => lead(performance.now() - asked > 1000))
      .catch((error: unknown) => {
        if (!over.signal.aborted) throw error;
      });
  } else {
    void lead(false);
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
  let lost = false;
  const open = () => {
    source = new EventSource("/v1/events");
    source.onopen = () => {
      tell({ kind: "state", connected: true });
      // A stream that was opened by hand carries no Last-Event-ID.
      if (lost) tell({ kind: "reset" });
      lost = false;
    };
    source.onmessage = ({ data }: MessageEvent<string>) => {
      const event = readEvent(data);
      if (event) tell({ kind: "event", event });
    };
    source.addEventListener("reset", () => tell({ kind: "reset" }));
    source.onerror = () => {
      tell({ kind: "state", connected: false });
      if (source.readyState !== EventSource.CLOSED) return; // the browser resumes by itself
      lost = true;
      again = setTimeout(open, 3000);
    };
  };
  open();
  return () => {
    clearTimeout(again);
    source.close();
  };
}

export function readEvent(data: string): LiveEvent | null {
  try {
    const raw = JSON.parse(data) as Partial<LiveEvent>;
    if (typeof raw.subject !== "string" || typeof raw.type !== "string") return null;
    return {
      type: raw.type,
      subject: raw.subject,
      position: raw.position ?? 0,
      actor: raw.actor ?? "",
      actor_name: raw.actor_name ?? "",
    };
  } catch {
    return null;
  }
}
