/**
 * The thread of `ImageThreads`: it answers one question after the other, about JPEG files of the usual kind. Of all other files,
 * and whatever else happens, it says that it has no answer; who asked looks then by itself, and says what is wrong.
 */
import { parentPort } from 'node:worker_threads';
import { sampleSize } from '../../sample.ts';
import { usualJpegHeader } from '../image-header.ts';
import { sampleOf } from '../image-preparation.ts';
import { JpegSampler } from '../jpeg/jpeg-sampler.ts';
import { FileBytes } from './file-bytes.ts';
import type {
  HeadersAnswer,
  HeadersQuestion,
  SamplesAnswer,
  SamplesQuestion,
  ThreadQuestion,
} from './thread-messages.ts';

/** Bytes at the start of a file, in which its header lies, but for the odd one. */
const HEADER_BYTES = 128 * 1024;

const bytes = new FileBytes();
const sampler = new JpegSampler();

parentPort!.on('message', (question: ThreadQuestion) => {
  if (question.kind === 'headers') {
    parentPort!.postMessage(readHeaders(question));
    return;
  }
  const answer = makeSamples(question);
  parentPort!.postMessage(answer, [answer.values.buffer]);
});

function readHeaders({ paths, pixelLimit }: HeadersQuestion): HeadersAnswer {
  return paths.map((path) => {
    const file = bytes.read(path, HEADER_BYTES);
    const header = file && usualJpegHeader(file.bytes);
    if (!header || header.width * header.height > pixelLimit) return undefined;
    return { header, status: file.status };
  });
}

function makeSamples({ files, preparation }: SamplesQuestion): SamplesAnswer {
  const size = sampleSize(sampleOf(preparation).shape);
  const values = new Uint8Array(files.length * size);
  const made = new Uint8Array(files.length);
  for (const [index, { path, status }] of files.entries()) {
    const file = bytes.read(path);
    const isSame = file?.status.size === status.size && file.status.mtimeMs === status.mtimeMs;
    const sample = isSame ? sampler.sample(file.bytes, preparation) : undefined;
    if (!sample) continue;
    values.set(sample, index * size);
    made[index] = 1;
  }
  return { values, made };
}
