/** The projects that become images. */
export const APPS = ['coordinator', 'worker'] as const;

/** One of {@link APPS}: its image is called `chorus-<app>`. */
export type App = (typeof APPS)[number];
