// The plain way to ask for many runs: a loop with `fetch` for each, and nothing kept. Arguments: the URL, how many, every (ms).

import { answerFigures } from "./process-figures.ts";

const [url, count, everyMs] = process.argv.slice(2) as [string, string, string];
for (let n = 1; n <= Number(count); n++) {
  const ask = async () => {
    const answer = await fetch(`${url}/runs/${n}`);
    await answer.json();
  };
  setTimeout(
    () => setInterval(() => void ask(), Number(everyMs)),
    (Number(everyMs) * n) / Number(count),
  );
}
answerFigures();
