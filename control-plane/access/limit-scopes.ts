// Scopes hold whatever policies say: the one question of every route is asked through here.

import { isInScope } from "#core/access/scopes.ts";
import type { Access } from "./access.ts";

/** The same answers, but no where the token of whoever asks is limited to other actions. */
export const limitedByScopes = (access: Access): Access => ({
  get version() {
    return access.version;
  },
  decide(identity, action, ...rest) {
    if (!isInScope(identity, action))
      return { allowed: false, policies: ["built-in#token-scopes"], errors: [] };
    return access.decide(identity, action, ...rest);
  },
});
