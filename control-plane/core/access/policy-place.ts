// Where a policy that decided is written, and which teams it names: whom to ask about it.

import { teamsNamed } from "./policy-shape.ts";

export interface PolicyPlace {
  /** `FILE#ID`. */
  id: string;
  /** Of the repository that has it. */
  file: string;
  line: number;
  /** Whose own it is; absent: the control repository's. */
  project?: string;
  teams: string[];
}

interface Placed {
  id: string;
  file: string;
  line: number;
  project?: string;
  json: unknown;
}

export const placeOf = ({ id, file, line, project, json }: Placed): PolicyPlace => ({
  ...{ id, line, teams: teamsNamed(json) },
  ...(project === undefined ? { file } : { file: file.slice(project.length + 1), project }),
});
