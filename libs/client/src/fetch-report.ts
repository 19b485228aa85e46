import { ChorusError } from '@chorus/proto';
import { REPORT_FILE, type Report } from '@chorus/run-view';
import { dial } from './dial.ts';

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
    for await (const { path, data } of client.fetchRunFiles({ runId, paths: [REPORT_FILE] })) {
      if (path === REPORT_FILE) chunks.push(data as Buffer);
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
