// All kinds of sources of messages, by the key that a trigger has for them.

import type { TriggerSpec } from "#schemas/types.ts";
import { canonicalJson } from "../canonical.ts";
import { database } from "./database.ts";
import { file } from "./file.ts";
import type { SourceKind } from "./kind.ts";
import type { MessageSource } from "./message-trigger.ts";
import { queue } from "./queue.ts";
import { webhook } from "./webhook.ts";

export type SourceKindName = MessageSource["kind"];
type Kinds = { readonly [K in SourceKindName]: SourceKind<Extract<MessageSource, { kind: K }>> };

const kinds: Kinds = { database, file, queue, webhook };

const sourceKindNames = Object.keys(kinds) as SourceKindName[];

export const sourceKind = <S extends MessageSource>({ kind }: Pick<S, "kind">): SourceKind<S> =>
  kinds[kind] as unknown as SourceKind<S>;

/** Which kinds a trigger as written has; sound ones have one at most. */
export const kindsWritten = (trigger: object): SourceKindName[] =>
  sourceKindNames.filter((name) => name in trigger);

/** The kind of a checked trigger; undefined for one that no message sets off. */
export const kindOfTrigger = (trigger: TriggerSpec): SourceKindName | undefined =>
  sourceKindNames.find((name) => trigger[name] !== undefined);

/** What the place in the other system is known by: equal texts are one place. */
export const identityText = (source: MessageSource): string =>
  canonicalJson({ kind: source.kind, of: sourceKind(source).identity(source) });

/** For people: `a run for each row that its query finds on shop`. */
export const runsForText = (source: MessageSource): string =>
  `a run for each ${sourceKind(source).text(source)}`;
