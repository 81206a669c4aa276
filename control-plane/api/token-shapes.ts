// What the API answers about identities: robots' tokens, and who asks.

import {
  definition,
  instant,
  integer,
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
    token: maybe(text("Id of the token or session that it came with.")),
    csrf: maybe(
      text(
        "What a page sends as the header `x-trunkline-csrf` with each write; null without a cookie.",
      ),
    ),
  },
  "Whom the server takes the one who asks for.",
);

export const deviceStarted = definition(
  "DeviceLogin",
  {
    handle: text("What to ask with whether the login is finished; a secret."),
    userCode: text("What the person compares or types."),
    verificationUri: text("Where the person goes."),
    verificationUriComplete: maybe(text("The same with the code in it.")),
    interval: integer("Seconds between two questions."),
    expiresIn: integer("Seconds until it is too late."),
  },
  "A login that a person finishes in a browser, wherever that is.",
);

export const deviceFinished = definition(
  "DeviceLoginResult",
  {
    finished: truth("False while nobody has agreed."),
    name: optional(text("Who logged in.")),
    token: optional(text("The session's token, as bearer. It is shown here and never again.")),
    expiresAt: optional(instant("Until when it can be used at most")),
  },
  "What became of a login.",
);

export const personView = definition(
  "User",
  {
    name: text("As the identity provider says it."),
    firstLogin: instant("When they logged in first"),
    lastLogin: instant("When they logged in last"),
    sessions: integer("How many of theirs go on."),
  },
  "Somebody who has logged in.",
);
export const personPage = pageOf("UserPage", personView);
