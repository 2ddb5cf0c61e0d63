import { preferences } from "../frame/preferences";
import { say, type Key } from "../text/say";
import { ask, wire, type Session } from "../wire/client";
import type { paths } from "../wire/schema";
import { Problem } from "../wire/problem";

export type Passkey = paths["/v1/passkeys"]["get"]["responses"][200]["content"]["application/json"]["data"][number];

/** Whether this browser can keep passkeys, and speaks of them in the JSON of WebAuthn level 3 as the server does. */
export const canPasskey = typeof PublicKeyCredential !== "undefined" && "parseRequestOptionsFromJSON" in PublicKeyCredential;

/** Has the device make a passkey for whoever is signed in. */
export async function makePasskey(name: string): Promise<Passkey> {
  const { ceremony, options } = await ask(wire.POST("/v1/passkeys/request", {}));
  return ask(wire.POST("/v1/passkeys", { body: { ceremony, name, credential: await made(options) } }));
}

/** Follows an invitation with a passkey that the device makes for it. */
export async function enterInvited(secret: string, name: string): Promise<Session> {
  const { ceremony, options } = await ask(wire.POST("/v1/session/link/passkey", { body: { secret } }));
  return ask(wire.POST("/v1/session/follow", { body: { secret, passkey: { ceremony, name, credential: await made(options) } } }));
}

function made(options: unknown): Promise<unknown> {
  const { publicKey } = options as { publicKey: PublicKeyCredentialCreationOptionsJSON };
  return held(() => navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) }));
}

/** Signs in by whichever passkey the device offers. */
export async function enterByPasskey(): Promise<Session> {
  const { ceremony, options } = await ask(wire.POST("/v1/session/passkey/request", {}));
  const { publicKey } = options as { publicKey: PublicKeyCredentialRequestOptionsJSON };
  const credential = await held(() => navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) }));
  return ask(wire.POST("/v1/session/passkey", { body: { ceremony, credential } }));
}

/** What browsers say, in words of ours; everything else is a person who thought better of it. */
const REFUSALS: Record<string, Key> = {
  InvalidStateError: "passkey.already",
  SecurityError: "passkey.elsewhere",
  NotSupportedError: "passkey.unable",
};

/** What the device gave, as JSON; a [Problem] that says why it gave nothing. */
async function held(ceremony: () => Promise<Credential | null>): Promise<unknown> {
  try {
    const credential = await ceremony();
    if (credential instanceof PublicKeyCredential) return credential.toJSON();
  } catch (error) {
    const name = error instanceof DOMException ? error.name : "";
    throw new Problem(0, { code: "passkey", detail: say(preferences.get().lang, REFUSALS[name] ?? "passkey.nothing") });
  }
  throw new Problem(0, { code: "passkey", detail: say(preferences.get().lang, "passkey.nothing") });
}
