import { expect, test } from 'vitest';
import { SeededRandom } from '../random.ts';
import { DecimalReader } from './decimal-bytes.ts';

const POINT = 46;

function read(text: string): number {
  const bytes = Buffer.from(`,${text},`);
  const reader = new DecimalReader(bytes, POINT);
  const value = reader.read(1);
  return reader.end === bytes.length - 1 ? value : Number.NaN;
}

/** A number of any size, in half of the cases between two neighbours of float32, where rounding twice differs from rounding once. */
function anyNumber(random: SeededRandom): number {
  const value = random.uniform(-1, 1) * 10 ** (random.below(60) - 30);
  if (random.below(2) === 0) return value;
  const [bits] = new Uint32Array(Float32Array.of(value).buffer);
  const [next] = new Float32Array(Uint32Array.of(bits! + 1).buffer);
  return (Math.fround(value) + next!) / 2 + value * random.below(3) * 1e-17;
}

test('a number is that of its text as a double, rounded to float32, or left to be read as text', () => {
  const random = SeededRandom.from(5);
  let read32 = 0;
  for (let round = 0; round < 50_000; round++) {
    const value = anyNumber(random);
    const forms = [
      String(value),
      value.toExponential(random.below(20)),
      value.toFixed(random.below(20)),
    ];
    const text = forms[round % 3]!;
    const found = read(text);
    if (Number.isNaN(found)) continue;
    read32++;
    if (!Object.is(found, Math.fround(Number(text)))) expect.fail(`${text} is read as ${found}`);
  }
  expect(read32).toBeGreaterThan(20_000);
});

test('numbers as programs write them need no text', () => {
  const random = SeededRandom.from(6);
  for (let round = 0; round < 10_000; round++) {
    const value = random.uniform(-1, 1) * Math.PI * 10 ** (random.below(12) - 5);
    const text = round % 2 === 0 ? String(value) : value.toFixed(6);
    expect(read(text)).toBe(Math.fround(Number(text)));
  }
});

test.each([
  ['1.', 1],
  ['.5', 0.5],
  ['+3', 3],
  ['-0', -0],
  ['00012', 12],
  ['1e5', 100_000],
  ['1.5E-3', Math.fround(0.0015)],
  ['123456789012345678901234', Math.fround(123456789012345678901234)],
])('%j is %d', (text, value) => {
  expect(read(text)).toBe(value);
});

test.each([
  '',
  '-',
  '+',
  '.',
  '-.',
  '1e',
  '1e+',
  'e5',
  '--1',
  '1..2',
  '1.2.3',
  '1,5',
  ' 1',
  '0x1f',
  '1e5.0',
])('%j is left to be read as text', (text) => {
  expect(read(text)).toBeNaN();
});
