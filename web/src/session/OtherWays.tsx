import { useQuery } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import { Button } from "../parts/controls";
import type { Key } from "../text/say";
import { useText } from "../text/useText";
import { ask, wire } from "../wire/client";
import { asProblem, type Problem } from "../wire/problem";

/** The providers that this server knows, each a button that leaves for it. A secret of an invitation goes along and is accepted on return. */
export function ProviderButtons({ secret, onProblem }: { secret?: string; onProblem: (problem: Problem | null) => void }) {
  const { t } = useText();
  const [going, setGoing] = useState(false);
  const providers = useQuery({ queryKey: ["providers"], queryFn: async ({ signal }) => (await ask(wire.GET("/v1/session/providers", { signal }))).data, retry: false }).data ?? [];
  const leave = async (provider: string) => {
    setGoing(true);
    onProblem(null);
    try {
      location.assign((await ask(wire.POST("/v1/session/provider", { body: { provider, secret } }))).address);
    } catch (error) {
      onProblem(asProblem(error));
      setGoing(false);
    }
  };
  return providers.map(({ id, label }) => (
    <Button key={id} tone="line" disabled={going} className="h-8" onClick={() => void leave(id)}>
      {t("signin.provider", { name: label || id })}
    </Button>
  ));
}

export function PasskeyButton({ label, busy, onUse }: { label: Key; busy: boolean; onUse: () => void }) {
  const { t } = useText();
  return (
    <Button tone="line" disabled={busy} className="h-8" onClick={onUse}>
      <KeyRound size={15} aria-hidden />
      {t(label)}
    </Button>
  );
}
