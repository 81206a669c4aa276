// What the core must know of one kind of source; `kinds.ts` has them all. How it is followed is a matter of
// `control-plane/triggers`.

import type { TriggerSpec } from "#schemas/types.ts";
import type { Use } from "../ceilings/ceilings.ts";
import type { ConnectionSource } from "../connection.ts";
import type { Path, Place, Problem } from "../problem.ts";
import type { MessageSource } from "./message-trigger.ts";

export interface SourceKind<S extends MessageSource> {
  /** A worker asks for its messages; else others send them to the server. */
  isFollowed: boolean;
  /** Its messages wait where they are while nobody follows it. */
  isKept(source: S): boolean;
  /** What JSON Schema can't say of it. `at`: a place within it. */
  check(
    written: Readonly<Record<string, unknown>>,
    at: (...path: (string | number)[]) => Place,
    source: ConnectionSource,
    problems: Problem[],
    /** The whole of which it is a part. */
    trigger: TriggerSpec,
  ): void;
  /** Of a trigger without problems: every default supplied, connections in place of their names. */
  normalize(spec: TriggerSpec, source: Pick<ConnectionSource, "connection">): S;
  /** What a trigger would say that gives the source again. */
  spec(source: S): Partial<TriggerSpec>;
  /** Names of the connections that it uses. */
  connections(source: S): readonly string[];
  /** Names of the secrets that it needs, those of its connections too. */
  secrets(source: S): readonly string[];
  /** `host:port` of all that it reaches. */
  places(source: S): readonly string[];
  /** What it names, as written, of what ceilings limit. */
  uses(
    written: Readonly<Record<string, unknown>>,
    source: Pick<ConnectionSource, "connection">,
  ): Iterable<{ use: Use; path: Path }>;
  /** What it gets at beside secrets and hosts, so that a break-glass can't widen it. */
  reaches(source: S): readonly string[];
  /** For people, such as `row of orders-db`: what stands after "a run for each". */
  text(source: S): string;
  /** The place in the other system: where it changes, messages are followed from the beginning. */
  identity(source: S): unknown;
}
