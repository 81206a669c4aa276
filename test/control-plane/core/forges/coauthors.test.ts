// Trailers that name authors.

import { expect, test } from "vitest";
import { coauthorsIn } from "#core/forges/coauthors.ts";

test("accounts and names of co-authors, in any case, on any line", () => {
  const message = `Subject

Co-authored-by: Bob Builder <12345+bob-b@users.noreply.github.com>
co-authored-by: carol <carol@example.com>
Co-Authored-By: renovate[bot] <29139614+renovate[bot]@users.noreply.github.com>
Co-authored-by: Nameless`;
  expect(coauthorsIn(message)).toEqual([
    ...["bob-b", "Bob Builder", "carol", "renovate[bot]", "renovate[bot]", "Nameless"],
  ]);
  expect(coauthorsIn("Nothing co-authored-by: x")).toEqual([]);
});
