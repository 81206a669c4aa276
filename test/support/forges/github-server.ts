// A local HTTP server that speaks the operations of GitHub's REST API that are used, checked against its contract.

import { createVerify, generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { type ContractDocument, contractOf } from "./contract.ts";
import { type Answer, type ForgeServer, forgeServer, pageOf } from "./forge-server.ts";

const document = JSON.parse(
  readFileSync(new URL("github-contract.json", import.meta.url), "utf8"),
) as ContractDocument;

// biome-ignore lint/suspicious/noExplicitAny: objects as the API has them
type Json = any;

export interface TestPull {
  number: number;
  title: string;
  author: string;
  head: string;
  branch?: string;
  /** What it is to be merged into; `main` if it says nothing. */
  base?: string;
  body?: string;
  /** Of the repository that it comes from; another than ours is a fork. */
  from?: string;
  /** An instant; the server has moved it along with each review. */
  updated?: string;
  merged?: { commit: string; by: string; at: string };
  reviews?: { user: string; state: string; commit: string; at?: string; is?: string }[];
  commits?: { sha: string; message: string; login?: string; name?: string }[];
  /** Commits besides the merge's that the change has brought. */
  brought?: string[];
}

export interface GitHubServer extends ForgeServer {
  repository: string;
  app: { id: string; privateKey: string };
  token: string;
  pulls: TestPull[];
  checkRuns: Json[];
  comments: Json[];
  deployments: Json[];
  statuses: Json[];
  pushes: { after: string; ref: string; actor: string }[];
}

const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
const installationToken = "ghs_token-of-the-installation";
const token = "ghp_token-of-a-person";
const appId = 4711;

export async function githubServer(repository = "acme/finance"): Promise<GitHubServer> {
  const [owner, repo] = repository.split("/");
  const pulls: TestPull[] = [];
  const checkRuns: Json[] = [];
  const comments: Json[] = [];
  const deployments: Json[] = [];
  const statuses: Json[] = [];
  const pushes: GitHubServer["pushes"] = [];
  let last = 1000;
  const whoOf = (header = "") => (header.includes(token) ? "person" : "app");

  const view = (pull: TestPull) => ({
    ...{ number: pull.number, title: pull.title, user: { login: pull.author }, draft: false },
    html_url: `https://github.example/${repository}/pull/${pull.number}`,
    state: pull.merged ? "closed" : "open",
    head: {
      sha: pull.head,
      ref: pull.branch ?? "feature",
      repo: { full_name: pull.from ?? repository },
    },
    base: { ref: pull.base ?? "main", sha: "0".repeat(40) },
    updated_at: pull.updated ?? updatedAt(pull.reviews?.length ?? 0),
    merged_at: pull.merged?.at ?? null,
    merge_commit_sha: pull.merged?.commit ?? null,
    merged_by: pull.merged ? { login: pull.merged.by } : null,
    merged: pull.merged !== undefined,
  });
  const without = <T extends object>(item: T, ...keys: string[]) =>
    Object.fromEntries(Object.entries(item).filter(([key]) => !keys.includes(key)));
  const simple = (pull: TestPull) => without(view(pull), "merged", "merged_by");
  const pullOf = (text: string | undefined) => pulls.find((one) => one.number === Number(text));
  const missing: Answer = { status: 404, body: { message: "Not Found" } };
  const run = (one: Json) => without(one, "annotations");
  const update = (one: Json, body: Json) => {
    const { output, ...rest } = body;
    Object.assign(one, rest);
    if (rest.conclusion) one.status = "completed";
    one.annotations.push(...(output?.annotations ?? []));
    one.output = { ...one.output, ...without(output ?? {}, "annotations") };
    one.output.annotations_count = one.annotations.length;
  };

  const acts: Record<string, (call: Json, who: "person" | "app") => Answer> = {
    "apps/get-repo-installation": () => ({ status: 200, body: { id: 99, app_id: appId } }),
    "apps/create-installation-access-token": () => ({
      status: 201,
      body: {
        token: installationToken,
        expires_at: new Date(Date.now() + 3_600_000).toISOString(),
        permissions: {},
      },
    }),
    "users/get-authenticated": (_, who) =>
      who === "person"
        ? { status: 200, body: { login: "trunkline-bot" } }
        : { status: 403, body: { message: "Resource not accessible by integration" } },
    "pulls/list": (call) =>
      pageOf(
        pulls
          .filter(
            (pull) =>
              !pull.merged &&
              [undefined, `${owner}:${pull.branch}`].includes(call.query.head) &&
              [undefined, pull.base ?? "main"].includes(call.query.base),
          )
          .map(simple),
        call,
      ),
    "pulls/create": ({ body }) => {
      const pull: TestPull = {
        ...{ number: ++last, title: body.title, author: "trunkline-bot" },
        ...{ head: "0".repeat(40), branch: body.head, base: body.base, body: body.body },
      };
      pulls.push(pull);
      return { status: 201, body: view(pull) };
    },
    "pulls/get": ({ path }) => {
      const pull = pullOf(path.pull_number);
      return pull ? { status: 200, body: view(pull) } : missing;
    },
    "pulls/list-reviews": (call) =>
      pageOf(
        (pullOf(call.path.pull_number)?.reviews ?? []).map((review, index) => ({
          ...{ id: index + 1, user: { login: review.user }, state: review.state },
          commit_id: review.commit,
          author_association: review.is ?? "NONE",
          submitted_at: review.at ?? `2026-11-20T10:00:${String(index).padStart(2, "0")}Z`,
        })),
        call,
      ),
    "pulls/list-commits": (call) =>
      pageOf(
        (pullOf(call.path.pull_number)?.commits ?? []).map(({ sha, message, login, name }) => ({
          sha,
          commit: { message, author: { name: name ?? login ?? "Someone" } },
          author: login ? { login } : null,
        })),
        call,
      ),
    "repos/list-pull-requests-associated-with-commit": (call) => {
      const sha = call.path.commit_sha;
      const found = pulls.filter(
        (pull) => pull.head === sha || pull.merged?.commit === sha || pull.brought?.includes(sha),
      );
      return pageOf(found.map(simple), call);
    },
    "repos/list-activities": ({ query }) => ({
      status: 200,
      body: pushes
        .filter(({ ref }) => ref === query.ref)
        .map(({ after, ref, actor }) => ({
          ...{ after, ref, actor: { login: actor } },
          ...{ timestamp: "2026-11-20T09:00:00Z", activity_type: "push" },
        })),
    }),
    "checks/list-for-ref": (call) => {
      const found = checkRuns.filter(
        (one) => one.head_sha === call.path.ref && one.name === call.query.check_name,
      );
      const page = pageOf(found.map(run), call);
      return { ...page, body: { total_count: found.length, check_runs: page.items } };
    },
    "checks/create": ({ body }, who) => {
      if (who === "person")
        return {
          status: 403,
          body: { message: "You must authenticate via a GitHub App." },
        };
      const made = {
        ...{ id: ++last, external_id: null, status: "queued", conclusion: null, annotations: [] },
        output: { title: null, summary: null, annotations_count: 0 },
      };
      update(made, body);
      checkRuns.push(made);
      return { status: 201, body: run(made) };
    },
    "checks/update": ({ path, body }) => {
      const found = checkRuns.find((one) => one.id === Number(path.check_run_id));
      if (!found) return missing;
      update(found, body);
      return { status: 200, body: run(found) };
    },
    "issues/list-comments": (call) =>
      pageOf(
        comments.filter((one) => one.on === Number(call.path.issue_number)).map(commentView),
        call,
      ),
    "issues/create-comment": ({ path, body }, who) => {
      const made = { id: ++last, on: Number(path.issue_number), body: body.body, by: who };
      comments.push(made);
      return { status: 201, body: commentView(made) };
    },
    "issues/update-comment": ({ path, body }) => {
      const found = comments.find((one) => one.id === Number(path.comment_id));
      if (!found) return missing;
      found.body = body.body;
      return { status: 200, body: commentView(found) };
    },
    "repos/list-deployments": (call) =>
      pageOf(
        deployments
          .filter((one) => one.sha === call.query.sha && one.environment === call.query.environment)
          .map((one) => without(one, "states")),
        call,
      ),
    "repos/create-deployment": ({ body }) => {
      const made = { ...body, id: ++last, sha: body.ref, states: [] as Json[] };
      deployments.push(made);
      return { status: 201, body: without(made, "states") };
    },
    "repos/list-deployment-statuses": (call) => {
      const found = deployments.find((one) => one.id === Number(call.path.deployment_id));
      return found ? pageOf(found.states.toReversed(), call) : missing;
    },
    "repos/create-deployment-status": ({ path, body }) => {
      const found = deployments.find((one) => one.id === Number(path.deployment_id));
      if (!found) return missing;
      const made = { id: ++last, ...body };
      found.states.push(made);
      return { status: 201, body: made };
    },
    "repos/create-commit-status": ({ path, body }) => {
      statuses.push({ sha: path.sha, ...body });
      return { status: 201, body };
    },
  };
  const commentView = ({ id, body, by }: Json) => ({
    ...{ id, body, user: { login: by === "person" ? "trunkline-bot" : by } },
    performed_via_github_app: by === "app" ? { id: appId } : null,
  });

  const server = await forgeServer({
    contract: contractOf(document),
    refuses({ headers }, { operation, path }) {
      const given = headers.authorization ?? "";
      if (path.owner !== undefined && (path.owner !== owner || path.repo !== repo))
        return "no such repository";
      if (operation.startsWith("apps/"))
        return isOfApp(given) ? null : "A JSON web token could not be decoded";
      return given === `token ${installationToken}` || given === `token ${token}`
        ? null
        : "Bad credentials";
    },
    act(call, asked) {
      const act = acts[call.operation];
      if (act === undefined) throw new Error(`${call.operation} is in the contract only`);
      return act(call, whoOf(asked.headers.authorization));
    },
  });
  return {
    ...server,
    repository,
    app: {
      id: String(appId),
      privateKey: keys.privateKey.export({ type: "pkcs1", format: "pem" }).toString(),
    },
    ...{ token, pulls, checkRuns, comments, deployments, statuses, pushes },
  };
}

const updatedAt = (reviews: number): string =>
  new Date(Date.UTC(2026, 10, 20, 10, 0, reviews)).toISOString();

/** Signed by the App's key, about the App, and not yet over. */
function isOfApp(header: string): boolean {
  const [head = "", body = "", signature = ""] = header.replace(/^bearer /i, "").split(".");
  const verify = createVerify("RSA-SHA256").update(`${head}.${body}`);
  if (!verify.verify(keys.publicKey, signature, "base64url")) return false;
  const { iss, exp } = JSON.parse(Buffer.from(body, "base64url").toString());
  return String(iss) === String(appId) && exp * 1000 > Date.now();
}
