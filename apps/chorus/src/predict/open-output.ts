import { ChorusError } from '@chorus/proto';
import { accessSync, constants, createWriteStream, rmSync, type WriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { once } from 'node:events';
import { basename, dirname, extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { PassThrough } from 'node:stream';
import type { Written } from './columns.ts';
import {
  type FormatName,
  OUTPUT_FORMATS,
  type OutputFormat,
  type RowWriter,
} from './row-writer.ts';

/** Where predictions go. */
export interface OutputTarget {
  readonly format: FormatName;
  /** The file; undefined: standard output. */
  readonly path: string | undefined;
}

/** A writer whose file appears when it is whole. */
export interface Output extends RowWriter {
  /** Forgets what was written; harmless after `finish`. */
  abandon(): void;
}

/**
 * Settles where predictions go.
 *
 * @param out the file, by whose name's ending the format is known
 * @returns undefined where neither is said: they are for people
 * @throws ChorusError `invalid` when the format is not known, or is none for standard output, or the folder cannot be written
 */
export function chooseOutput(
  out: string | undefined,
  format: FormatName | undefined,
): OutputTarget | undefined {
  if (out === undefined) {
    if (format === undefined) return undefined;
    const { openText }: OutputFormat = OUTPUT_FORMATS[format];
    if (openText) return { format, path: undefined };
    throw new ChorusError('invalid', `--format ${format} is no text: name its file with --out`);
  }
  const chosen = format ?? formatOf(out);
  if (chosen) {
    requireWritable(out);
    return { format: chosen, path: out };
  }
  const endings = Object.values(OUTPUT_FORMATS).flatMap((each) => each.endings);
  const problem = `--out ${out} has none of the endings ${endings.join(', ')}`;
  throw new ChorusError('invalid', `${problem}: give it one, or say --format`);
}

/** What is written at the end of a long work would be lost. */
function requireWritable(out: string): void {
  try {
    accessSync(dirname(out), constants.W_OK);
  } catch (error) {
    const { message } = error as Error;
    throw new ChorusError('invalid', `--out ${out} cannot be written: ${message}`);
  }
}

function formatOf(path: string): FormatName | undefined {
  const ending = extname(path).toLowerCase();
  const names = Object.keys(OUTPUT_FORMATS) as FormatName[];
  return names.find((name) => (OUTPUT_FORMATS[name].endings as readonly string[]).includes(ending));
}

/** Opens it. @throws ChorusError `invalid` when the file cannot be written */
export async function openOutput(
  { format, path }: OutputTarget,
  written: Written,
): Promise<Output> {
  const { openText, openFile }: OutputFormat = OUTPUT_FORMATS[format];
  if (path === undefined) {
    const writer = await openText!(process.stdout, written);
    return { ...writer, abandon: () => {} };
  }
  const part = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
  const abandon = () => rmSync(part, { force: true });
  try {
    const file = openText
      ? await openTextFile(part, openText, written)
      : await openFile!(part, written);
    return {
      write: (rows) => file.write(rows),
      async finish() {
        await file.finish();
        await rename(part, path);
      },
      abandon,
    };
  } catch (error) {
    abandon();
    const { message } = error as Error;
    throw new ChorusError('invalid', `--out ${path} cannot be written: ${message}`);
  }
}

async function openTextFile(
  path: string,
  openText: NonNullable<OutputFormat['openText']>,
  written: Written,
): Promise<RowWriter> {
  const file: WriteStream = createWriteStream(path);
  await once(file, 'open');
  const text = new PassThrough();
  const writing = pipeline(text, file);
  writing.catch(() => {}); // whoever writes is told
  const writer = await openText(text, written);
  return {
    write: (rows) => Promise.race([writer.write(rows), writing]),
    async finish() {
      await writer.finish();
      text.end();
      await writing;
    },
  };
}
