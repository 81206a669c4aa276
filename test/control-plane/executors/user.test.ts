import { userInfo } from "node:os";
import { expect, test } from "vitest";
import { findUser, shellAs, startedAs } from "#executors/user.ts";

test("a user of this host is found with ids and home", async () => {
  const { username, uid, gid, homedir } = userInfo();
  expect(await findUser(username)).toMatchObject({ name: username, uid, gid, home: homedir });
  expect(await findUser("no-such-user")).toEqual({
    problem: "this host has no user `no-such-user`",
  });
});

test("what could be more than a name never reaches a shell", async () => {
  await expect(findUser("x; touch y")).rejects.toThrow("was not validated");
});

test("a command is prefixed where that gives the user's groups, and is given the ids otherwise", () => {
  const user = { uid: 7, gid: 8, prefix: ["setpriv", "--"] };
  expect(startedAs(["true"], undefined)).toEqual({ argv: ["true"], ids: {} });
  expect(startedAs(["true"], user)).toEqual({ argv: ["setpriv", "--", "true"], ids: {} });
  expect(startedAs(["true"], { ...user, prefix: [] })).toEqual({
    argv: ["true"],
    ids: { uid: 7, gid: 8 },
  });
});

test("ids alone leave none of root's groups", async ({ skip }) => {
  if (process.getuid?.() !== 0) return skip("only root can change to another user");
  const printed = await shellAs({ uid: 65_534, gid: 65_534, prefix: [] }, "id -u; id -G");
  expect(printed).toBe("65534\n65534\n");
});
