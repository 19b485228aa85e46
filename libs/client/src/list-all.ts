import type { RunSummary, WorkerSummary } from '@chorus/proto';
import { ask, type AskOptions } from './ask.ts';

/** All runs of a coordinator, in the order of their submission, however many pages they are. */
export function listAllRuns(address: string): Promise<RunSummary[]> {
  return allPages(async (pageToken) => {
    const { runs, nextPageToken } = await ask(address, 'ListRuns', { pageToken });
    return { items: runs, nextPageToken };
  });
}

/** All workers of a coordinator, likewise, in the order in which they joined. */
export function listAllWorkers(address: string, asking?: AskOptions): Promise<WorkerSummary[]> {
  return allPages(async (pageToken) => {
    const { workers, nextPageToken } = await ask(address, 'ListWorkers', { pageToken }, asking);
    return { items: workers, nextPageToken };
  });
}

async function allPages<Item>(
  askForPage: (pageToken: string) => Promise<{ items: Item[]; nextPageToken: string }>,
): Promise<Item[]> {
  const all: Item[] = [];
  let token = '';
  do {
    const { items, nextPageToken } = await askForPage(token);
    all.push(...items);
    token = nextPageToken;
  } while (token !== '');
  return all;
}
