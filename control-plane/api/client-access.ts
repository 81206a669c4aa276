// The client's methods about who may ask: tokens, and whom the server takes one for.

import type {
  AbleView,
  ExplanationView,
  GrantView,
  MadeTokenView,
  MeView,
  Page,
  PersonView,
  RunGrantView,
  TokenView,
} from "./types.ts";

export interface AccessClient {
  me(): Promise<MeView>;
  /** Ends the session whose token the client has. */
  logout(): Promise<void>;
  /** Without their secrets; `all`: those that are of no use any more, too. */
  tokens(query?: { robot?: string; all?: boolean }): Promise<TokenView[]>;
  createToken(body: {
    robot: string;
    scopes?: readonly string[];
    expiresIn?: string;
  }): Promise<MadeTokenView>;
  rotateToken(id: string, body?: { overlap?: string }): Promise<MadeTokenView>;
  /** @param of The server, when it names nothing. */
  explain(
    of: AccessPlace,
    query: AccessQuery & { who?: string; mfa?: boolean },
  ): Promise<ExplanationView>;
  whoCan(of: AccessPlace, query: AccessQuery): Promise<AbleView[]>;
  /** Rights for a while; `all`: those that have ended, too. */
  grants(query?: { all?: boolean }): Promise<GrantView[]>;
  /** What running tasks may use now. */
  runGrants(query?: { project?: string | undefined }): Promise<RunGrantView[]>;
  askGrant(body: GrantBody): Promise<GrantView>;
  /** As another person. */
  approveGrant(id: string): Promise<GrantView>;
  revokeGrant(id: string, body?: { reason?: string }): Promise<GrantView>;
  revokeToken(id: string, body?: { reason?: string }): Promise<void>;
  /** Who has logged in. */
  users(): Promise<PersonView[]>;
  /** Ends all their sessions. */
  logoutUser(name: string, body?: { reason?: string }): Promise<void>;
  /** The same, and another account of the provider may have the name. */
  forgetUser(name: string, body?: { reason?: string }): Promise<void>;
}

/** What it is done to. */
export interface AccessPlace {
  project?: string;
  /** With a project. */
  pipeline?: string;
}

export interface AccessQuery {
  action: string;
  /** Of a project, for any pipeline of it that is so. */
  tag?: readonly string[];
  owner?: string;
  folder?: string;
}

export interface GrantBody {
  kind: "incident" | "ticket";
  ticket: string;
  actions: readonly string[];
  project: string;
  pipelines?: readonly string[];
  tags?: Readonly<Record<string, readonly string[]>>;
  reason: string;
  /** A duration. */
  for: string;
}

type Get = <T>(path: string, query?: object) => Promise<T>;
type Post = <T>(path: string, body?: object) => Promise<{ body: T }>;

export const accessMethods = (get: Get, post: Post): AccessClient => ({
  me: () => get("/api/v1/me"),
  logout: async () => void (await post("/api/v1/logout")),
  tokens: async (query) => (await get<Page<TokenView>>("/api/v1/tokens", query)).items,
  createToken: async (body) => (await post<MadeTokenView>("/api/v1/tokens", body)).body,
  rotateToken: async (id, body) =>
    (await post<MadeTokenView>(`${tokenPath(id)}/rotate`, body)).body,
  users: async () => (await get<Page<PersonView>>("/api/v1/users")).items,
  logoutUser: async (name, body) => void (await post(`${userPath(name)}/logout`, body)),
  forgetUser: async (name, body) => void (await post(`${userPath(name)}/forget`, body)),
  explain: (of, query) => get(`${placePath(of)}/access`, query),
  whoCan: async (of, query) => (await get<Page<AbleView>>(`${placePath(of)}/able`, query)).items,
  grants: async (query) => (await get<Page<GrantView>>("/api/v1/grants", query)).items,
  runGrants: async (query) => (await get<Page<RunGrantView>>("/api/v1/run-grants", query)).items,
  askGrant: async (body) => (await post<GrantView>("/api/v1/grants", body)).body,
  approveGrant: async (id) => (await post<GrantView>(`${grantPath(id)}/approve`)).body,
  revokeGrant: async (id, body) => (await post<GrantView>(`${grantPath(id)}/revoke`, body)).body,
  revokeToken: async (id, body) => void (await post(`${tokenPath(id)}/revoke`, body)),
});

function placePath({ project, pipeline }: AccessPlace): string {
  if (project === undefined) return "/api/v1";
  const name = encodeURIComponent(project);
  if (pipeline === undefined) return `/api/v1/projects/${name}`;
  return `/api/v1/pipelines/${name}/${encodeURIComponent(pipeline)}`;
}

const grantPath = (id: string): string => `/api/v1/grants/${encodeURIComponent(id)}`;
const userPath = (name: string): string => `/api/v1/users/${encodeURIComponent(name)}`;
const tokenPath = (id: string): string => `/api/v1/tokens/${encodeURIComponent(id)}`;
