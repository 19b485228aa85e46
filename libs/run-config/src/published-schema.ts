import { LAYER_SCHEMA, layersDefinitions } from '@chorus/network';
import { z } from 'zod';
import { isMap } from './lift-document.ts';
import { networkSection } from './network-section.ts';
import { runDocumentSchema } from './run-document.ts';
import { settingNotes } from './setting-notes.ts';

/** The document's JSON Schema, for editors and other programs: what configs/schema.json holds. */
export function publishedSchema(): object {
  const schema = z.toJSONSchema(runDocumentSchema, {
    io: 'input',
    target: 'draft-07', // Editors know it best.
    override({ zodSchema, jsonSchema }) {
      const notes = settingNotes.get(zodSchema as never);
      if (notes) jsonSchema.description = notes.help.replaceAll('`', '');
      if (zodSchema === networkSection.shape.layers) jsonSchema.items = LAYER_SCHEMA;
      const { default: value } = jsonSchema;
      // A section that is left out is not an empty one for its reader.
      if (isMap(value) && Object.keys(value).length === 0) {
        delete jsonSchema.default;
      }
    },
  });
  const title = "A run's configuration of Chorus";
  return { ...schema, definitions: layersDefinitions(), title };
}
