import { setTimeout as delay } from 'node:timers/promises';
import type { Observer } from './observer.ts';

/** What has ended is sent for so long when the coordinator stops; then it is given up. */
const STOP_TIMEOUT_MS = 3_000;

export interface Tracing {
  readonly observer: Observer;
  /** Sends what has ended; waits no longer than some seconds. */
  stop(): Promise<void>;
}

/**
 * Exports runs as OpenTelemetry traces if the environment says where to, by OTEL_EXPORTER_OTLP_ENDPOINT or
 * OTEL_EXPORTER_OTLP_TRACES_ENDPOINT. Its packages are loaded only then.
 *
 * @param warn told when traces cannot be sent
 */
export async function startTracing(
  environment: NodeJS.ProcessEnv,
  warn: (message: string) => void,
): Promise<Tracing | undefined> {
  if (!isWanted(environment)) return undefined;
  const { createRunTracer } = await import('./otlp.ts');
  const tracer = createRunTracer(environment, warn);
  return {
    observer: tracer,
    async stop() {
      const stopped = tracer.stop().catch((error: Error) => warn(`traces: ${error.message}`));
      await Promise.race([stopped, delay(STOP_TIMEOUT_MS, undefined, { ref: false })]);
    },
  };
}

function isWanted(environment: NodeJS.ProcessEnv): boolean {
  if (environment['OTEL_SDK_DISABLED']?.toLowerCase() === 'true') return false;
  if (environment['OTEL_TRACES_EXPORTER'] === 'none') return false;
  const { OTEL_EXPORTER_OTLP_ENDPOINT: all, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: traces } =
    environment;
  return Boolean(traces || all);
}
