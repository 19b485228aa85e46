import { appendFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SeededRandom } from '../random.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { openCsvTable } from './csv-table.ts';
import type { TableOptions } from './table-options.ts';

async function fileOf(content: string | Uint8Array): Promise<string> {
  const path = join(await temporaryFolder(), 'train.csv');
  await writeFile(path, content);
  return path;
}

interface Cell {
  readonly text: string;
  readonly number: number;
  readonly place: string;
}

/** All cells, row by row. */
async function readCells(content: string | Uint8Array, options?: TableOptions) {
  const table = await openCsvTable(await fileOf(content), options);
  const rows: Cell[][] = [];
  for await (const piece of table.pieces()) {
    const numbers = piece.columns.map((cells) => cells.numbers());
    for (let row = 0; row < piece.rows; row++) {
      const place = piece.placeOf(row);
      rows.push(
        piece.columns.map((cells, column) => {
          return { text: cells.text(row), number: numbers[column]![row]!, place };
        }),
      );
    }
  }
  return { names: table.columns.map(({ name }) => name), rows, findings: table.findings };
}

async function readTexts(content: string | Uint8Array): Promise<string[][]> {
  return (await readCells(content)).rows.map((row) => row.map(({ text }) => text));
}

const HEAD = 'a,b\n';

describe('rows', () => {
  test.each([
    [
      'without a final line end',
      `${HEAD}1,x\n2,y`,
      [
        ['1', 'x'],
        ['2', 'y'],
      ],
    ],
    [
      'of Windows',
      'a,b\r\n1,x\r\n2,y\r\n',
      [
        ['1', 'x'],
        ['2', 'y'],
      ],
    ],
    [
      'of Windows, made so twice',
      'a,b\r\r\n1,x\r\r\n2,y\r\r\n',
      [
        ['1', 'x'],
        ['2', 'y'],
      ],
    ],
    [
      'of Windows, made so twice, with quotes',
      'a,b\r\r\n1,"x"\r\r\n2,"y"\r\r\n',
      [
        ['1', 'x'],
        ['2', 'y'],
      ],
    ],
    [
      'of old Macintosh',
      'a,b\r1,x\r2,y\r',
      [
        ['1', 'x'],
        ['2', 'y'],
      ],
    ],
    [
      'with empty cells',
      `${HEAD},\n1,\n,y\n`,
      [
        ['', ''],
        ['1', ''],
        ['', 'y'],
      ],
    ],
    ['of other letters', `${HEAD}1,Ünï 猫\n`, [['1', 'Ünï 猫']]],
    [
      'with quotes',
      `${HEAD}1,"x, ""y""\nz"\n2,""\n`,
      [
        ['1', 'x, "y"\nz'],
        ['2', ''],
      ],
    ],
  ])('%s', async (_, content, expected) => {
    expect(await readTexts(content)).toEqual(expected);
  });

  test('say their line, behind empty lines and line ends in quotes too', async () => {
    for (const end of ['\n', '\r\n']) {
      const plain = ['a,b', '1,x', '', '2,y', '3,z'].join(end);
      expect((await readCells(plain)).rows.map(([cell]) => cell!.place)).toEqual([
        'line 2',
        'line 4',
        'line 5',
      ]);
      const quotes = ['a,b', '1,"x', 'y"', '', '2,y', '3,z'].join(end);
      expect((await readCells(quotes)).rows.map(([cell]) => cell!.place)).toEqual([
        'line 2',
        'line 5',
        'line 6',
      ]);
    }
  });

  test('are the same in UTF-16 with a mark', async () => {
    const text = 'a,b\n1,猫\n2,🐈\n';
    const little = Buffer.from(`\ufeff${text}`, 'utf16le');
    for (const bytes of [little, Buffer.from(little).swap16()]) {
      expect(await readTexts(bytes)).toEqual([
        ['1', '猫'],
        ['2', '🐈'],
      ]);
    }
  });

  test('are the same whether the parser for quotes cuts them or not', async () => {
    const random = SeededRandom.from(7);
    const cells = [
      '',
      '0',
      '-1.5',
      '+.5',
      '3.',
      '1e-3',
      '123456789012345678',
      '0.1234567890123456',
      'NA',
      'ü',
      ' 1',
      '0x1f',
      '-',
      '.',
      '1.2.3',
      '1,5',
      'Infinity',
    ];
    const cell = () => cells[Math.floor(random.uniform() * cells.length)]!.replace(',', ';');
    const lines = Array.from({ length: 3000 }, () => [cell(), cell(), cell(), 'x'].join(','));
    const plain = await readCells(`a,b,c,d\n${lines.join('\n')}\n`);
    const parsed = await readCells(`"a",b,c,d\n${lines.join('\n')}\n`);
    expect(plain.rows).toEqual(parsed.rows);
    expect(plain.rows).toHaveLength(3000);
  });

  test('that begin plain and have quotes later, in files of many blocks', async () => {
    const lines = Array.from(
      { length: 4000 },
      (_, row) => `${row},${row % 3 === 0 && row > 3000 ? '"q,"' : 'plain text '.repeat(100)}`,
    );
    const { rows } = await readCells(`${HEAD}${lines.join('\n')}\n`);
    expect(rows).toHaveLength(4000);
    expect(
      rows.every(([first], row) => first!.number === row && first!.place === `line ${row + 2}`),
    ).toBe(true);
    expect(rows[3003]![1]!.text).toBe('q,');
  });
});

test('a number is the float32 of what JavaScript reads, to the last bit', async () => {
  const random = SeededRandom.from(3);
  const texts = Array.from({ length: 2000 }, () => {
    const value = (random.uniform() - 0.5) * 10 ** Math.floor(random.uniform() * 20 - 8);
    return random.uniform() < 0.5
      ? String(value)
      : value.toFixed(Math.floor(random.uniform() * 12));
  });
  const { rows } = await readCells(`a\n${texts.join('\n')}\n`);
  expect(rows.map(([cell]) => cell!.number)).toEqual(
    texts.map((text) => Math.fround(Number(text))),
  );
});

test.each([
  [
    'a;b\n1,5;x\n-2,25;y\n',
    [1.5, -2.25],
    /semicolons between cells and numbers with a decimal comma/,
  ],
  ['a;b\n1.5;x,y\n2.25;z\n', [1.5, 2.25], /semicolons between cells\.$/],
  ['a\tb\n1.5\tx, y\n2.25\tz\n', [1.5, 2.25], /tabs between cells\.$/],
  ['a,b\n1.5,x;y;z\n2.25,z\n', [1.5, 2.25], /commas between cells\.$/],
  ['a,b\n1.5,"x;y;z"\n2.25,z\n', [1.5, 2.25], /commas between cells\.$/],
])('%j: how it is written is recognised, and said', async (content, numbers, says) => {
  const { rows, findings } = await readCells(content);
  expect(rows.map(([cell]) => cell!.number)).toEqual(numbers);
  expect(findings[0]!.text).toMatch(says);
});

test('a decimal comma is recognised wherever the first one stands', async () => {
  const whole = Array.from({ length: 60_000 }, (_, row) => `${row};some`);
  for (const quote of ['', '"']) {
    const { rows, findings } = await readCells(
      ['a;b', ...whole, `1,5;${quote}x${quote}`, '-2,25;y', ''].join('\n'),
    );
    expect(rows.slice(-3).map(([cell]) => cell!.number)).toEqual([59_999, 1.5, -2.25]);
    expect(findings[0]!.text).toMatch(/semicolons between cells and numbers with a decimal comma/);
  }
});

test.each([
  ['a,b\n1,2\n', undefined],
  ['a,b\n1,2\n\n3,4\n', '1 empty line of FILE is skipped: line 3.'],
  ['\n\na,b\n\n1,2\n\n\n', '5 empty lines of FILE are skipped; the first is line 1.'],
  ['a,b\r\n"1",2\r\n\r\n3,4\r\n\r\n', '2 empty lines of FILE are skipped; the first is line 3.'],
])('%j: lines without a row are counted', async (content, says) => {
  const path = await fileOf(content);
  const table = await openCsvTable(path);
  for (let reading = 0; reading < 2; reading++) await Array.fromAsync(table.pieces());
  const found = table.findings.find(({ text }) => text.includes('empty'));
  expect(found?.text.replace(path, 'FILE')).toBe(says);
});

test('a column without a name has that of its place', async () => {
  expect((await readCells(',b\n0,1\n')).names).toEqual(['column 1', 'b']);
});

test.each([
  ['', /train\.csv is empty$/],
  ['\n\n', /train\.csv is empty$/],
  ['a,b,a\n1,2,3\n', /columns 1 and 3 are both named "a"/],
  ['a,b\n1,2\n\n1,2,3\n', /line 4: 3 cells, where the first line has 2/],
  ['a,b\n1,"2"\n1\n', /line 3: 1 cell, where the first line has 2/],
  ['a,b\n1,"2\n3,4\n', /line 2: a quote is opened and never closed/],
  ['a,b\n1,x"2"\n', /line 2: a quote is in the middle of a cell/],
  ['a,b\n1,"2"x\n', /line 2: a cell goes on behind its closing quote/],
  [Buffer.from('a,b\n1,caf\xe9\n', 'latin1'), /is not UTF-8: .*"1,caf.*save the file as UTF-8/],
  ['a'.repeat(300_000), /a first line of more than 256 KiB/],
  [Buffer.from('a,b\n1,2\n', 'utf16le'), /holds NUL bytes/],
])('broken text %# is refused', async (content, message) => {
  await expect(readCells(content)).rejects.toThrow(message);
});

test('a file that was changed since it was opened is refused; reading is cancelled', async () => {
  const path = await fileOf('a,b\n1,2\n');
  const table = await openCsvTable(path);
  await expect(Array.fromAsync(table.pieces(AbortSignal.abort()))).rejects.toMatchObject({
    code: 'cancelled',
  });
  await writeFile(path, 'a,b\n1,2\n3,4\n');
  await expect(Array.fromAsync(table.pieces())).rejects.toThrow(/was changed while it was read/);
});

test.each([
  ['grows', (path: string) => appendFile(path, '7,8\n')],
  ['is cut in the middle of a row', (path: string) => truncate(path, 2 ** 22 + 1)],
  ['is written anew', (path: string) => writeFile(path, 'a,b,c\n1,2,3\n')],
])('a file that %s while it is read is refused as changed', async (_, change) => {
  const table = await openCsvTable(await fileOf(`a,b\n${'1,2\n'.repeat(2 ** 21)}`));
  let pieces = 0;
  const read = async () => {
    for await (const { rows } of table.pieces()) {
      if (rows > 0 && pieces++ === 0) await change(table.source);
    }
  };
  await expect(read()).rejects.toThrow(/train\.csv was changed while it was read/);
  expect(pieces).toBeGreaterThan(0);
});
