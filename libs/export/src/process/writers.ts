import type { FormatName } from '../formats.ts';
import { buildEnsembleGraph } from '../graph/build-ensemble-graph.ts';
import { writeKeras } from '../keras/write-keras.ts';
import type { ModelMetadata } from '../metadata.ts';
import { writeOnnx } from '../onnx/write-onnx.ts';
import type { EnsembleOutline } from '../outline.ts';
import { writeSavedModel } from '../saved-model/write-saved-model.ts';
import { writeGraphModel } from '../tfjs/write-graph-model.ts';

/** Writes an ensemble to a path where nothing lies. @throws ExportError for what the format does not hold */
type Writer = (outline: EnsembleOutline, metadata: ModelMetadata, path: string) => Promise<void>;

/** What writes each format. */
export const WRITERS: Readonly<Record<FormatName, Writer>> = {
  tfjs: (outline, metadata, path) => writeGraphModel(buildEnsembleGraph(outline), metadata, path),
  savedmodel: (outline, metadata, path) =>
    writeSavedModel(buildEnsembleGraph(outline), metadata, path),
  onnx: (outline, metadata, path) => writeOnnx(buildEnsembleGraph(outline), metadata, path),
  keras: writeKeras,
};
