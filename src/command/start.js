import { build, install, prepare } from './prepare.js';

/** `npm start`: installs and builds what is missing, serves, and prints the address. */
prepare(install, build);
await import('./serve.js');
