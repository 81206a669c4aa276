// Whether a wave that a change retires is quiet in the scheduler before, as a server knows it now.

import type { ApiClient } from "#api/client.ts";
import { quietGate, type WaveGate } from "#core/plan/gates.ts";

export async function askQuiet(api: ApiClient, project: string, gate: WaveGate): Promise<WaveGate> {
  const found = (await api.quietWaves(project)).find(({ wave }) => wave === gate.wave);
  const msOf = (text: string | null) => (text === null ? null : Date.parse(text));
  return quietGate(
    gate,
    found && { job: found.job, last: msOf(found.lastRun), until: msOf(found.toldUntil) },
  );
}
