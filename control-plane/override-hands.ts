// Who has a hand in the newest change of a wave's file: two of them may let the wave go live without the evidence.

import type { OverrideHands } from "#core/waves/override.ts";
import { wavePath } from "#core/waves/wave.ts";
import { GitError } from "#git/source.ts";
import { brokenSince } from "#store/sources.sql.ts";
import { broughtSince } from "./makers-of.ts";
import type { Verification, VerifyInput } from "./revision-facts.ts";

export interface HandsInput extends VerifyInput {
  verify: (input: VerifyInput) => Promise<Verification>;
}

/**
 * Of what came in since the wave's pipelines were deployed. A text: why it can't be told.
 * @param files Of the wave's pipelines that go live: what was refused before is looked for from before that.
 */
export async function overrideHands(
  input: HandsInput,
  wave: string,
  files: readonly string[],
): Promise<OverrideHands | string> {
  const { pool, project, base } = input;
  const rows = await brokenSince(pool, { project: project.id, paths: [...files] });
  const since = rows.find((row) => row.since !== null)?.since ?? base;
  try {
    const brought = await broughtSince(since, input, input.verify);
    const newest = brought.find(({ paths }) => paths?.includes(wavePath(wave)) ?? true);
    if (newest === undefined)
      return "no change of the wave's file came in, so nobody can tell who answers for it";
    // Where lines of messages count as approvals, their authors do as well.
    const isDeclared = project.rules.sync.approvals.from === "trailers";
    const { what, makers, approvers } = newest;
    return {
      ...{ what, approvers },
      makers: makers.flatMap(({ name, proven }) => (proven || isDeclared ? name : [])),
    };
  } catch (error) {
    if (!(error instanceof GitError) || (error.kind !== "missing" && error.kind !== "tooLarge"))
      throw error;
    return `which changes came in can't be told: ${error.message}`;
  }
}
