import { CHORUS_VERSION } from '@chorus/proto';
import { diag, DiagLogLevel } from '@opentelemetry/api';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace';
import { RunTracer } from './run-tracer.ts';

/**
 * Sends spans by OTLP over HTTP, to where the environment says, which the exporters read themselves.
 *
 * @param warn told when they cannot be sent
 */
export function createRunTracer(
  environment: NodeJS.ProcessEnv,
  warn: (message: string) => void,
): RunTracer {
  const ignore = () => {};
  const logger = { error: (text: string) => warn(`traces: ${text}`), warn: ignore, info: ignore };
  diag.setLogger({ ...logger, debug: ignore, verbose: ignore }, DiagLogLevel.ERROR);
  const resource = defaultResource()
    .merge(
      resourceFromAttributes({
        'service.name': 'chorus-coordinator',
        'service.version': CHORUS_VERSION,
      }),
    )
    .merge(detectResources({ detectors: [envDetector] }));
  const exporter =
    protocolOf(environment) === 'http/json' ? new JsonExporter() : new ProtobufExporter();
  return new RunTracer(resource, new BatchSpanProcessor({ exporter }));
}

function protocolOf(environment: NodeJS.ProcessEnv): string | undefined {
  return (
    environment['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'] || environment['OTEL_EXPORTER_OTLP_PROTOCOL']
  );
}
