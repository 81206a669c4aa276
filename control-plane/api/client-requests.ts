// What the client's methods are given: filters of lists and bodies of requests.

import type { BlackoutView, HoldView, RunSummary } from "./types.ts";

export interface PageQuery {
  after?: string;
  /** Items at most, 1 to 500; 50 when not given. */
  limit?: number;
}

export interface RunFilter extends PageQuery {
  project?: string;
  pipeline?: string;
  state?: RunSummary["state"];
  /** Business date, YYYY-MM-DD. */
  date?: string;
  /** Of the deployed commit; its first digits will do. */
  commit?: string;
  /** With their tasks. */
  tasks?: boolean;
  /** A CEL expression over the run, such as `state == 'failed' && 'gold' in tags.tier`. */
  where?: string;
  /** Only the last generation of each slot. */
  newest?: boolean;
}

export interface RunRequest {
  params?: Record<string, unknown>;
  /** Business date; the present one by the pipeline's zone and new day when not given. */
  date?: string;
  /** The same key again answers the run that exists. */
  dedupKey?: string;
  traceparent?: string;
}

export interface ChangeRequest {
  /** `date` is a business date, or `static`; a clear without one clears every date. */
  emit?: { name: string; date: string }[];
  clear?: { name: string; date?: string }[];
  set?: { name: string; value: string }[];
  unset?: string[];
  update?: string[];
  /** Business date of updates; today in UTC when not given. */
  date?: string;
  reason?: string;
}

/** What one run is given in place of what its spec says. */
export interface ValuesRequest {
  env?: Record<string, string>;
  params?: Record<string, unknown>;
  /** Empty: any worker. */
  runsOn?: readonly string[];
}

export interface OverrideRequest extends ValuesRequest {
  /** By name; the whole run when not given. */
  task?: string;
  reason: string;
}

export interface RerunRequest extends ValuesRequest {
  /** True when not given: what succeeded is carried over. */
  fromFailed?: boolean;
  /** Only these run again, by name; with `followers` what follows them too. */
  tasks?: readonly string[];
  followers?: boolean;
  /** As the run was (`pinned`, the default), or as the pipeline is deployed now. */
  revision?: "pinned" | "latest";
  /** Gates that its tasks don't wait for; needs a reason, as values do. */
  ignore?: readonly string[];
  reason?: string;
}

export interface HoldRequest {
  /** A task by its declared name, or one instance of it; all of it when not given. */
  task?: string;
  /** `hold` when not given; the others are for tasks. */
  mode?: HoldView["mode"];
  /** RFC 3339; it never ends by itself when not given. */
  until?: string;
  reason?: string;
}

export interface MarkRequest {
  /** By name; the declared name means all instances of a matrix. */
  task: string;
  state: "succeeded" | "failed" | "skipped";
  reason: string;
}

export interface OverrideFilter extends PageQuery {
  project?: string;
  /** Business date, YYYY-MM-DD. */
  date?: string;
  /** Only what nobody has reviewed. */
  open?: boolean;
}

export interface ForceRequest {
  /** By name; when not given what holds the run itself back. */
  task?: string;
  /** Such as `time` and `condition:LEDGER-OPEN`. */
  ignore: readonly string[];
  reason: string;
}

export interface BackfillRequest {
  /** Business dates, both included, YYYY-MM-DD; or instants, the end excluded. */
  from: string;
  to: string;
  /** At a time; 1 when not given. */
  runs?: number;
  order?: "oldest" | "newest";
  /** Leave out due times that have a run that succeeded. */
  missing?: boolean;
  params?: Record<string, unknown>;
  /** The same key again is the same backfill; by default of the range. */
  key?: string;
  reason?: string;
}

/** A pipeline (the project may be left out while only one has the name), or a run. */
export type HoldSubject = { run: string } | { pipeline: string; project?: string | undefined };

export interface VoteRequest {
  /** A task by its declared name, or one instance of it; all that wait when not given. */
  task?: string;
  reason?: string;
}

export interface BlackoutRequest {
  /** A pipeline is meant when all that is given fits; `all` is needed when nothing is. */
  project?: string;
  pipeline?: string;
  tags?: Record<string, string[]>;
  all?: boolean;
  /** RFC 3339; now when not given. */
  from?: string;
  to: string;
  /** `later` when not given. */
  mode?: BlackoutView["mode"];
  reason?: string;
}

export interface LogQuery {
  task?: string;
  attempt?: number;
  /** A chunk's cursor; with `follow` only together with `task`. */
  after?: string;
  /** Goes on until the run has ended. */
  follow?: boolean;
}
