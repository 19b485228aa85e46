// Writes a table of random numbers with classes that follow from them: node write-rows.ts <folder> <rows>
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const COLUMNS = 50;
const CLASSES = 10;

const [folder = '', rows = ''] = process.argv.slice(2);
const values = new Float32Array(Number(rows) * COLUMNS);
const labels = new Uint8Array(Number(rows));
let state = 1;
for (let row = 0; row < labels.length; row++) {
  for (let column = 0; column < COLUMNS; column++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    values[row * COLUMNS + column] = state / 2 ** 31 - 1; // -1 to 1
  }
  labels[row] = Math.min(CLASSES - 1, Math.floor(((values[row * COLUMNS]! + 1) / 2) * CLASSES));
}
mkdirSync(folder);
writeFileSync(path.join(folder, 'rows.bin'), values);
writeFileSync(path.join(folder, 'labels.bin'), labels);
