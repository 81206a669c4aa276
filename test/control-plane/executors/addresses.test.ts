// Which addresses requests may go to, in every form in which one can be written.

import { describe, expect, test } from "vitest";
import { addressIssue, judgeAddresses } from "#executors/addresses.ts";

describe("usually", () => {
  const judge = judgeAddresses();
  test.each([
    ...["169.254.169.254", "169.254.0.1", "fe80::1", "fe80::1%eth0", "febf::1"],
    // The same as IPv6: mapped, compatible, NAT64, 6to4.
    ...["::ffff:169.254.169.254", "::ffff:a9fe:a9fe", "0:0:0:0:0:ffff:a9fe:a9fe"],
    ...["::169.254.169.254", "64:ff9b::169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1"],
    ...["100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254", "fd20:ce::254"],
    ...["224.0.0.1", "255.255.255.255", "ff02::1", "240.0.0.1"],
  ])("%s is refused", (address) => {
    expect(judge(address)).toBe("a link-local, metadata or reserved address");
  });

  test.each([
    ...["127.0.0.1", "::1", "10.0.0.1", "192.168.1.1", "fd00::1", "1.1.1.1", "2606:4700::1111"],
    ...["::ffff:10.0.0.1", "64:ff9b::808:808", "2002:808:808::1", "168.63.129.17"],
  ])("%s is reached", (address) => expect(judge(address)).toBeNull());
});

test("what is closed: words, ranges and addresses, also where IPv6 stands for them", () => {
  const judge = judgeAddresses({ deny: ["loopback", "private", "203.0.113.0/24", "2001:db8::1"] });
  for (const address of [
    ...["127.0.0.1", "127.9.9.9", "::1", "0.0.0.0", "::", "::ffff:127.0.0.1", "::ffff:7f00:1"],
    ...["10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.0.1", "100.64.0.1", "fc00::1"],
    ...["203.0.113.7", "2001:db8::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:c0a8:1::1"],
  ])
    expect(judge(address), address).toContain("--deny-address");
  for (const address of ["172.15.0.1", "172.32.0.1", "11.0.0.1", "203.0.114.1", "2001:db8::2"])
    expect(judge(address), address).toBeNull();
});

test("what is opened is reached whatever refuses it", () => {
  const judge = judgeAddresses({ deny: ["private"], allow: ["10.1.0.0/16", "169.254.10.1"] });
  expect(judge("10.1.2.3")).toBeNull();
  expect(judge("169.254.10.1")).toBeNull();
  expect(judge("::ffff:10.1.2.3")).toBeNull();
  expect(judge("10.2.0.1")).not.toBeNull();
  expect(judge("169.254.169.254")).not.toBeNull();
});

test.each([
  "",
  "host.example",
  "10.0.0.0/33",
  "10.0.0/8",
  "::/129",
  "10.0.0.0/8/8",
  "publik",
  "1.2.3.4/x",
])('"%s" is no entry', (entry) =>
  expect(addressIssue(entry)).toContain("is neither an address nor a range"),
);

test.each(["10.0.0.0/8", "1.2.3.4", "fd00::/8", "::1", "private", "loopback"])(
  "%s is one",
  (entry) => expect(addressIssue(entry)).toBeNull(),
);
