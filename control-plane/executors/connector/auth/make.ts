// Which file proves which kind.

import { authKind } from "#core/connector/connector.ts";
import type { ConnectorAuth } from "#schemas/types.ts";
import { TaskFailure } from "../../in-process.ts";
import type { AuthContext, Authorizer } from "./authorizer.ts";
import { jwtAuth } from "./jwt.ts";
import { kubernetesAuth } from "./kubernetes.ts";
import { loginAuth } from "./login.ts";
import { oauth2Auth } from "./oauth2.ts";
import { plainAuth } from "./plain.ts";
import { sigV4Auth } from "./sig-v4.ts";

const nobody: Authorizer = { prove: async () => ({ headers: {} }), refused: () => false };

/** @param auth null: the system asks nobody who he is */
export function makeAuthorizer(auth: ConnectorAuth | null, context: AuthContext): Authorizer {
  if (auth === null) return nobody;
  const kind = authKind(auth);
  switch (kind) {
    case "none":
      return nobody;
    case "bearer":
    case "basic":
    case "header":
    case "query":
      return plainAuth(auth, context);
    case "login":
      return loginAuth(auth, context);
    case "oauth2":
      return oauth2Auth(auth, context);
    // The connection is the proof.
    case "mtls":
      return nobody;
    case "kubernetes":
      return kubernetesAuth(auth.kubernetes ?? {}, context);
    case "jwt":
      return jwtAuth(auth, context);
    case "awsSigV4":
      return sigV4Auth(auth, context);
    default:
      throw new TaskFailure(`\`auth: ${kind}\` is not known here.`, { mayRetry: false });
  }
}
