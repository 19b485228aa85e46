// Reads a folder of images as the making of its dataset file does: opens it, and takes all pieces. Prints the seconds, and the
// largest memory of this process, Node's own among it.
import { openImageFolder } from '@chorus/data/own-data';

const [path = ''] = process.argv.slice(2);
const startMs = performance.now();
const { splits } = await openImageFolder(path, { size: { height: 64, width: 64 } });
let samples = 0;
for await (const { labels } of splits.train.read()) samples += labels.length;
if (samples !== splits.train.samples) throw new Error(`${samples} samples were read`);
const seconds = (performance.now() - startMs) / 1000;
const megabytes = (process.resourceUsage().maxRSS * 1024) / 1e6;
process.stdout.write(`\n${JSON.stringify({ seconds, megabytes })}\n`);
