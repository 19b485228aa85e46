/**
 * The thread of `readPlainParts`: it cuts one part of a CSV file after the other into rows, those that are plain. Of all others, and
 * whatever else happens, it says that it has no answer; who asked reads them by itself, and says what is wrong.
 */
import { isUtf8 } from 'node:buffer';
import { closeSync, openSync, readSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { decimalWithoutFractions } from '../csv-dialect.ts';
import { cutPlainRows } from '../plain-rows.ts';
import type { RowsAnswer, RowsQuestion } from './csv-messages.ts';

/** Bytes that are read behind a part, in which its last line ends, but for the odd one. */
const BEHIND = 64 * 1024;
const QUOTE = 34;

parentPort!.on('message', (question: RowsQuestion) => {
  const part = answer(question);
  const memory = part && [part.block, part.rows.bounds, part.rows.lines, ...part.rows.numbers];
  parentPort!.postMessage(
    part,
    memory?.map(({ buffer }) => buffer),
  );
});

function answer(question: RowsQuestion): RowsAnswer {
  let file: number | undefined;
  try {
    file = openSync(question.path, 'r');
    return readPart(file, question);
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function readPart(file: number, { textStart, start, end, syntax }: RowsQuestion): RowsAnswer {
  const { newline } = syntax;
  // The byte before the part says whether a line begins with it.
  const from = Math.max(textStart, start - 1);
  const bytes = readBytes(file, from, end + BEHIND);
  const first = start === textStart ? 0 : bytes.indexOf(newline) + 1;
  const isLineStart = start === textStart || first > 0;
  if (!isLineStart || from + first >= end) return undefined;
  const last = bytes.indexOf(newline, end - 1 - from);
  const isWhole = last !== -1 || from + bytes.length < end + BEHIND;
  const block = bytes.subarray(first, last === -1 ? bytes.length : last + 1);
  if (!isWhole || block.includes(QUOTE) || !isUtf8(block)) return undefined;
  const decimal = syntax.decimal ?? decimalWithoutFractions(block);
  if (decimal === undefined) return undefined;
  const rows = cutPlainRows(block, { ...syntax, decimal });
  return rows.ragged ? undefined : { block, rows, decimal, end: from + first + block.length };
}

/** @returns fewer bytes where the file ends */
function readBytes(file: number, start: number, end: number): Buffer<ArrayBuffer> {
  const bytes = Buffer.allocUnsafeSlow(end - start);
  let length = 0;
  while (length < bytes.length) {
    const read = readSync(file, bytes, length, bytes.length - length, start + length);
    if (read === 0) break;
    length += read;
  }
  return bytes.subarray(0, length);
}
