// Random secrets, and the digests that are kept of them.

import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { idFrom, type TokenParts } from "#core/access/token.ts";

/** 256 random bits; nobody guesses them, so that a fast digest is enough. */
export const newSecret = (): string => randomBytes(32).toString("base64url");

export const newTokenParts = (): TokenParts => ({
  id: idFrom(randomBytes(12)),
  secret: newSecret(),
});

export const digestOf = (text: string): Buffer => createHash("sha256").update(text).digest();

/** In a time that says nothing of either. */
export const hasDigest = (text: string, digest: Uint8Array): boolean =>
  digest.length === 32 && timingSafeEqual(digestOf(text), digest);
