import type { ModelFacts } from '../inference/served-model.ts';
import { SERVER_FACTS } from '../service.ts';

/** The server's routes as OpenAPI 3.1 describes them, with this model's inputs and outputs. */
export function openApi({ name, inputs, outputs }: ModelFacts): object {
  const model = `/v2/models/${name}`;
  const ok = (description: string) => ({ '200': { description } });
  const get = (summary: string) => ({ get: { summary, responses: ok('It is so.') } });
  const example = {
    inputs: inputs.map(({ name: input, datatype, shape }) => ({
      ...{ name: input, datatype, shape: shape.map((size) => (size === -1 ? 1 : size)), data: [] },
    })),
  };
  return {
    openapi: '3.1.0',
    info: {
      title: `The ensemble '${name}'`,
      version: SERVER_FACTS.version,
      description: `The Open Inference Protocol (KServe v2). Outputs: ${outputs.map((output) => output.name).join(', ')}.`,
    },
    paths: {
      '/v2': get('Name, version and extensions of the server'),
      '/v2/health/live': get('Whether the server runs'),
      '/v2/health/ready': get('Whether it takes requests'),
      [model]: get('Inputs and outputs of the model'),
      [`${model}/ready`]: get('Whether the model takes requests'),
      [`${model}/infer`]: {
        post: {
          summary: 'Predicts samples',
          requestBody: {
            required: true,
            content: { 'application/json': { schema: { type: 'object' }, example } },
          },
          responses: {
            ...ok('The outputs, in the order of the samples.'),
            '400': { description: 'The request cannot be predicted; `error` says why.' },
            '413': { description: 'It has more samples or bytes than one request may.' },
            '429': { description: 'Too many samples wait: try again in a moment.' },
            '503': { description: 'The server ends.' },
          },
        },
      },
      '/metrics': get('What Prometheus is told, in its text format'),
    },
  };
}

/** A page that shows the routes, without anything from elsewhere. */
export function apiPage(facts: ModelFacts): string {
  const tensors = (title: string, list: ModelFacts['inputs']) =>
    `<h2>${title}</h2><ul>${list
      .map(
        ({ name, datatype, shape }) =>
          `<li><code>${escaped(name)}</code>: ${datatype} [${shape.join(', ')}]</li>`,
      )
      .join('')}</ul>`;
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escaped(facts.name)}</title>
<body style="font: 16px system-ui; max-width: 50rem; margin: 2rem auto; padding: 0 1rem">
<h1>The ensemble ${escaped(facts.name)}</h1>
<p>It speaks the Open Inference Protocol; <a href="/openapi.json">openapi.json</a> has its routes, <a href="/metrics">/metrics</a> its metrics.</p>
${tensors('Inputs', facts.inputs)}${tensors('Outputs', facts.outputs)}
<pre>curl ${escaped(`http://HOST/v2/models/${facts.name}/infer`)} -d '{"inputs": […]}'</pre></body></html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
