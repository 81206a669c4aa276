// What each commit of a control repository must have, from the server's options.

import path from "node:path";
import type { ControlGuard, ControlSettings } from "#git/control-source.ts";
import { CommandError } from "./exit.ts";

export interface ControlGuardOptions {
  controlAllowedSigners: string | undefined;
  controlPgpKeys: string | undefined;
  controlForgeSigner: string[] | undefined;
  controlApprovals: number;
  controlApprover: string[] | undefined;
  controlTrailers: boolean;
  forge: string | undefined;
}

/** Null where nothing is asked for. @throws CommandError for options that don't go together, or guard nothing. */
export function controlGuard(
  options: ControlGuardOptions,
  control: ControlSettings | null,
  cwd: string,
): Omit<ControlGuard, "forge"> | null {
  const { controlAllowedSigners, controlPgpKeys, controlApprovals } = options;
  const { controlForgeSigner: forges = [], controlApprover: approvers = [] } = options;
  const asksForKeys = controlAllowedSigners !== undefined || controlPgpKeys !== undefined;
  if (!asksForKeys && forges.length > 0)
    throw usage(
      "--control-forge-signer needs --control-allowed-signers or --control-pgp-keys",
      "name the file with its key",
    );
  if (controlApprovals === 0 && (approvers.length > 0 || options.controlTrailers))
    throw usage(
      "--control-approver and --control-trailers need --control-approvals",
      "say how many approvals a change needs",
    );
  if (!asksForKeys && controlApprovals === 0) return null;
  if (control === null)
    throw usage("--control-approvals and --control-allowed-signers need --control", "name it");
  if (control.branch === "")
    throw usage(
      `${control.repository} is a plain folder: it has no commits that could be signed or approved`,
      "name a Git repository with --control",
    );
  if (controlApprovals > 0 && !options.controlTrailers && options.forge === undefined)
    throw usage(
      "--control-approvals needs to know where approvals are",
      "name the forge of the control repository with --forge, or write --control-trailers",
    );
  const fileOf = (file: string | undefined) => {
    if (file === undefined) return null;
    const found = path.resolve(cwd, file);
    if (found.startsWith(`${control.repository}/`))
      throw usage(
        `${found} is in the control repository, which must not vouch for itself`,
        "keep the keys that are trusted elsewhere on the server",
      );
    return found;
  };
  return {
    signers: asksForKeys
      ? {
          allowedSigners: fileOf(controlAllowedSigners),
          pgpKeys: fileOf(controlPgpKeys),
          forges,
        }
      : null,
    approvals: {
      atLeast: controlApprovals,
      from: options.controlTrailers ? "trailers" : "forge",
      approvers,
    },
  };
}

const usage = (message: string, help: string) => new CommandError("usage", message, help);
