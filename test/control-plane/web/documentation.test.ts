import { dirname, join } from "node:path/posix";
import { expect, test } from "vitest";
import { documentPage, searchPage } from "#web/documentation.ts";
import { documentPaths } from "#web/documents.ts";

const found = (page: string): string[] =>
  [...page.matchAll(/<a class="nm" href="([^"]+)"/g)].map(([, href]) => href as string);

test.each(documentPaths())(
  "every link of %s that leads to a page leads to a heading of it",
  (path) => {
    const page = documentPage(path) ?? "";
    const faults = [...page.matchAll(/<a href="([^":]*)#([^"]+)"/g)].filter(
      ([, to = "", anchor]) => {
        const target = to === "" ? path : join(dirname(path), to);
        return !(documentPage(target) ?? "").includes(` id="${anchor}"`);
      },
    );
    expect(faults.map(([link]) => link)).toEqual([]);
  },
);

test("no path leads out of the documentation", () => {
  for (const path of ["../package.json", "../README.md", "/etc/passwd", "README", "migration", ""])
    expect(documentPage(path)).toBeNull();
});

test("what is searched for is found where it is said, by beginnings and with a slip", () => {
  expect(found(searchPage("rollback"))[0]).toContain("/docs/rollback.md");
  expect(found(searchPage("blackout xyzzyplugh")).join()).toContain("/docs/holds.md");
  expect(found(searchPage("blackou"))[0]).toContain("/docs/holds.md");
  expect(found(searchPage("calender")).join()).toContain("#calendar-missing");
  expect(searchPage("xyzzyplugh")).toContain("Nothing has any of these words");
});

/** Of every page. */
const own = '<script type="module" src="/assets/page.js"></script>';

test("what is searched for is shown as text, whatever it is", () => {
  for (const query of ["<script>alert(1)</script>", "a+(b", "$& ${{ x }}", "\\", "[", '"><img>'])
    expect(searchPage(query).replace(own, "")).not.toMatch(/<script|<img/);
  expect(searchPage('"><b>')).toContain('value="&quot;&gt;&lt;b&gt;"');
});
