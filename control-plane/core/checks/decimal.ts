// Numbers as databases write them, compared without the rounding of doubles: sums of money have more digits than those hold.

const pattern = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;

/** A value times ten to the power of `-scale`. */
interface Decimal {
  units: bigint;
  scale: number;
}

function parse(text: string): Decimal | null {
  const [, sign = "", whole = "", part = "", power = "0"] = pattern.exec(text.trim()) ?? [];
  if (whole === "") return null;
  const units = BigInt(`${sign === "-" ? "-" : ""}${whole}${part}`);
  const scale = part.length - Number(power);
  return scale < 0 ? { units: units * 10n ** BigInt(-scale), scale: 0 } : { units, scale };
}

/**
 * How far two numbers are apart: `difference` for people, and whether that is within `absolute`, or within `percent` of the
 * second. Null where a text is no finite number.
 */
export function compareDecimals(
  one: string,
  other: string,
  within: { absolute: number } | { percent: number },
): { difference: string; isWithin: boolean } | null {
  const [a, b] = [parse(one), parse(other)];
  const limit = parse(String("percent" in within ? within.percent : within.absolute));
  if (a === null || b === null || limit === null) return null;
  const scale = Math.max(a.scale, b.scale);
  const [x, y] = [atScale(a, scale), atScale(b, scale)];
  const apart = x > y ? x - y : y - x;
  // apart / 10^scale <= limit / 10^limit.scale (of 100 parts of y)
  const left = apart * 10n ** BigInt(limit.scale) * ("percent" in within ? 100n : 1n);
  const right = limit.units * ("percent" in within ? abs(y) : 10n ** BigInt(scale));
  return { difference: textOf(x - y, scale), isWithin: left <= right };
}

const atScale = ({ units, scale }: Decimal, wanted: number): bigint =>
  units * 10n ** BigInt(wanted - scale);

const abs = (value: bigint): bigint => (value < 0n ? -value : value);

function textOf(units: bigint, scale: number): string {
  const digits = abs(units)
    .toString()
    .padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  const part = digits.slice(digits.length - scale).replace(/0+$/, "");
  return `${units < 0n ? "-" : ""}${whole}${part === "" ? "" : `.${part}`}`;
}
