// The policy engine: loaded once it is needed (30 ms, 13 MB), so that no other command waits for it.

import type * as Library from "@cedar-policy/cedar-wasm/nodejs";

export type Cedar = typeof Library;

let loaded: Promise<Cedar> | null = null;

export function loadCedar(): Promise<Cedar> {
  loaded ??= import("@cedar-policy/cedar-wasm/nodejs");
  return loaded;
}
