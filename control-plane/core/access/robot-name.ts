// Names of robots: one word that a policy, a list and a log can hold as it is, and that no person's address looks like.

const pattern = /^[a-z0-9][a-z0-9._-]{0,62}$/;

/** Such as `nightly-export`; the names that the audit has for what is nobody are nobody's. */
export const isRobotName = (text: string): boolean => pattern.test(text) && !taken.has(text);

const taken = new Set(["deadline", "local-token", "local-browser"]);
