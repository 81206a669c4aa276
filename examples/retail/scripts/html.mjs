// The pieces of the HTML report: amounts, tables and a bar chart, with every text escaped.

const entities = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

export const escapeHtml = (text) => String(text).replace(/[&<>"]/g, (found) => entities[found]);

/** Cents as euros. The language is fixed: the same data must give the same file on every machine. */
export const euro = (cents) =>
  (cents / 100).toLocaleString("en-GB", { style: "currency", currency: "EUR" });

export function table(title, lines) {
  const head = [title, "Orders", "Units", "Gross", "Refunds", "Net"];
  const body = lines.map((line) => [
    escapeHtml(line.label),
    line.orders,
    line.units,
    euro(line.gross_cents),
    euro(line.refund_cents),
    euro(line.net_cents),
  ]);
  const row = (tag, cells) =>
    `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join("")}</tr>`;
  return `<table>\n${[row("th", head), ...body.map((cells) => row("td", cells))].join("\n")}\n</table>`;
}

const barHeight = 28;
const labelWidth = 170;
const barWidth = 420;
const fullWidth = 720;

/** Horizontal bars, the longest as wide as the room; inline SVG, so the file needs no script. */
export function chart(bars) {
  const largest = Math.max(1, ...bars.map((bar) => bar.cents));
  const lines = bars.map((bar, index) => {
    const y = index * barHeight;
    const width = Math.max(0, Math.round((bar.cents / largest) * barWidth));
    return [
      `<text x="0" y="${y + 18}">${escapeHtml(bar.label)}</text>`,
      `<rect x="${labelWidth}" y="${y + 4}" width="${width}" height="${barHeight - 8}" fill="#3b7dd8"/>`,
      `<text x="${labelWidth + width + 8}" y="${y + 18}">${euro(bar.cents)}</text>`,
    ].join("");
  });
  const size = `viewBox="0 0 ${fullWidth} ${bars.length * barHeight}" width="100%"`;
  return `<svg ${size} font-size="14" fill="currentColor" role="img" aria-label="Net revenue by product">\n${lines.join("\n")}\n</svg>`;
}
