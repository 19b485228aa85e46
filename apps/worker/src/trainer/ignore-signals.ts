/**
 * Imported first. A terminal's Ctrl-C, a scheduler that ends a job, and a terminal that is closed
 * signal the trainers as well as their worker: it is for the worker to say when a trainer ends. A
 * trainer whose worker is gone ends because its channel closes, or by `live-with-worker.ts`.
 */
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
