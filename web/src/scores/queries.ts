import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { ask, wire, type Deal } from "../wire/client";
import type { paths } from "../wire/schema";

type Answer<P extends "/v1/scores/calibration" | "/v1/scores/calibration/deals" | "/v1/scores/models" | "/v1/scores/models/train" | "/v1/scores/models/history" | "/v1/deals/{id}/explain"> = paths[P]["get"]["responses"][200]["content"]["application/json"];
export type Explained = Answer<"/v1/deals/{id}/explain">;
export type Term = Explained["terms"][number];
export type Calibration = Answer<"/v1/scores/calibration">;
export type Quality = NonNullable<Calibration["model"]>;
export type Model = Answer<"/v1/scores/models">["data"][number];

/** Why a deal is as likely as it is; asked anew with every version of the deal. */
export const explainQuery = ({ id, version }: Deal, as_of?: string) =>
  queryOptions({
    queryKey: ["explain", id, version, as_of ?? ""] as const,
    queryFn: ({ signal }) => ask(wire.GET("/v1/deals/{id}/explain", { signal, params: { path: { id }, query: { as_of } } })),
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });

export const calibrationQuery = (pipeline?: string) =>
  queryOptions({
    queryKey: ["calibration", pipeline ?? ""] as const,
    queryFn: ({ signal }) => ask(wire.GET("/v1/scores/calibration", { signal, params: { query: { pipeline } } })),
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });

/** A group of the calibration: whose chances it is made by, and its place. */
export type Group = { by: "model" | "stage"; bin: number };
export type Behind = Answer<"/v1/scores/calibration/deals">["data"][number];

/** The deals behind a group, those that were furthest off first. */
export const behindQuery = ({ by, bin }: Group, pipeline?: string) =>
  queryOptions({
    queryKey: ["calibration", "behind", by, bin, pipeline ?? ""] as const,
    queryFn: async ({ signal }) => (await ask(wire.GET("/v1/scores/calibration/deals", { signal, params: { query: { by, bin, pipeline } } }))).data,
    staleTime: 60_000,
  });

export type Training = Answer<"/v1/scores/models/train">;
/** Whether a model is still to come. */
export const learning = (training?: Training) => training?.state === "waiting" || training?.state === "running";

/** The model that was asked for last; looked at again for as long as it is being learnt. */
export const trainingQuery = queryOptions({
  queryKey: ["training"],
  queryFn: ({ signal }) => ask(wire.GET("/v1/scores/models/train", { signal })),
  refetchInterval: ({ state }) => (learning(state.data) ? 1000 : state.data?.state === "none" && 10_000), // the first is asked for by itself
});

export const modelsQuery = queryOptions({
  queryKey: ["models"],
  queryFn: async ({ signal }) => (await ask(wire.GET("/v1/scores/models", { signal }))).data,
  staleTime: 0,
});

export type ModelNews = Answer<"/v1/scores/models/history">["data"][number];

/** What became of models, newest first. */
export const modelNewsQuery = queryOptions({
  queryKey: ["models", "news"],
  queryFn: async ({ signal }) => (await ask(wire.GET("/v1/scores/models/history", { signal }))).data,
  staleTime: 0,
});
