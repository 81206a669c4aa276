// Names of users that tasks may run as, and the patterns by which a worker allows them.

import { matchesStars } from "./star-pattern.ts";

/** The rule of the schema's `userName`. What passes it is safe as a word of a shell. */
export const userRule = /^[A-Za-z_][A-Za-z0-9_.@-]{0,63}$/;

/** A name in which `*` stands for any characters. */
export const userPatternRule = /^[A-Za-z_*][A-Za-z0-9_.@*-]{0,63}$/;

/** `fin*` allows `finance`; a pattern without `*` only the user of that name. */
export const allowsUser = (pattern: string, user: string): boolean => matchesStars(user, pattern);
