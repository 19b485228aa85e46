import { ChorusError, unlessSilent } from '@chorus/proto';
import { REPORT_FILE, type Report } from '@chorus/run-view';
import { dial } from './dial.ts';

/** The report of the largest run has a few percent of it. */
const MOST_REPORT_BYTES = 256 * 1024 * 1024;

/**
 * The report of a run that has succeeded, from its coordinator.
 *
 * @throws ChorusError `not-found` when it is not in the run's folder, `unavailable` when the coordinator
 *   does not answer
 */
export async function fetchReport(address: string, runId: string): Promise<Report> {
  const client = await dial(address);
  try {
    const chunks: Buffer[] = [];
    const call = client.fetchRunFiles({ runId, paths: [REPORT_FILE] });
    let bytes = 0;
    for await (const { path, data } of unlessSilent(call)) {
      bytes += data.length;
      if (data.length === 0 || bytes > MOST_REPORT_BYTES) throw noReport();
      if (path === REPORT_FILE) chunks.push(data);
    }
    if (chunks.length > 0) return JSON.parse(Buffer.concat(chunks).toString()) as Report;
    const where = `the folder ${runId} of the coordinator's runs`;
    throw new ChorusError('not-found', `there is no ${REPORT_FILE} in ${where}: it was removed`);
  } catch (error) {
    throw ChorusError.from(error);
  } finally {
    client.close();
  }
}

function noReport(): ChorusError {
  const words = `the coordinator sends no end of its ${REPORT_FILE}, or parts without bytes`;
  return new ChorusError('corrupt', words);
}
