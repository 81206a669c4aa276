// What CronJobs may have that a person has to know of, and what is assumed of them.

import type { FindingCode } from "#migrators/codes.ts";

export const kubernetesCodes = {
  "kubernetes-connection": {
    severity: "error",
    title: "Manifests don't say which cluster they are for.",
    help: "set `connection` in the parameters to the name of a connection of type `kubernetes`",
  },
  "kubernetes-schedule": {
    severity: "error",
    title: "The schedule is none that a CronJob runs by.",
    help: "five fields, and the zone in `timeZone`",
  },
  "kubernetes-manifest": {
    severity: "error",
    title: "A key stands twice, so that it can't be told what the manifest means.",
    help: "take one of them out",
  },
  "kubernetes-volumes": {
    severity: "error",
    title: "A task of type `kubernetes` has no volumes.",
    help: "read what is needed from elsewhere, or start the Job with a command of the cluster's own",
  },
  "kubernetes-value": {
    severity: "error",
    title: "The value of a variable comes from a Secret, a ConfigMap or the pod.",
    help: "put it into a secret of Trunkline and name that in `secrets`, or write it out",
  },
  "kubernetes-setting": {
    severity: "error",
    title: "Nothing in a task of type `kubernetes` stands for it.",
    help: "take it out if the job can do without, else keep the CronJob and start it by a command of the cluster's own",
  },
  "kubernetes-other": {
    severity: "info",
    title: "The object starts by no schedule.",
    help: null,
  },
  "kubernetes-suspended": {
    severity: null,
    title: "The CronJob is suspended: it is imported without a schedule.",
    help: null,
  },
  "kubernetes-pod": {
    severity: null,
    title:
      "The pod has neither capabilities nor new privileges, labels nor annotations of the template, and needs none; it can start within 10 minutes.",
    help: null,
  },
  "kubernetes-namespace": {
    severity: null,
    title: "The connection's namespace is that of the manifest.",
    help: null,
  },
  "kubernetes-forbid": {
    severity: null,
    title:
      "A start that comes while a run goes on is left out; Kubernetes may make up for the last one afterwards.",
    help: null,
  },
  "kubernetes-late": {
    severity: null,
    title:
      "A start that is late by more than this is left out there; here none is made up for if this is a minute or less, else the latest.",
    help: null,
  },
  "kubernetes-retry": {
    severity: null,
    title:
      "Pods are tried again as often, with pauses that double from 10 s; Kubernetes' end at 6 minutes.",
    help: null,
  },
  "kubernetes-timeout": {
    severity: null,
    title: "The limit is one of each attempt here, and of all together there.",
    help: null,
  },
  "kubernetes-words": {
    severity: null,
    title: "It is for people, written by the cluster, or so anyway.",
    help: null,
  },
} as const satisfies Record<string, FindingCode>;
