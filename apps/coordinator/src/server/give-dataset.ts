import {
  ChorusError,
  type FetchDatasetRequest,
  type FetchDatasetResponseInput,
  type InputKind,
} from '@chorus/proto';
import type { GivenFiles } from './given-files.ts';
import { ofKind } from './of-kind.ts';
import type { Turns } from './turns.ts';

/** What workers may fetch, and how. */
export interface DatasetGiving {
  readonly files: Readonly<Record<InputKind, GivenFiles>>;
  /** Only so many get a file at once: each has a chunk in memory and a share of the line. */
  readonly turns: Turns;
  /** A worker that takes no chunk for this long loses its turn. */
  readonly stallMs: number;
}

/**
 * What a worker is sent that fetches a dataset, or weights: that it must wait, if so, and then the file's bytes, those that it has
 * already left out.
 *
 * @param signal aborted: it has left
 * @param breakOff called when it takes nothing any more
 * @throws ChorusError `not-found` when that is not here, `invalid` for another kind of it
 */
export async function* giveDataset(
  { sha256, offset, headerSha256, kind }: FetchDatasetRequest,
  { files, turns, stallMs }: DatasetGiving,
  signal: AbortSignal,
  breakOff: (error: ChorusError) => void,
): AsyncGenerator<FetchDatasetResponseInput> {
  const asked = ofKind(files, kind);
  asked.requireHere(sha256);
  using turn = turns.take();
  if (turn.waitingFor > 0) yield { waitingFor: turn.waitingFor };
  await turn.begin(signal);
  const { start, chunks } = await asked.rest(sha256, { bytes: offset, headerSha256 });
  yield { offset: start };
  for await (const chunk of chunks) {
    const timer = setTimeout(() => {
      turn[Symbol.dispose]();
      breakOff(stalled(stallMs));
    }, stallMs);
    try {
      yield { chunk };
    } finally {
      clearTimeout(timer);
    }
  }
}

function stalled(stallMs: number): ChorusError {
  const message = `the worker took nothing for ${stallMs / 1000} s: others that wait are sent the dataset`;
  return new ChorusError('unavailable', message);
}
