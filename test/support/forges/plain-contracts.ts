// Contracts of GitLab and Gitea, in the shape of GitHub's: the operations that are used, with parameters and bodies
// as their documentations have them, and answers as far as they are read.

import type { ContractDocument } from "./contract.ts";

type Schema = Record<string, unknown>;
type Parameter = { name: string; in: "path" | "query"; required?: boolean; schema: Schema };

const text: Schema = { type: "string" };
const whole: Schema = { type: "integer" };
const textOrNull: Schema = { type: ["string", "null"] };
const truth: Schema = { type: "boolean" };
const list = (items: Schema): Schema => ({ type: "array", items });
const needs = (properties: Record<string, Schema>): Schema => ({
  ...{ type: "object", properties, required: Object.keys(properties) },
});
const some = (properties: Record<string, Schema>): Schema => ({ type: "object", properties });
const orNull = (schema: Schema): Schema => ({ oneOf: [schema, { type: "null" }] });
const one = (...values: string[]): Schema => ({ type: "string", enum: values });
const query = (properties: Record<string, Schema>): Parameter[] =>
  Object.entries(properties).map(([name, schema]) => ({ name, in: "query", schema }));

/** Every name in braces is a parameter; one that ends in `iid`, `index` or `id` of a note is a number. */
const operation = (
  operationId: string,
  path: string,
  status: number,
  answer: Schema,
  more: { query?: Record<string, Schema>; body?: Schema } = {},
) => ({
  operationId,
  parameters: [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(
      ([, name = ""]): Parameter => ({
        ...{ name, in: "path", required: true },
        schema: /^(iid|index|number)$/.test(name) ? whole : text,
      }),
    ),
    ...query(more.query ?? {}),
  ],
  ...(more.body && {
    requestBody: { required: true, content: { "application/json": { schema: more.body } } },
  }),
  responses: { [status]: { content: { "application/json": { schema: answer } } } },
});

type Method = "get" | "post" | "put" | "patch";
type Row = [
  Method,
  string,
  string,
  number,
  Schema,
  { query?: Record<string, Schema>; body?: Schema }?,
];

function document(rows: readonly Row[]): ContractDocument {
  const paths: ContractDocument["paths"] = {};
  for (const [method, path, id, status, answer, more] of rows)
    paths[path] = { ...paths[path], [method]: operation(id, path, status, answer, more) };
  return { paths, components: { parameters: {}, schemas: {} } };
}

const gitlabUser = needs({ username: text });
const note = needs({ id: whole, body: text, author: gitlabUser });
const mergeRequest = needs({
  ...{
    iid: whole,
    title: text,
    web_url: text,
    state: one("opened", "merged", "closed"),
    sha: text,
  },
  ...{ target_branch: text, author: orNull(gitlabUser), merge_user: orNull(gitlabUser) },
  ...{
    updated_at: text,
    merged_at: textOrNull,
    merge_commit_sha: textOrNull,
    squash_commit_sha: textOrNull,
  },
});
const gitlabPage = { per_page: whole, page: whole };
const inProject = "/projects/{id}";

export const gitlabContract = document([
  ["get", "/user", "user", 200, gitlabUser],
  [
    ...(["get", `${inProject}/merge_requests`, "merge-requests", 200, list(mergeRequest)] as const),
    {
      query: {
        ...{ ...gitlabPage, state: one("opened", "closed", "locked", "merged", "all") },
        ...{
          target_branch: text,
          source_branch: text,
          order_by: one("created_at", "updated_at"),
          sort: one("asc", "desc"),
        },
      },
    },
  ],
  [
    ...(["post", `${inProject}/merge_requests`, "request-merge", 201, mergeRequest] as const),
    {
      body: {
        ...some({ source_branch: text, target_branch: text, title: text, description: text }),
        required: ["source_branch", "target_branch", "title"],
      },
    },
  ],
  ["get", `${inProject}/merge_requests/{iid}`, "merge-request", 200, mergeRequest],
  [
    ...(["get", `${inProject}/repository/commits/{sha}/merge_requests`] as const),
    ...(["commit-merge-requests", 200, list(mergeRequest), { query: gitlabPage }] as const),
  ],
  [
    ...(["get", `${inProject}/merge_requests/{iid}/commits`, "commits", 200] as const),
    ...([list(needs({ message: text, author_name: text })), { query: gitlabPage }] as const),
  ],
  [
    ...(["get", `${inProject}/merge_requests/{iid}/approvals`, "approvals", 200] as const),
    needs({ approved_by: list(needs({ user: gitlabUser })) }),
  ],
  [
    ...(["get", `${inProject}/approvals`, "approval-settings", 200] as const),
    some({ reset_approvals_on_push: truth }),
  ],
  [
    ...(["get", `${inProject}/merge_requests/{iid}/notes`, "notes", 200, list(note)] as const),
    {
      query: { ...gitlabPage, sort: one("asc", "desc"), order_by: one("created_at", "updated_at") },
    },
  ],
  [
    ...(["post", `${inProject}/merge_requests/{iid}/notes`, "add-note", 201, note] as const),
    { body: needs({ body: text }) },
  ],
  [
    ...([
      "put",
      `${inProject}/merge_requests/{iid}/notes/{note}`,
      "change-note",
      200,
      note,
    ] as const),
    { body: needs({ body: text }) },
  ],
  [
    ...([
      "post",
      `${inProject}/statuses/{sha}`,
      "set-status",
      201,
      needs({ status: text }),
    ] as const),
    {
      body: {
        ...some({
          ...{ state: one("pending", "running", "success", "failed", "canceled", "skipped") },
          ...{ name: text, target_url: text, ref: text, description: { ...text, maxLength: 255 } },
        }),
        required: ["state"],
      },
    },
  ],
]);

const giteaUser = needs({ login: text });
const comment = needs({ id: whole, body: text, user: orNull(giteaUser) });
const pull = needs({
  ...{ number: whole, title: text, html_url: text, user: orNull(giteaUser), merged: truth },
  ...{ head: needs({ sha: text, ref: text }), base: needs({ ref: text }), merged_at: textOrNull },
  ...{ updated_at: text, merged_by: orNull(giteaUser), merge_commit_sha: textOrNull },
});
const review = needs({
  ...{ user: orNull(giteaUser), commit_id: text, dismissed: truth, submitted_at: text },
  state: one("APPROVED", "PENDING", "COMMENT", "REQUEST_CHANGES", "REQUEST_REVIEW"),
});
const giteaCommit = needs({
  commit: needs({ message: text, author: orNull(needs({ name: text })) }),
  author: orNull(giteaUser),
});
const giteaPage = { limit: whole, page: whole };
const inRepository = "/repos/{owner}/{repo}";

export const giteaContract = document([
  ["get", "/user", "user", 200, giteaUser],
  [
    ...(["get", `${inRepository}/pulls`, "pulls", 200, list(pull)] as const),
    {
      query: {
        ...giteaPage,
        state: one("open", "closed", "all"),
        sort: one("oldest", "recentupdate"),
      },
    },
  ],
  [
    ...(["post", `${inRepository}/pulls`, "request-pull", 201, pull] as const),
    { body: some({ head: text, base: text, title: text, body: text }) },
  ],
  ["get", `${inRepository}/pulls/{index}`, "pull", 200, pull],
  ["get", `${inRepository}/commits/{sha}/pull`, "commit-pull", 200, pull],
  [
    ...(["get", `${inRepository}/pulls/{index}/commits`, "commits", 200] as const),
    ...([list(giteaCommit), { query: giteaPage }] as const),
  ],
  [
    ...(["get", `${inRepository}/pulls/{index}/reviews`, "reviews", 200] as const),
    ...([list(review), { query: giteaPage }] as const),
  ],
  ["get", `${inRepository}/issues/{index}/comments`, "comments", 200, list(comment)],
  [
    ...(["post", `${inRepository}/issues/{index}/comments`, "add-comment", 201, comment] as const),
    { body: needs({ body: text }) },
  ],
  [
    ...([
      "patch",
      `${inRepository}/issues/comments/{number}`,
      "change-comment",
      200,
      comment,
    ] as const),
    { body: needs({ body: text }) },
  ],
  [
    ...([
      "post",
      `${inRepository}/statuses/{sha}`,
      "set-status",
      201,
      needs({ status: text }),
    ] as const),
    {
      body: some({
        state: one("pending", "success", "error", "failure", "warning"),
        ...{ target_url: text, description: text, context: text },
      }),
    },
  ],
]);
