/**
 * The process of an export: TensorFlow records the members' networks, and is in no process that goes on. It answers one
 * request and ends.
 */
import '@chorus/command-line/dependent';
import { BackendError, startBackend } from '@chorus/model';
import { ChorusError } from '@chorus/proto';
import { FinishedRun, isRefusal } from '@chorus/run-files';
import { ExportError } from '../export-error.ts';
import { traitsOf } from '../formats.ts';
import { metadataOf } from '../metadata.ts';
import type { ExportAnswer, ExportRequest } from './messages.ts';
import { outlineOfRun } from './outline-of-run.ts';
import { WRITERS } from './writers.ts';

process.once('message', (request: ExportRequest) => {
  void answer(request).then((given) => process.send!(given, () => process.exit(0)));
});
// Without its parent nobody wants the model.
process.once('disconnect', () => process.exit(1));

async function answer(request: ExportRequest): Promise<ExportAnswer> {
  try {
    await write(request);
    return { type: 'written' };
  } catch (error) {
    return { type: 'failed', ...whyNot(error as Error) };
  }
}

async function write({ folder, format, members, combination, path }: ExportRequest): Promise<void> {
  if (traitsOf(format).needsTensorFlow) {
    await startBackend({ requested: 'tensorflow', allowCpu: true, threads: 1 });
  }
  const outline = outlineOfRun(FinishedRun.open(folder), members, combination);
  await WRITERS[format](outline, metadataOf(outline), path);
}

function whyNot(error: Error): Omit<Extract<ExportAnswer, { type: 'failed' }>, 'type'> {
  if (error instanceof ExportError) return { code: 'refused', problem: error.message };
  if (error instanceof ChorusError) return { code: error.code, problem: error.message };
  if (error instanceof BackendError) {
    const remedy = "'chorus doctor' says what to do, and --format keras needs no TensorFlow";
    return { code: 'unavailable', problem: `${error.message}: ${remedy}` };
  }
  if (isRefusal(error)) {
    return { code: 'refused', problem: `the model cannot be written: ${error.message}` };
  }
  return { code: 'internal', problem: error.stack ?? String(error) };
}
