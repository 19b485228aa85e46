import { bindServer, ChorusError, hostOf, refuseUnreadable, type ServerTls } from '@chorus/proto';
import {
  type handleUnaryCall,
  Server,
  status,
  type StatusObject,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { DEFAULT_LIMITS, QueueFull, RequestTooLarge, stopping } from '../inference/limits.ts';
import { inferCounted, SERVER_FACTS, type Service } from '../service.ts';
import { inferenceService } from './definition.ts';
import { decodeInferRequest, encodeInferAnswer, type WireInferRequest } from './infer-codec.ts';

/** A server of the protocol over gRPC. */
export interface GrpcServer {
  /** HOST:PORT by which it can be dialled. */
  readonly address: string;
  /** Takes no more calls. @returns when all are answered */
  stop(): Promise<void>;
}

interface NamedModel {
  readonly name: string;
  readonly version: string;
}

/**
 * Serves a model over gRPC.
 *
 * @param place HOST:PORT, of which port 0 takes a free one; in plain text unless it is told otherwise
 * @throws ChorusError `invalid` when it cannot listen there
 */
export async function startGrpcServer(
  { listen, tls }: { readonly listen: string; readonly tls?: ServerTls | undefined },
  service: Service,
  requestBytes = DEFAULT_LIMITS.requestBytes,
): Promise<GrpcServer> {
  const server = new Server({
    'grpc.max_receive_message_length': requestBytes,
    interceptors: [refuseUnreadable],
  });
  server.addService(inferenceService, handlersOf(service));
  const port = await bindServer(server, listen, tls).catch((error: Error) => {
    throw new ChorusError(
      'invalid',
      `cannot listen on ${listen}: ${error.message}; choose another --grpc`,
    );
  });
  return {
    address: `${hostOf(listen)}:${port}`,
    stop: () =>
      new Promise((resolve, reject) =>
        server.tryShutdown((error) => (error ? reject(error) : resolve())),
      ),
  };
}

function handlersOf(service: Service): UntypedServiceImplementation {
  const { model } = service;
  return {
    ServerLive: answering(() => ({ live: true })),
    ServerReady: answering(() => ({ ready: service.isReady() })),
    ServerMetadata: answering(() => SERVER_FACTS),
    ModelReady: answering(({ name, version }: NamedModel) => {
      model.require(name, version);
      return { ready: service.isReady() };
    }),
    ModelMetadata: answering(({ name, version }: NamedModel) => {
      model.require(name, version);
      return model.facts;
    }),
    ModelInfer: answering(async (request: WireInferRequest) => {
      const tensors = await inferCounted(service, 'grpc', () => {
        if (!service.isReady()) throw stopping();
        return decodeInferRequest(request);
      });
      return encodeInferAnswer(model.facts, request, tensors);
    }),
  };
}

/** A handler of what an answer is made of; what is thrown becomes a status. */
function answering<Request>(
  answer: (request: Request) => object | Promise<object>,
): handleUnaryCall<Request, object> {
  return (call, callback) => {
    Promise.resolve()
      .then(() => answer(call.request))
      .then(
        (value) => callback(null, value),
        (error: unknown) => callback(statusOf(error)),
      );
  };
}

/** That of Chorus' error; what asks for too much has one of its own. */
function statusOf(error: unknown): Pick<StatusObject, 'code' | 'details'> {
  const told = ChorusError.from(error).toStatus();
  const isTooMuch = error instanceof QueueFull || error instanceof RequestTooLarge;
  return isTooMuch ? { ...told, code: status.RESOURCE_EXHAUSTED } : told;
}
