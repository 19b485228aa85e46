/**
 * Imported first. A terminal's Ctrl-C, and a scheduler that ends a job, signal the trainers as well
 * as their worker: it is for the worker to say when a trainer ends. A trainer whose worker is gone
 * ends because its channel closes.
 */
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
