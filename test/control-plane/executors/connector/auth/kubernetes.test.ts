import { expect, test } from "vitest";
import { clusterWeb, kubernetesAuth } from "#executors/connector/auth/kubernetes.ts";
import type { GuardedFetch } from "#executors/guarded-fetch.ts";

const request = { method: "GET", url: new URL("https://k8s.example/x"), headers: {}, body: null };

test("a token of the connection is shown; the worker's own goes to its own cluster alone", async () => {
  const given = kubernetesAuth({ token: "token" }, { secrets: { token: "sa\n" } });
  expect(await given.prove(request)).toEqual({ headers: { authorization: "Bearer sa" } });
  const own = kubernetesAuth({}, { secrets: {}, inCluster: true });
  await expect(own.prove(request)).rejects.toThrow(
    "own service account is for https://kubernetes.default.svc, and not for https://k8s.example",
  );
});

test("a worker that wasn't started for it shows its account to nobody", () => {
  expect(() => kubernetesAuth({}, { secrets: {} })).toThrow("--kubernetes-in-cluster");
});

test("the authority of the connection is believed alone, where it gives one", async () => {
  const trusted: string[] = [];
  const web = {
    trusting(ca: string) {
      trusted.push(ca);
      return web;
    },
  } as unknown as GuardedFetch;
  const auth = { token: "token", ca: "${{ connection.ca }}" };
  await clusterWeb(auth, web, { ca: "PEM" });
  await clusterWeb(auth, web, { ca: "" });
  expect(trusted).toEqual(["PEM"]);
});
