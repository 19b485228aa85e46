import { COMMANDS } from '@chorus/command-line/commands';
import { ChorusError, epochsOf, type WorkerSummary } from '@chorus/proto';
import { compareRuns } from '@chorus/run-view';
import { open } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { comparableRun, requireComparable } from '../compare/comparable-run.ts';
import type { Run } from '../run/run.ts';
import { firstSequence, streamEvents } from './event-stream.ts';

/** What can be seen of a coordinator: its dispatcher, for those who change nothing. */
export interface Watched {
  /** The runs in the order of their submission. */
  readonly runs: readonly Run[];
  /** @throws ChorusError `not-found` */
  run(runId: string): Run;
  workers(): WorkerSummary[];
}

interface Request {
  readonly watched: Watched;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
  /** Parts of the path that vary. */
  readonly parts: readonly string[];
}

type Handler = (request: Request) => void | Promise<void>;

const ROUTES: readonly [RegExp, Handler][] = [
  [/^\/api\/runs$/, ({ watched, response }) => sendJson(response, runs(watched))],
  [
    /^\/api\/compare\/([^/]+)$/,
    async (request) => sendJson(request.response, await compare(request)),
  ],
  [/^\/api\/workers$/, ({ watched, response }) => sendJson(response, workers(watched))],
  [/^\/api\/runs\/([^/]+)$/, (request) => sendJson(request.response, runOf(request).view)],
  [
    /^\/api\/runs\/([^/]+)\/report$/,
    (request) => {
      const { runId, folder } = runOf(request);
      return sendFile(folder.reportPath, `run ${runId} has no report`, request.response);
    },
  ],
  [
    /^\/api\/runs\/([^/]+)\/dataset$/,
    (request) => {
      const { runId, folder } = runOf(request);
      return sendFile(
        folder.datasetPath,
        `run ${runId} does not say more of its dataset`,
        request.response,
      );
    },
  ],
  [
    /^\/api\/runs\/([^/]+)\/events$/,
    (request) => {
      const from = firstSequence(request.request, request.query);
      return streamEvents(runOf(request).log, from, request);
    },
  ],
  [
    /^\/api\/runs\/([^/]+)\/samples\/(\d+)$/,
    (request) => {
      const png = runOf(request).folder.readSample(Number(request.parts[1]));
      send(request.response, 200, 'image/png', png);
    },
  ],
];

/**
 * Answers a request below `/api/`.
 *
 * @throws ChorusError `not-found` for a path, run or picture that is not there, `invalid` for what is
 *   no sequence number
 */
export async function answerApi(
  watched: Watched,
  { pathname, searchParams: query }: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  for (const [pattern, handler] of ROUTES) {
    const match = pattern.exec(pathname);
    if (!match) continue;
    return handler({ watched, request, response, query, parts: match.slice(1).map(decode) });
  }
  throw new ChorusError('not-found', `there is nothing at ${pathname}`);
}

/** @param body text is sent as UTF-8 */
export function send(
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Buffer,
  headers: Record<string, string> = { 'Cache-Control': 'no-store' },
): void {
  response.writeHead(status, { 'Content-Type': type, ...headers });
  response.end(body);
}

export function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  send(response, status, 'application/json', JSON.stringify(value));
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new ChorusError('invalid', `'${part}' is not a part of an address`);
  }
}

function runOf({ watched, parts: [runId = ''] }: Request): Run {
  const run = watched.run(runId);
  if (!run.hasBegun) throw new ChorusError('not-found', `run ${runId} is being submitted`);
  run.log.requireEvents();
  return run;
}

function runs({ runs }: Watched) {
  return { runs: runs.map((run) => run.summary()), commands: COMMANDS };
}

/** A JSON file as it is: it may be large, and nobody here needs to know what is in it. */
async function sendFile(path: string, missing: string, response: ServerResponse): Promise<void> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    throw new ChorusError('not-found', missing);
  });
  const { size } = await file.stat();
  response.writeHead(200, {
    'Content-Type': 'application/json',
    'Content-Length': size,
    'Cache-Control': 'no-store',
  });
  // A browser that leaves ends it, and the file is closed.
  await pipeline(file.createReadStream(), response).catch(() => {});
}

/** Runs whose names are separated by commas. */
async function compare(request: Request) {
  const names = request.parts[0]!.split(',');
  requireComparable(names);
  const runs = names.map((name) => runOf({ ...request, parts: [name] }));
  for (const run of runs) run.requireFiles();
  return compareRuns(
    await Promise.all(runs.map(({ folder, view }) => comparableRun(folder, view))),
  );
}

/** Workers, and of each attempt that they hold how far it is. */
function workers(watched: Watched) {
  const describeAttempt = ({ runId, member, attempt }: WorkerSummary['attempts'][number]) => {
    const run = watched.run(runId);
    const view = run.member(member);
    const { phase, epochs, resumedEpoch = 0 } = view;
    const own = epochs.filter(({ epoch }) => epoch > resumedEpoch);
    return {
      ...{ runId, member, attempt, phase },
      epochsDone: epochs.length,
      epochs: epochsOf(run.config, view),
      epochSeconds: own.map(({ seconds }) => seconds),
    };
  };
  return {
    workers: watched
      .workers()
      .map((worker) => ({ ...worker, attempts: worker.attempts.map(describeAttempt) })),
    commands: COMMANDS,
  };
}
