import { useState } from "react";
import { Confirm } from "../parts/confirm";
import { Button } from "../parts/controls";
import { idempotencyKey } from "../parts/idempotency";
import { ShownSecret } from "../settings/ShownSecret";
import { useText } from "../text/useText";
import { ask, wire } from "../wire/client";

/** Makes the secret that webhooks are signed with. It is shown once, and the one before ends. */
export function WebhookSecret() {
  const { t } = useText();
  const [asking, setAsking] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const renew = async () => setSecret((await ask(wire.POST("/v1/webhooks/secret", { params: { header: { "Idempotency-Key": idempotencyKey() } } }))).secret);
  return (
    <>
      <Button tone="line" onClick={() => setAsking(true)}>
        {t("webhook.secret")}
      </Button>
      {asking && <Confirm title={t("webhook.secret.ask")} body={t("webhook.secret.body")} label={t("webhook.secret.renew")} act={renew} onDone={() => setAsking(false)} onClose={() => setAsking(false)} />}
      {secret && <ShownSecret title={t("webhook.secret")} body={t("webhook.secret.shown")} secret={secret} onClose={() => setSecret(null)} />}
    </>
  );
}
