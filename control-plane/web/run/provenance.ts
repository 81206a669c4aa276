// Where a run comes from: the commit and its signature, its change, who approved it by which rule, what was let through all the
// same, and what made the run due.

import type { RunView } from "#api/types.ts";
import { type Html, html } from "../html.ts";
import { commitLink, type InGit } from "../pipeline/edit-link.ts";
import { type Shape, state } from "../state.ts";
import { timeText } from "../times.ts";

type Evidence = RunView["evidence"];
type Signature = NonNullable<Evidence["signatures"]>["commits"][number];

const step = (shape: Shape, what: Html, more: Html | null = null): Html =>
  html`<li>${state(shape)}<span>${what}</span>${more === null ? null : html`<span class="w">${more}</span>`}</li>`;

/** @param forge Where people find the repository; null: its address says it, or nobody knows. */
export function provenanceOf(run: RunView, forge: InGit["forge"], zone: string, now: string): Html {
  const { revision, evidence } = run;
  const at = (instant: string) => timeText(instant, zone, now);
  const commit = (oid: string): Html => {
    const link = commitLink({ repository: revision.repository, forge }, oid);
    const short = html`<code>${oid.slice(0, 8)}</code>`;
    return link === null ? short : html`<a href="${link}" rel="noreferrer">${short}</a>`;
  };
  const { signatures } = evidence;
  const signature = signatures?.commits.find((one) => one.commit === revision.changedIn);
  const rerun =
    run.generation > 1
      ? html`, generation ${run.generation}${run.rerunOf === null ? null : html` after <a href="/runs/${run.rerunOf}">run ${run.rerunOf}</a>`}`
      : null;
  return html`<ol class="steps chain">
${step(
  "ok",
  html`Commit ${commit(revision.changedIn)} by ${revision.author}`,
  html`“${revision.subject}”, <a href="/pipelines/${run.project}/${run.pipeline}#spec"><code>${revision.file}</code></a> of branch <code>${revision.branch}</code>${run.uncommitted ? ", of a working tree: never committed" : ""}`,
)}
${signatureStep(signature, signatures?.required ?? false)}
${changeStep(run, at)}
${approvalSteps(run)}
${evidence.confirmation === undefined ? null : confirmationStep(evidence.confirmation)}
${step("ok", html`Deployed with commit ${commit(revision.commit)}`, html`<a href="/deployments?project=${encodeURIComponent(run.project)}">${run.project}</a> of <code>${revision.repository}</code>`)}
${step("ok", html`Run ${run.id}, made by ${made.get(run.trigger) ?? run.trigger}${run.actor === null ? null : html`: ${run.actor}`}`, html`Due ${at(run.dueAt)} ${zone}${rerun}. Retries keep this revision. <a href="/audit?subject=${run.id}">What people did to it</a>`)}
</ol>`;
}

/** What a run's trigger is called in a sentence. */
const made: ReadonlyMap<string, string> = new Map([
  ["schedule", "its schedule"],
  ["after", "the runs that it awaits"],
  ["message", "a message"],
  ["manual", "hand"],
  ["rerun", "a rerun"],
  ["backfill", "a backfill"],
  ["task", "a task of another run"],
]);

function signatureStep(signature: Signature | undefined, required: boolean): Html {
  if (signature === undefined)
    return step("blank", html`Signature not looked at`, html`Signatures are not asked for.`);
  const { signer, kind, fingerprint, reason, isForge } = signature;
  const isGood = signature.state === "good";
  const key =
    fingerprint === null ? null : html`${kind ?? "key"} <code class="any">${fingerprint}</code>`;
  return step(
    isGood ? "ok" : "risk",
    html`Signature ${signature.state}${signer === null ? null : html`, of ${signer}`}${isForge ? ", a forge" : ""}`,
    html`${reason === null ? null : html`${reason}. `}${required ? "It had to be good. " : "It did not have to be good. "}${key}`,
  );
}

function changeStep({ revision, evidence: { change } }: RunView, at: (i: string) => string): Html {
  if (revision.change === undefined && change === undefined)
    return step("blank", html`No pull or merge request is known`);
  const number = `#${change?.number ?? revision.change}`;
  const link = change?.url.startsWith("https://")
    ? html`<a href="${change.url}" rel="noreferrer">${number}</a>`
    : html`${number}`;
  if (change === undefined)
    return step(
      "ok",
      html`Change ${link}`,
      html`As the commit's message says; the forge was not asked.`,
    );
  const { mergedAt, mergedBy } = change;
  return step(
    "ok",
    html`Change ${link} “${change.title}” of ${change.author}`,
    mergedAt ? html`Merged${mergedBy ? html` by ${mergedBy}` : null} ${at(mergedAt)}` : null,
  );
}

/** By the rules that asked for approvals; without such who is named as having given one. */
function approvalSteps({ revision, evidence: { approvals } }: RunView): Html {
  const by = (people: readonly string[]) => (people.length === 0 ? "nobody" : people.join(", "));
  const changes =
    approvals?.changes.filter(
      ({ requirements, passedOver }) => requirements.length + passedOver.length > 0,
    ) ?? [];
  if (changes.length === 0)
    return revision.approvers.length === 0
      ? step("blank", html`No approval is recorded`)
      : step(
          "ok",
          html`Approved by ${by(revision.approvers)}`,
          approvals?.from === "forge" ? html`As the forge has it.` : html`As the commit declares.`,
        );
  return html`${changes.map(
    ({ requirements, passedOver }) =>
      html`${requirements.map(({ rule, owners, count, approvedBy }) =>
        step(
          approvedBy.length >= count ? "ok" : "risk",
          html`Approved by ${by(approvedBy)}`,
          html`<code class="any">${rule}</code> asks for ${count} of ${owners.length === 0 ? "whoever may write to the repository" : owners.join(", ")}`,
        ),
      )}${passedOver.map(({ user, why }) => step("blank", html`${user}'s approval does not count`, html`${why}`))}`,
  )}`;
}

const confirmationStep = ({ by, of, reason, plan }: NonNullable<Evidence["confirmation"]>): Html =>
  step(
    "risk",
    html`Held, and let through by ${by}`,
    html`${of}${reason === null ? null : html`. “${reason}”`}. Plan <code>${plan.slice(0, 12)}</code>`,
  );
