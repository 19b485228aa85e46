import type { ServerTls } from '@chorus/proto';
import type { FinishedRun } from '@chorus/run-files';
import { startGrpcServer } from './grpc/start-grpc-server.ts';
import { startHttpServer } from './http/start-http-server.ts';
import { DEFAULT_LIMITS, type Limits } from './inference/limits.ts';
import { ServedModel } from './inference/served-model.ts';
import { ServerMetrics } from './metrics.ts';
import type { Service } from './service.ts';

export interface ModelServerOptions {
  /** HOST:PORT of HTTP; port 0 takes a free one. */
  readonly listen: string;
  /** Likewise of gRPC; undefined: nowhere. */
  readonly grpc?: string | undefined;
  /** By what both are known, and to whom they answer. Default: plain text, to everybody. */
  readonly tls?: ServerTls | undefined;
  /** What requests call the model. */
  readonly name: string;
  /** Default {@link DEFAULT_LIMITS}. */
  readonly limits?: Partial<Limits>;
  /** Aborted while it starts: it does not. */
  readonly signal?: AbortSignal | undefined;
}

/** A server of a run's ensemble. */
export interface ModelServer {
  /** HOST:PORT by which HTTP can be dialled. */
  readonly address: string;
  readonly grpcAddress: string | undefined;
  /** Resolves with the reason when it cannot predict any more; it then is not ready. */
  readonly failed: Promise<Error>;
  /** Takes no more requests, and answers those that it has. @returns when its processes have been ended */
  stop(): Promise<void>;
}

/**
 * Serves the ensemble of a run that has succeeded by the Open Inference Protocol.
 *
 * @throws ChorusError `invalid` when it cannot listen where it is told; as `EnsemblePredictor.open` does
 */
export async function startModelServer(
  run: FinishedRun,
  { listen, grpc, tls, name, limits: given, signal }: ModelServerOptions,
): Promise<ModelServer> {
  const limits = { ...DEFAULT_LIMITS, ...given };
  let ready = true;
  const metrics = new ServerMetrics(() => model.waitingSamples);
  const model = await ServedModel.open(run, {
    ...{ name, limits, signal },
    onBatch: (samples) => metrics.batch(samples),
  });
  const service: Service = { model, metrics, isReady: () => ready };
  void model.failed.then(() => (ready = false));
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    ready = false;
    await Promise.all(stops.map((each) => each()));
    await model.stop();
  };
  try {
    const http = await startHttpServer({ listen, tls }, service, limits.requestBytes);
    stops.push(http.stop);
    const grpcServer =
      grpc === undefined
        ? undefined
        : await startGrpcServer({ listen: grpc, tls }, service, limits.requestBytes);
    if (grpcServer) stops.push(grpcServer.stop);
    return { address: http.address, grpcAddress: grpcServer?.address, failed: model.failed, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
