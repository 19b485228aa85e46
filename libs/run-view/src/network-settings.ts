import { layersOf, type LayerTopology } from '@chorus/network/topology';
import type { RunConfig } from '@chorus/proto';
import type { SettingValue } from './setting-value.ts';

type Settings = Record<string, SettingValue>;

/**
 * What runs' networks are, to be compared: their names and parameters; and where they have the same layers, with other
 * settings, those of each layer.
 */
export function networkSettings(networks: readonly RunConfig['network'][]): Settings[] {
  const outlines = networks.map(({ topology }) =>
    layersOf(topology)
      .map(({ class_name, config }) => `${String(config['name'])}: ${class_name}`)
      .join('\n'),
  );
  const haveSameLayers = new Set(outlines).size === 1;
  return networks.map(({ topology, parameters }) => {
    const layers = layersOf(topology);
    return {
      'network.name': String(topology.config['name']),
      'network.parameters': parameters,
      ...(haveSameLayers
        ? Object.assign({}, ...layers.map(layerSettings))
        : { 'network.layers': layers.length }),
    };
  });
}

function layerSettings({ config }: LayerTopology): Settings {
  const { name, ...settings } = config;
  const entries = Object.entries(settings).map(([key, value]) => [
    `network.${String(name)}.${key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())}`,
    typeof value === 'object' ? JSON.stringify(value) : value,
  ]);
  return Object.fromEntries(entries) as Settings;
}
