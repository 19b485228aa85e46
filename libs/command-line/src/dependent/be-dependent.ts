/** Imported first by a program that {@link forkDependent} starts: it ends when its parent says so, or is gone. */
import './ignore-signals.ts';
import './live-with-parent.ts';
