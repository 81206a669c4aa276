// The client's methods about who may ask: tokens, and whom the server takes one for.

import type { MadeTokenView, MeView, Page, TokenView } from "./types.ts";

export interface AccessClient {
  me(): Promise<MeView>;
  /** Without their secrets; `all`: those that are of no use any more, too. */
  tokens(query?: { robot?: string; all?: boolean }): Promise<TokenView[]>;
  createToken(body: {
    robot: string;
    scopes?: readonly string[];
    expiresIn?: string;
  }): Promise<MadeTokenView>;
  rotateToken(id: string, body?: { overlap?: string }): Promise<MadeTokenView>;
  revokeToken(id: string, body?: { reason?: string }): Promise<void>;
}

type Get = <T>(path: string, query?: object) => Promise<T>;
type Post = <T>(path: string, body?: object) => Promise<{ body: T }>;

export const accessMethods = (get: Get, post: Post): AccessClient => ({
  me: () => get("/api/v1/me"),
  tokens: async (query) => (await get<Page<TokenView>>("/api/v1/tokens", query)).items,
  createToken: async (body) => (await post<MadeTokenView>("/api/v1/tokens", body)).body,
  rotateToken: async (id, body) =>
    (await post<MadeTokenView>(`${tokenPath(id)}/rotate`, body)).body,
  revokeToken: async (id, body) => void (await post(`${tokenPath(id)}/revoke`, body)),
});

const tokenPath = (id: string): string => `/api/v1/tokens/${encodeURIComponent(id)}`;
