import { createWorkerClient, describeProxy, explainSilence } from '@chorus/proto';
import { serveMetrics } from '@chorus/telemetry';
import { setTimeout as delay } from 'node:timers/promises';
import { backoffMs, LONGEST_BACKOFF_MS } from './backoff.ts';
import { log } from './log.ts';
import type { ResolvedWorkerOptions } from './options.ts';
import { runSession, type SessionOutcome } from './session.ts';
import { WorkerMetrics } from './worker-metrics.ts';
import { Worker } from './worker.ts';

/** A coordinator that has never answered is given up after this long … */
const GIVE_UP_STRANGER_AFTER_MS = 60_000;
/** … and one that has welcomed this worker, which trains meanwhile, after this long. */
const GIVE_UP_AFTER_MS = 60 * 60_000;

/** A killed process that is not gone after this long is left to the operating system. */
const KILL_TIMEOUT_MS = 3_000;

/** How a worker's life ended: `stopped` when it was asked to, else why it cannot go on. */
export type WorkerOutcome =
  { readonly type: 'stopped' } | { readonly type: 'fatal'; readonly reason: string };

/** How a worker is asked to end. */
export interface EndRequests {
  /** Aborted: it finishes its epochs, hands its members back and leaves. */
  readonly drain: AbortSignal;
  /** Aborted: it kills its trainers and leaves. */
  readonly end: AbortSignal;
}

/** How long a worker waits, in milliseconds; what is left out is as in production. */
export interface SupervisorLimits {
  readonly giveUpStrangerAfterMs?: number;
  readonly giveUpAfterMs?: number;
  readonly leaveUnheardAfterMs?: number;
  readonly welcomeTimeoutMs?: number;
}

/**
 * A worker from its first connection to its end: joins the coordinator again and again, with
 * growing pauses, while its trainings go on, until it has left, the coordinator rejects it, or
 * nobody has answered for too long. No trainer process outlives it.
 */
export async function superviseWorker(
  options: ResolvedWorkerOptions,
  { drain, end }: EndRequests,
  limits: SupervisorLimits = {},
): Promise<WorkerOutcome> {
  const { metrics: listen } = options;
  const metrics = listen === undefined ? undefined : new WorkerMetrics(() => worker.status);
  const worker = new Worker(options, limits.leaveUnheardAfterMs, (body) => metrics?.count(body));
  const server = metrics && (await serveMetrics(listen!, metrics.registry));
  if (server) log.info(`metrics are at http://${server.address}/metrics`);
  const onDrain = () => worker.drain();
  const onEnd = () => worker.end();
  if (drain.aborted) onDrain();
  if (end.aborted) onEnd();
  drain.addEventListener('abort', onDrain);
  end.addEventListener('abort', onEnd);
  try {
    return await stayConnected(worker, options, limits);
  } finally {
    drain.removeEventListener('abort', onDrain);
    end.removeEventListener('abort', onEnd);
    server?.stop();
    worker.end();
    await Promise.race([worker.ended(), delay(KILL_TIMEOUT_MS, undefined, { ref: false })]);
  }
}

async function stayConnected(
  worker: Worker,
  options: ResolvedWorkerOptions,
  limits: SupervisorLimits,
): Promise<WorkerOutcome> {
  const { coordinator } = options;
  let giveUpAfterMs = limits.giveUpStrangerAfterMs ?? GIVE_UP_STRANGER_AFTER_MS;
  let known = false;
  let lostMs = performance.now();
  for (let failures = 0; ; failures++) {
    const session = await connectOnce(worker, options, known, limits.welcomeTimeoutMs);
    const { outcome, welcomedMs, proxy } = session;
    if (outcome.type === 'left') return { type: 'stopped' };
    if (outcome.type === 'rejected') return { type: 'fatal', reason: outcome.reason };
    const nowMs = performance.now();
    if (welcomedMs !== undefined) {
      known = true;
      giveUpAfterMs = limits.giveUpAfterMs ?? GIVE_UP_AFTER_MS;
      lostMs = nowMs;
      log.warn(`the connection to ${coordinator} ended (${outcome.reason}): tries to join again`);
      // A coordinator that welcomes and then dies, over and over, is no reason to hurry.
      if (nowMs - welcomedMs > LONGEST_BACKOFF_MS) failures = 0;
    }
    // One that this worker has known may come back as it was.
    const silence = known ? undefined : await explainSilence(coordinator, options.credentials?.());
    if (silence) return { type: 'fatal', reason: silence.message };
    const problem = `no coordinator answers at ${coordinator}${proxy} (${outcome.reason})`;
    if (nowMs - lostMs >= giveUpAfterMs) {
      const remedy = `start one with 'chorus serve', or give its address with --coordinator`;
      return { type: 'fatal', reason: `${problem}: ${remedy}` };
    }
    if (!known && failures === 0) log.warn(`${problem}; trying for ${giveUpAfterMs / 1000} s`);
    const { leaving: signal } = worker;
    await delay(backoffMs(failures), undefined, { signal }).catch(() => {});
  }
}

/** @returns how it ended, when the coordinator welcomed this worker, if it did, and by which proxy */
async function connectOnce(
  worker: Worker,
  { coordinator, credentials }: ResolvedWorkerOptions,
  known: boolean,
  welcomeTimeoutMs: number | undefined,
): Promise<{ outcome: SessionOutcome; welcomedMs: number | undefined; proxy: string }> {
  const trust = credentials?.();
  const client = createWorkerClient(coordinator, trust);
  let welcomedMs: number | undefined;
  const onWelcome = () => {
    welcomedMs = performance.now();
    const { workerId } = worker.hello();
    log.info(`joined ${coordinator} ${known ? 'again ' : ''}as ${workerId}`);
  };
  const outcome = await runSession(client, worker, onWelcome, welcomeTimeoutMs);
  const proxy = describeProxy(client, coordinator);
  client.close();
  return { outcome, welcomedMs, proxy };
}
