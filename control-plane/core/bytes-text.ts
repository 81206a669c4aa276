// Bytes for people: 512 B, 1.5 GiB.

const units = ["KiB", "MiB", "GiB", "TiB"] as const;

export function bytesText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  let value = bytes;
  let unit = -1;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  // Three digits say enough; 10.0 is 10.
  return `${Number(value.toPrecision(3))} ${units[unit]}`;
}
