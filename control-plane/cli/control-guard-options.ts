// Options that say what each commit of a control repository must have before it is applied.

import type { OptionSpec } from "./command.ts";

export const controlGuardOptions = {
  controlAllowedSigners: {
    type: "string",
    value: "FILE",
    description:
      "each commit of the control repository must be signed by a key of this file, as OpenSSH's allowed signers; a file of the server, not of that repository",
  },
  controlPgpKeys: {
    type: "string",
    value: "FILE",
    description: "likewise by one of these armored public keys of PGP",
  },
  controlForgeSigner: {
    type: "list",
    value: "ADDRESS",
    description: "the signer of this address is the forge's own: it vouches for what it merged",
  },
  controlApprovals: {
    type: "integer",
    value: "N",
    default: 0,
    range: [0, 20],
    description:
      "each change of the control repository needs so many approvals by others than its authors, of its newest commit: on the forge that --forge names, or as --control-trailers says",
  },
  controlApprover: {
    type: "list",
    value: "NAME",
    description: "only this person's approvals count; default: of all who may write there",
  },
  controlTrailers: {
    type: "boolean",
    description: "approvals are lines of commits, such as `Reviewed-by: Grace <grace@example.com>`",
  },
} as const satisfies Record<string, OptionSpec>;
