// Options of the commands of `trunkline secrets`; apart, since help about them loads no cryptography.

import type { OptionSpec } from "./command.ts";

export const secretsOptions = {
  environment: {
    type: "string",
    value: "NAME",
    description: "whose values; default: the only environment that has a file in secrets/",
  },
  dir: { type: "string", value: "DIR", default: ".", description: "the project's root" },
} as const satisfies Record<string, OptionSpec>;

export const identityOption = {
  identity: {
    type: "string",
    value: "FILE",
    env: "TRUNKLINE_AGE_KEY_FILE",
    description: "your key of age, which opens what is there; also in TRUNKLINE_AGE_KEY",
  },
} as const satisfies Record<string, OptionSpec>;
