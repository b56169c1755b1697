// Reads [{name, source, flags}] from standard input, and writes what recheck says of each, a line of JSON each.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { check } = createRequire(process.argv[2] + "/")("recheck");
for (const { name, source, flags } of JSON.parse(readFileSync(0, "utf8"))) {
  const found = await check(source, flags, { timeout: 20000 });
  const { status, complexity, error, attack } = found;
  const said = { name, status, complexity: complexity?.summary, error: error?.kind };
  console.log(JSON.stringify({ ...said, pumps: attack?.pumps, suffix: attack?.suffix }));
}
process.exit(0);
