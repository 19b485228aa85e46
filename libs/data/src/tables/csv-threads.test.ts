import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SeededRandom } from '../random.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { openCsvTable } from './csv-table.ts';
import type { Threading } from './threads/plain-parts.ts';

const ALONE: Threading = { threads: 0, partBytes: 0 };
/** Parts so small that each line is at the border of one. */
const THREADS: Threading = { threads: 2, partBytes: 96 };
const FILES = 40;

const CELLS = [
  '',
  '0',
  '-1.5',
  '+.5',
  '3.',
  '1e-3',
  '12345678901234567890123',
  '16777217.0000001',
  '0.00000000000000000000012345',
  'NA',
  ' 1',
  '-',
  '猫',
  'a text of some length, but for its comma'.replace(',', ''),
];

/** A file of odd lines; in some places what only one thread reads, and what nobody does. */
function oddFile(random: SeededRandom): Uint8Array {
  const oneOf = <Item>(items: readonly Item[]): Item => items[random.below(items.length)]!;
  const end = oneOf(['\n', '\r\n', '\r\r\n', '\r']);
  const delimiter = oneOf([',', ';', '\t']);
  const odd = oneOf([
    '',
    '',
    '',
    `"q${delimiter}"`,
    '"two\nlines"',
    'x'.repeat(300),
    '1,5',
    '7.25',
  ]);
  const broken = oneOf(['', '', '', `1${delimiter}2`, '"open', 'caf\xe9', 'mid"dle']);
  const lines = [['a', 'b', 'c'].join(delimiter)];
  for (let row = 0; row < 60; row++) {
    if (random.below(10) === 0) lines.push('');
    lines.push([oneOf(CELLS), String(random.uniform(-9, 9)), oneOf(CELLS)].join(delimiter));
  }
  if (odd !== '') lines[random.below(50) + 1] = [odd, '1', odd].join(delimiter);
  if (broken !== '') lines[random.below(50) + 5] = broken;
  const text = lines.join(end) + oneOf(['', end, end + end]);
  const mark = oneOf(['', '\ufeff']);
  const bytes = Buffer.from(mark + text, oneOf(['utf8', 'utf8', 'utf8', 'utf16le']));
  // Latin 1 in UTF-8.
  return broken === 'caf\xe9'
    ? Buffer.from(bytes.toString('latin1').replace('Ã©', '\xe9'), 'latin1')
    : bytes;
}

interface Reading {
  /** All cells with the bits of their numbers, and the place of each row. */
  readonly rows: readonly string[];
  readonly findings: readonly string[];
  readonly error?: string;
}

async function read(path: string, threading: Threading): Promise<Reading> {
  const rows: string[] = [];
  try {
    const table = await openCsvTable(path, {}, threading);
    for await (const piece of table.pieces()) {
      const bits = piece.columns.map((cells) => new Uint32Array(cells.numbers().slice().buffer));
      for (let row = 0; row < piece.rows; row++) {
        const cells = piece.columns.map((column, index) => [column.text(row), bits[index]![row]]);
        rows.push(JSON.stringify([piece.placeOf(row), cells]));
      }
    }
    return { rows, findings: table.findings.map(({ text }) => text) };
  } catch (reason) {
    return { rows: [], findings: [], error: String(reason) };
  }
}

test('a file gives the same bits, places and messages from one thread and from several', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'odd.csv');
  const outcomes = { errors: 0, values: 0 };
  for (let file = 0; file < FILES; file++) {
    await writeFile(path, oddFile(SeededRandom.from(11, file)));
    const alone = await read(path, ALONE);
    expect(await read(path, THREADS), `file ${file}`).toEqual(alone);
    outcomes[alone.error === undefined ? 'values' : 'errors']++;
  }
  expect(Math.min(outcomes.errors, outcomes.values)).toBeGreaterThan(FILES / 5);
});

test.each([
  ['a row of another width', '1,2,3', /line 4002: 3 cells, where the first line has 2/],
  ['a quote in a cell', 'a"b,1', /line 4002: a quote is in the middle of a cell/],
])('%s that a thread meets is named by its line', async (_, line, message) => {
  const path = join(await temporaryFolder(), 'long.csv');
  await writeFile(path, ['a,b', ...Array<string>(4000).fill('0.5,x'), line, '1,y', ''].join('\n'));
  const { error } = await read(path, { threads: 2, partBytes: 1024 });
  expect(error).toMatch(message);
});

const linux = test.skipIf(process.platform !== 'linux');
const threadsOfProcess = async () => (await readdir('/proc/self/task')).length;

linux('no thread is left when reading is cancelled, is left, or fails', async () => {
  const path = join(await temporaryFolder(), 'long.csv');
  await writeFile(path, ['a,b', ...Array<string>(40_000).fill('0.5,x'), '1'].join('\n'));
  const table = await openCsvTable(path, {}, { threads: 3, partBytes: 4096 });
  await Array.fromAsync(table.pieces()).catch(() => {}); // Node's own threads have begun then.
  const before = await threadsOfProcess();
  const abort = new AbortController();
  const cancelled = async () => {
    for await (const { rows } of table.pieces(abort.signal)) if (rows > 0) abort.abort();
  };
  await expect(cancelled()).rejects.toMatchObject({ code: 'cancelled' });
  expect(await threadsOfProcess()).toBe(before);
  for await (const { rows } of table.pieces()) if (rows > 0) break;
  expect(await threadsOfProcess()).toBe(before);
  await expect(Array.fromAsync(table.pieces())).rejects.toThrow(/line 40002: 1 cell/);
  expect(await threadsOfProcess()).toBe(before);
});
