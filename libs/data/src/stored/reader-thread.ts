// A thread that reads rows of a file while another one computes: it answers each request in turn.
import { parentPort } from 'node:worker_threads';
import { gatherRows, RowsGone } from './gather-rows.ts';
import type { ReadProblem, ReadRequest } from './reader-messages.ts';

parentPort!.on('message', (request: ReadRequest) => parentPort!.postMessage(read(request)));

function read({ file, rows, into }: ReadRequest): ReadProblem {
  try {
    gatherRows(file, rows, into);
    return undefined;
  } catch (error) {
    if (error instanceof RowsGone) return { kind: 'gone', how: error.message };
    const { message, code, syscall } = error as NodeJS.ErrnoException;
    if (code === undefined || syscall === undefined) throw error; // a defect
    return { kind: 'refused', message, code, syscall };
  }
}
