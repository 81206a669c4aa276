// What a pipeline inherits: the project's values, then each folder's `_defaults.yaml` from the outside in. The nearest wins, maps merge.

import type {
  Environment,
  FolderDefaults,
  PipelineSpec,
  RetrySpec,
  TaskDefaults,
} from "#schemas/types.ts";

/** What the layers around a pipeline may give; `FolderDefaults` and the project's file have these in common. */
export type Layer = Pick<
  FolderDefaults,
  "owner" | "bundle" | "tags" | "timezone" | "dialect" | "newDay" | "concurrency" | "defaults"
>;

/** Two layers as one; neither is changed. */
export function mergeLayers(outer: Layer, inner: Layer): Layer {
  const merged: Layer = { ...outer, ...withoutUndefined(inner) };
  const tags = mergeMaps(outer.tags, inner.tags);
  const concurrency = mergeMaps(outer.concurrency, inner.concurrency);
  const defaults = mergeTaskDefaults(outer.defaults, inner.defaults);
  if (tags) merged.tags = tags;
  if (concurrency) merged.concurrency = concurrency;
  if (defaults) merged.defaults = defaults;
  return merged;
}

/** A pipeline with everything that it inherits. */
export function applyLayer(layer: Layer, spec: PipelineSpec): PipelineSpec {
  return { ...spec, ...mergeLayers(layer, layerOf(spec)) };
}

function layerOf({
  owner,
  bundle,
  tags,
  timezone,
  dialect,
  newDay,
  concurrency,
  defaults,
}: PipelineSpec): Layer {
  return withoutUndefined({
    owner,
    bundle,
    tags,
    timezone,
    dialect,
    newDay,
    concurrency,
    defaults,
  });
}

/** Two as one, the inner wins; maps merge. */
export function mergeTaskDefaults(
  outer: TaskDefaults | undefined,
  inner: TaskDefaults | undefined,
): TaskDefaults | undefined {
  if (outer === undefined || inner === undefined) return inner ?? outer;
  const retry = mergeMaps(outer.retry, inner.retry);
  const env = mergeMaps(outer.env, inner.env);
  const pools = mergeMaps(outer.pools, inner.pools);
  const locks = mergeMaps(outer.locks, inner.locks);
  const shadowEnv = mergeMaps(outer.shadow?.env, inner.shadow?.env);
  const shadow = mergeMaps(outer.shadow, inner.shadow);
  return {
    ...outer,
    ...inner,
    ...(retry ? { retry } : {}),
    ...(env ? { env } : {}),
    ...(pools ? { pools } : {}),
    ...(locks ? { locks } : {}),
    ...(shadow ? { shadow: { ...shadow, ...(shadowEnv ? { env: shadowEnv } : {}) } } : {}),
  };
}

/** Key by key, the inner wins; undefined when neither is there. */
export function mergeMaps<T extends Environment | RetrySpec | object>(
  outer: T | undefined,
  inner: T | undefined,
): T | undefined {
  if (outer === undefined || inner === undefined) return inner ?? outer;
  return { ...outer, ...inner };
}

function withoutUndefined<T extends object>(
  value: T,
): { [K in keyof T]: Exclude<T[K], undefined> } {
  const said: Partial<T> = {};
  for (const key in value) if (value[key] !== undefined) said[key] = value[key];
  return said as never;
}
