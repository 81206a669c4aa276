// Which sources of messages pipelines follow: those that stay where they were keep their place there.

import { hash } from "node:crypto";
import type { PlannedPipeline } from "#core/plan.ts";
import { identityText, sourceKind } from "#core/triggers/kinds.ts";
import type { Db } from "#store/connect.ts";
import { hasTriggerSources, putTriggerSources } from "#store/messages.sql.ts";
import { type Identity, knownIds } from "./identity.ts";

type Owner = Identity & { pipeline: { messages?: PlannedPipeline["pipeline"]["messages"] } };

/** Makes them the deployed ones; most pipelines have none before and after. */
export async function putMessageSources(db: Db, pipelines: readonly Owner[]): Promise<void> {
  const known = knownIds(pipelines);
  const rows = pipelines.flatMap(({ id, pipeline: { messages = [] } }) => {
    const identities = identitiesOf(messages.map(({ source }) => identityText(source)));
    return messages.map(({ source, runsOn }, ordinal) => ({
      ...{ id, ordinal, runsOn, kind: source.kind },
      name: "name" in source ? source.name : null,
      identity: identities[ordinal] as string,
      isFollowed: sourceKind(source).isFollowed,
      isKept: sourceKind(source).isKept(source),
    }));
  });
  if (
    rows.length === 0 &&
    (known.length === 0 || !(await hasTriggerSources(db, { pipelines: known }))?.has)
  )
    return;
  await putTriggerSources(db, {
    known,
    pipelines: rows.map(({ id }) => id),
    identities: rows.map(({ identity }) => identity),
    ordinals: rows.map(({ ordinal }) => ordinal),
    kinds: rows.map(({ kind }) => kind),
    names: rows.map(({ name }) => name) as string[],
    followed: rows.map(({ isFollowed }) => isFollowed),
    kept: rows.map(({ isKept }) => isKept),
    labels: rows.map(({ runsOn }) => JSON.stringify(runsOn)),
  });
}

/** Two triggers of one pipeline at one place are told apart by their order. */
function identitiesOf(texts: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return texts.map((text) => {
    const count = (seen.get(text) ?? 0) + 1;
    seen.set(text, count);
    return hash("sha256", `${text} ${count}`);
  });
}
