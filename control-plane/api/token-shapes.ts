// What the API answers about identities: robots' tokens, and who asks.

import {
  definition,
  instant,
  list,
  maybe,
  oneOf,
  optional,
  pageOf,
  text,
  truth,
} from "./schema.ts";

const scopes = maybe(
  list(text("Name of an action."), "All that the token lets do, of what the robot may."),
);

export const tokenView = definition(
  "Token",
  {
    id: text("Its id, which is part of it and no secret."),
    robot: text("Whose it is."),
    scopes: { ...scopes, description: "Actions that it is limited to; null: what the robot may." },
    createdAt: instant("When it was made"),
    createdBy: text("Who made it."),
    expiresAt: instant("Until when it can be used"),
    lastUsedAt: maybe(instant("When it was used last, give or take ten minutes")),
    revokedAt: maybe(instant("When it was revoked")),
    replacedBy: maybe(text("Id of the token that was made in its place.")),
    usable: truth("Whether it can be used now."),
  },
  "A robot's token, without its secret.",
);
export const tokenPage = pageOf("TokenPage", tokenView);

export const madeToken = definition(
  "MadeToken",
  {
    id: text("Its id."),
    robot: text("Whose it is."),
    token: text("The token. It is shown here and never again."),
    expiresAt: instant("Until when it can be used"),
    replaces: optional(text("Id of the token in whose place it was made.")),
    overlapUntil: optional(instant("Until when that one can still be used")),
  },
  "A new token.",
);

export const meView = definition(
  "Me",
  {
    kind: oneOf(["user", "robot", "run", "local"], "What kind of identity asks."),
    name: text("Under which name what it does is recorded."),
    groups: list(text("A group."), "As the identity provider says."),
    mfa: truth("Whether a second factor was used."),
    scopes: { ...scopes, description: "Actions that it is limited to; null: no limit." },
    token: maybe(text("Id of the token that it came with.")),
  },
  "Whom the server takes the one who asks for.",
);
