import { build, install } from './prepare.js';

/** `npm start`: installs and builds what is missing, serves, and prints the address. */
install();
build();
await import('./serve.js');
