// Where a broker's host leads, judged. For libraries that resolve names by themselves: they are given these addresses alone.

import type { LookupAddress } from "node:dns";
import { isIP } from "node:net";
import type { JudgeAddress } from "#executors/addresses.ts";
import { judgedLookup, mustBeAllowed } from "#executors/judged-lookup.ts";

/** At least one. @throws RefusedAddress, and Error for a name that nobody knows */
export function judgedAddresses(judge: JudgeAddress, host: string): Promise<readonly string[]> {
  const { promise, resolve, reject } = Promise.withResolvers<readonly string[]>();
  mustBeAllowed(judge, host);
  if (isIP(host) !== 0) resolve([host]);
  else
    judgedLookup(judge)(host, { all: true }, (error, found) => {
      if (error !== null) reject(error);
      else resolve((found as LookupAddress[]).map(({ address }) => address));
    });
  return promise;
}
