// Which addresses requests may go to. A host is named by whoever writes a spec, by an answer, or by a name server that
// somebody else keeps; what it leads to is judged here, by the address that is then connected to.

import { BlockList, isIP } from "node:net";

/** Words for ranges, beside addresses and CIDR. */
export const addressWords = ["loopback", "private"] as const;
type Word = (typeof addressWords)[number];

/**
 * Where clouds tell a machine its own credentials, what is on the same wire alone, and what is nobody's address. No task
 * has business there. IPv6 that stands for IPv4 (mapped, by NAT64 or 6to4) is judged by what it stands for.
 */
const neverAsked: readonly string[] = [
  "169.254.0.0/16",
  "fe80::/10",
  // Metadata beyond the link: Alibaba, Oracle, Azure's host, AWS and Google by IPv6.
  ...["100.100.100.200", "192.0.0.192", "168.63.129.16", "fd00:ec2::254", "fd20:ce::254"],
  // Multicast, reserved, broadcast.
  ...["224.0.0.0/4", "240.0.0.0/4", "ff00::/8"],
];

const ranges: Record<Word, readonly string[]> = {
  loopback: ["127.0.0.0/8", "::1", "0.0.0.0/8", "::"],
  private: [
    ...["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"],
    ...["fc00::/7", "fec0::/10"],
  ],
};

export interface AddressSettings {
  /** Words, addresses or CIDR that are refused beside the usual ones. */
  deny?: readonly string[];
  /** What is reached whatever refuses it. */
  allow?: readonly string[];
}

/** Why an address (without brackets) may not be asked, as a clause; null when it may. */
export type JudgeAddress = (address: string) => string | null;

/** @throws RangeError for an entry that is none. */
export function judgeAddresses({ deny = [], allow = [] }: AddressSettings = {}): JudgeAddress {
  const [never, denied, allowed] = [neverAsked, deny, allow].map(listOf) as [
    BlockList,
    BlockList,
    BlockList,
  ];
  return (address) => {
    const bare = withoutZone(address);
    if (has(allowed, bare)) return null;
    if (has(never, bare)) return "a link-local, metadata or reserved address";
    return has(denied, bare)
      ? "an address that whoever runs Trunkline has closed (--deny-address)"
      : null;
  };
}

/** What is wrong with an entry of the settings; null when it is good. */
export function addressIssue(entry: string): string | null {
  try {
    listOf([entry]);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

function listOf(entries: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of entries.flatMap((one) => ranges[one as Word] ?? one)) {
    const [address = "", length, ...rest] = entry.split("/");
    const family = isIP(address);
    const bits = length === undefined ? (family === 4 ? 32 : 128) : Number(length);
    const isLength = /^\d{1,3}$/.test(length ?? "0") && bits <= (family === 4 ? 32 : 128);
    if (family === 0 || rest.length > 0 || !isLength)
      throw new RangeError(
        `"${entry}" is neither an address nor a range such as 10.0.0.0/8, nor one of ${addressWords.join(", ")}`,
      );
    list.addSubnet(address, bits, family === 4 ? "ipv4" : "ipv6");
  }
  return list;
}

function has(list: BlockList, address: string): boolean {
  const family = isIP(address);
  // Nobody knows where it leads.
  if (family === 0) return false;
  if (family === 4) return list.check(address, "ipv4");
  const inside = insideIpv6(address);
  return list.check(address, "ipv6") || (inside !== null && list.check(inside, "ipv4"));
}

const withoutZone = (address: string): string => address.replace(/%.*$/, "");

/** The IPv4 address that one of IPv6 stands for: mapped, compatible, NAT64 and 6to4. */
function insideIpv6(address: string): string | null {
  const groups = groupsOf(address);
  const [a = 0, b = 0] = groups;
  const dotted = (high = 0, low = 0) =>
    [high >> 8, high & 255, low >> 8, low & 255].map(String).join(".");
  if (a === 0x2002) return dotted(b, groups[2]);
  const isNat64 = a === 0x64 && (b === 0xff9b || b === 0xff9a);
  const isMapped = groups.slice(0, 5).every((one) => one === 0);
  return isNat64 || isMapped ? dotted(groups[6], groups[7]) : null;
}

function groupsOf(address: string): number[] {
  const plain = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...parts: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = parts.slice(0, 4).map(Number);
    return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  });
  const [head = "", tail] = plain.split("::");
  const of = (text: string) => (text === "" ? [] : text.split(":").map((one) => parseInt(one, 16)));
  const [first, last] = [of(head), of(tail ?? "")];
  return [...first, ...Array<number>(8 - first.length - last.length).fill(0), ...last];
}
