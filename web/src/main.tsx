import "./app.css";
import { CSPProvider } from "@base-ui/react/csp-provider";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { router } from "./router";
import { Speaking } from "./frame/Speaking";
import { asProblem } from "./wire/problem";
import { client, sessionQuery } from "./wire/queries";

// A session may end while the page is open. Whatever notices it first leads to the door.
const onError = (error: unknown) => {
  const wasSignedIn = client.getQueryData(sessionQuery.queryKey) !== undefined;
  if (asProblem(error).status !== 401 || !wasSignedIn) return;
  client.removeQueries({ queryKey: sessionQuery.queryKey });
  void router.invalidate();
};
client.getQueryCache().config.onError = onError;

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={client}>
        <Speaking>
          <RouterProvider router={router} />
        </Speaking>
      </QueryClientProvider>
    </CSPProvider>
  </StrictMode>,
);
