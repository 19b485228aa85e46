import { hash } from 'node:crypto';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { create } from 'tar';
import {
  ARCHIVE_NAME,
  type BatchFile,
  CIFAR10_CLASSES,
  type Cifar10Release,
  FOLDER_NAME,
} from '../cifar10/release.ts';
import { fileMd5 } from '../download.ts';
import { SeededRandom } from '../random.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A dataset in CIFAR-10's formats, of a few random images. */
export interface SmallCifar10 {
  readonly release: Cifar10Release;
  /** Holds the files. */
  readonly folder: string;
  /** The official archive's equal. */
  readonly archive: string;
  /** All training records, then all test records; each a label and [channels, height, width]. */
  readonly records: Buffer;
}

const RECORD_BYTES = 3073;
const SAMPLES = { 'data_batch_1.bin': 3, 'data_batch_2.bin': 2, 'test_batch.bin': 4 };

/** Writes one, folder and archive, where it is deleted when the test ends. */
export async function makeSmallCifar10(): Promise<SmallCifar10> {
  const root = await temporaryFolder();
  const folder = join(root, FOLDER_NAME);
  await mkdir(folder);
  const files: BatchFile[] = [];
  const contents: Buffer[] = [];
  for (const [name, samples] of Object.entries(SAMPLES)) {
    const bytes = randomRecords(name, samples);
    await writeFile(join(folder, name), bytes);
    contents.push(bytes);
    const set = name.startsWith('test') ? 'test' : 'train';
    files.push({ name, set, samples, sha256: hash('sha256', bytes) });
  }
  const archive = join(root, ARCHIVE_NAME);
  await create({ gzip: true, file: archive, cwd: root }, [FOLDER_NAME]);
  const { size: sizeBytes } = await stat(archive);
  const release: Cifar10Release = {
    files,
    archive: { url: 'http://127.0.0.1:9/archive', sizeBytes, md5: await fileMd5(archive) },
    sha256: fingerprintOf(contents),
  };
  return { release, folder, archive, records: Buffer.concat(contents) };
}

function randomRecords(name: string, samples: number): Buffer {
  const random = SeededRandom.from(1, name);
  const records = Buffer.alloc(samples * RECORD_BYTES);
  for (let at = 0; at < records.length; at++) {
    records[at] = random.below(at % RECORD_BYTES === 0 ? 10 : 256);
  }
  return records;
}

/** The fingerprint, in another way than the reader's: value by value, from its position in the image. */
function fingerprintOf([first, second, test]: readonly Buffer[]): string {
  const sets = [Buffer.concat([first!, second!]), test!];
  const classes = CIFAR10_CLASSES.map((name) => `"${name}"`).join();
  const description =
    `{"name":"cifar10","synthetic":false,"classes":[${classes}],` +
    `"sample":{"shape":[32,32,3],"type":"uint8"},"trainSamples":5,"testSamples":4}`;
  const parts = [Buffer.from(description), ...sets.map(labelsOf), ...sets.map(imagesOf)];
  return hash('sha256', Buffer.concat(parts));
}

function imagesOf(records: Buffer): Buffer {
  const values = records.length - records.length / RECORD_BYTES;
  return Buffer.from(
    Array.from({ length: values }, (_, at) => {
      const sample = Math.floor(at / 3072);
      const pixel = Math.floor((at % 3072) / 3);
      return records[sample * RECORD_BYTES + 1 + (at % 3) * 1024 + pixel]!;
    }),
  );
}

/** As int32, little endian. */
function labelsOf(records: Buffer): Buffer {
  const labels = Array.from(records).filter((_, at) => at % RECORD_BYTES === 0);
  return Buffer.from(labels.flatMap((label) => [label, 0, 0, 0]));
}
