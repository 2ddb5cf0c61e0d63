// How far this page has heard of the ledger. A write and an event raise it;
// every later read demands at least that much, so that a person never sees
// their own change vanish because another reader of the ledger was slower.

let heard = 0;
let since: number | null = null;
let streaming = false;

export const position = {
  /** The least that a read must know; 0 for no demand. */
  demand: () => heard,
  /** Where a stream must begin so that nothing since the oldest answer is missed. */
  start: () => since,
  /** An answer was made at this position. */
  answered(at: number): void {
    if (!streaming) since = Math.min(since ?? at, at);
  },
  /** A write of ours is at this position. What others did before it may still be unheard. */
  wrote(at: number): void {
    heard = Math.max(heard, at);
  },
  /** The stream told everything up to here. */
  streamed(at: number): void {
    heard = Math.max(heard, at);
    since = Math.max(since ?? 0, at);
    streaming = true;
  },
  /** Another ledger, or one whose past is gone: nothing known of it yet. */
  forget(): void {
    heard = 0;
    since = null;
    streaming = false;
  },
};
