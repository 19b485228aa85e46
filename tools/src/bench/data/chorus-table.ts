// Reads a table as the making of its dataset file does: opens it, learns from it, and takes all pieces. Prints the seconds, and
// the largest memory of this process, Node's own among it.
import { openTableDataset } from '@chorus/data/own-data';

const [path = ''] = process.argv.slice(2);
const startMs = performance.now();
const shares = { test: 0.2, validation: 0, seed: 1 };
const { splits } = await openTableDataset(path, { shares });
let samples = 0;
for await (const { labels } of splits.train.read()) samples += labels.length;
if (samples !== splits.train.samples) throw new Error(`${samples} samples were read`);
const seconds = (performance.now() - startMs) / 1000;
const megabytes = (process.resourceUsage().maxRSS * 1024) / 1e6;
process.stdout.write(`\n${JSON.stringify({ seconds, megabytes })}\n`);
