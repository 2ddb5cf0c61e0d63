/** A key for one intended write. Not crypto.randomUUID: that is missing on plain http beyond loopback. */
export function idempotencyKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
