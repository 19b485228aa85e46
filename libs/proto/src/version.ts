import packageJson from '../package.json' with { type: 'json' };

/** The version of Chorus. */
export const CHORUS_VERSION: string = packageJson.version;
