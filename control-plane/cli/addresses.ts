// `--deny-address` and `--allow-address`: where requests of tasks, and a webhook, may go.

import { type AddressSettings, addressIssue } from "#executors/addresses.ts";
import { CommandError } from "./exit.ts";

export interface AddressOptions {
  denyAddress?: readonly string[] | undefined;
  allowAddress?: readonly string[] | undefined;
}

/** @throws CommandError for what is no address and no range. */
export function addressSettings({
  denyAddress: deny = [],
  allowAddress: allow = [],
}: AddressOptions): AddressSettings {
  for (const [option, entries] of Object.entries({ deny, allow }))
    for (const entry of entries) {
      const issue = addressIssue(entry);
      if (issue !== null)
        throw new CommandError(
          "usage",
          `--${option}-address: ${issue}`,
          "write --deny-address private, --allow-address 10.1.0.0/16; repeat it for several",
        );
    }
  return { deny, allow };
}
