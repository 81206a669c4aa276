// What every provider of secrets promises; the test of each runs this suite over its own store.

import { describe, expect, test } from "vitest";
import {
  largestSecret,
  SecretFault,
  type SecretProvider,
  type SecretQuestion,
} from "#secrets/provider.ts";

export interface ProviderUnderTest {
  provider: SecretProvider;
  /** Puts a value there as its users do; bytes, since stores also hold what is no text. */
  put(name: string, value: Uint8Array): Promise<void>;
  remove(name: string): Promise<void>;
  /** Makes it unable to answer; undefined for one that always can. */
  breakIt?(): Promise<void>;
  /** Can't hold any bytes, such as a variable; what it can't put is not tried. */
  textOnly?: boolean;
  /** Files of the deployed commit. */
  files?: Map<string, Uint8Array>;
  [Symbol.asyncDispose](): PromiseLike<void>;
}

export const question = (name: string, fields: Partial<SecretQuestion> = {}): SecretQuestion => ({
  name,
  project: "finance",
  environment: "prod",
  deployed: async () => null,
  signal: new AbortController().signal,
  ...fields,
});

export function providerContract(kind: string, make: () => Promise<ProviderUnderTest>): void {
  const asking = (under: ProviderUnderTest, name: string, fields?: Partial<SecretQuestion>) =>
    under.provider.read(
      question(name, { deployed: async (path) => under.files?.get(path) ?? null, ...fields }),
    );
  const put = (under: ProviderUnderTest, name: string, value: string) =>
    under.put(name, Buffer.from(value));

  describe(`${kind} as a provider of secrets`, () => {
    test("gives the value of a name, of folders too, and null for what it does not have", async () => {
      await using under = await make();
      await put(under, "token", "one");
      await put(under, "finance/warehouse-token", "two");
      expect(await asking(under, "token")).toBe("one");
      expect(await asking(under, "finance/warehouse-token")).toBe("two");
      for (const absent of ["hr/warehouse-token", "warehouse-token", "finance", "finance/token"])
        expect(await asking(under, absent)).toBe(null);
    });

    test("gives a changed value to the next who asks, and none once it is removed", async () => {
      await using under = await make();
      await put(under, "token", "before");
      expect(await asking(under, "token")).toBe("before");
      await put(under, "token", "after");
      expect(await asking(under, "token")).toBe("after");
      await under.remove("token");
      expect(await asking(under, "token")).toBe(null);
    });

    test("keeps a value to the byte, but for a line's end at its end", async () => {
      await using under = await make();
      for (const value of [
        "pa\"ss 'wörd' $(id) %41\\n",
        "-----BEGIN-----\nabc\n-----END-----",
        " a ",
      ]) {
        await put(under, "token", `${value}\n`);
        expect(await asking(under, "token")).toBe(value);
      }
    });

    test("takes an empty value for none", async () => {
      await using under = await make();
      await put(under, "token", "");
      expect(await asking(under, "token")).toBe(null);
    });

    test("refuses what no environment can hold, with the place and never the value", async () => {
      await using under = await make();
      const fault = async (value: Uint8Array) => {
        await under.put("token", value);
        const error = await asking(under, "token").catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(SecretFault);
        return (error as Error).message;
      };
      expect(await fault(Buffer.from("x".repeat(largestSecret + 1)))).toMatch(/64 KiB/);
      if (under.textOnly) return;
      expect(await fault(Buffer.from("hidden\0value"))).toMatch(/^(?!.*hidden).*NUL byte/);
      expect(await fault(Buffer.from([0x68, 0x69, 0xff, 0xfe]))).toMatch(/UTF-8/);
    });

    test("says where a value would have to be", async () => {
      await using under = await make();
      expect(under.provider.place(question("finance/warehouse-token"))).toMatch(/warehouse.token/i);
      expect(under.provider.name).toMatch(/^[a-z][a-z0-9-]*$/);
    });

    test("throws a fault and not null when it can't say", async () => {
      await using under = await make();
      if (under.breakIt === undefined) return;
      await put(under, "token", "hidden-value");
      await under.breakIt();
      const error = await asking(under, "token").catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(SecretFault);
      expect((error as Error).message).not.toContain("hidden-value");
    });
  });
}
