// Resolves a name and judges every address that it leads to. What connects with it goes to exactly the addresses that were
// judged: a name server that answers otherwise a moment later changes nothing.

import { type LookupAddress, type LookupOptions, lookup } from "node:dns";
import { isIP } from "node:net";
import type { JudgeAddress } from "./addresses.ts";

/** A host leads where nothing of a task may go. */
export class RefusedAddress extends Error {
  override name = "RefusedAddress";
}

type Answered = (error: Error | null, address?: string | LookupAddress[], family?: number) => void;

/**
 * The `lookup` of sockets, which gives a `RefusedAddress` when one of the addresses may not be asked.
 * It is not asked about hosts that are addresses: `mustBeAllowed` is for those.
 * @param resolve Answers names; the host's own resolver unless a test has another.
 */
export const judgedLookup =
  (judge: JudgeAddress, resolve: typeof lookup = lookup) =>
  (hostname: string, options: LookupOptions, answered: Answered): void => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      const addresses = found as LookupAddress[] | undefined;
      if (error !== null || addresses === undefined) return answered(error);
      for (const { address } of addresses) {
        const why = judge(address);
        if (why !== null) return answered(refused(hostname, address, why));
      }
      if (options.all) return answered(null, addresses);
      answered(null, addresses[0]?.address ?? "", addresses[0]?.family ?? 4);
    });
  };

/** @param hostname A name or an address, of which brackets are left out. @throws RefusedAddress */
export function mustBeAllowed(judge: JudgeAddress, hostname: string): void {
  const host = hostname.replace(/^\[|\]$/g, "");
  const why = isIP(host) === 0 ? null : judge(host);
  if (why !== null) throw refused(hostname, host, why);
}

const refused = (host: string, address: string, why: string): RefusedAddress =>
  new RefusedAddress(
    host === address || host === `[${address}]`
      ? `${address} is ${why}: no request goes there`
      : `${host} leads to ${address}, ${why}: no request goes there`,
  );
