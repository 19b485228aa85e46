/**
 * A terminal's Ctrl-C, a scheduler that ends a job, and a terminal that is closed signal a process that another one has
 * forked as well as that one: it is for the parent to say when the child ends. A child whose parent is gone ends because
 * its channel closes, or by `live-with-parent.ts`.
 */
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
