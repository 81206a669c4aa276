// A draft as the control plane reads it. The connection that it names is the project's own, which no import writes: one
// stands in for it.

import { defaultProject, readSource } from "#core/estate.ts";

const cluster =
  "type: kubernetes\nserver: https://cluster.example\nnamespace: jobs\ntoken: token\n";

export const readDraft = (file: string, text: string): ReturnType<typeof readSource> =>
  readSource(file, (path) => (path.startsWith("connections/") ? cluster : text), defaultProject, [
    file,
  ]);
