// All kinds of sources that workers follow, by the `kind` of their definitions. A new kind is a line here, and one in
// `core/triggers/kinds.ts`.

import type { MessageSource } from "#core/triggers/message-trigger.ts";
import type { AddressSettings } from "#executors/addresses.ts";
import type { AllowedFolder } from "#executors/places/local-folder.ts";
import { openDatabase } from "./database/open.ts";
import { openFolder } from "./file/open.ts";
import { openQueue } from "./queue/open.ts";
import type { Position, Source } from "./source.ts";

/** What a source is opened with. */
export interface OpenContext<S extends MessageSource = MessageSource> {
  /** Its definition, as deployed. */
  source: S;
  /** Stays the same while the place in the other system does: for names there, as of a group of consumers. */
  id: string;
  /** For people, such as `project/pipeline`. */
  name: string;
  /** Values of the secrets that it names, by name. */
  secrets: Readonly<Record<string, string>>;
  /** Null: from the beginning, whatever that is for the kind. */
  position: Position | null;
  /** Which addresses may be asked; what a kind connects to is judged by these rules after its name is resolved. */
  addresses: AddressSettings;
  /** Folders of this host that may be looked at. */
  localFiles: readonly AllowedFolder[];
  /** Why ceilings forbid a place (`host:port`) that only the system itself has named; null: they don't. */
  refusal(place: string): string | null;
  /** Aborted when it is no longer to be followed; it is closed then, too. */
  signal: AbortSignal;
}

/** Resolves once messages can be received. @throws Error when the system can't be reached or refuses. */
export type OpenSource<S extends MessageSource = MessageSource> = (
  context: OpenContext<S>,
) => Promise<Source>;

/** Kinds to which others send are not followed: `webhook`. */
type FollowedKind = Exclude<MessageSource["kind"], "webhook">;

const openers: { readonly [K in FollowedKind]: OpenSource<Extract<MessageSource, { kind: K }>> } = {
  database: openDatabase,
  file: openFolder,
  queue: openQueue,
};

/** @throws Error when the system can't be reached or refuses. */
export function openSource(context: OpenContext): Promise<Source> {
  const open = openers[context.source.kind as FollowedKind] as OpenSource | undefined;
  if (open === undefined) throw new Error(`nobody follows a ${context.source.kind}`);
  return open(context);
}
