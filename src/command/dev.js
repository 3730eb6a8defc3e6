import { join } from 'node:path';
import { install, prepare, run } from './prepare.js';

/** `npm run dev`: the course as an author sees it, with every saved change; installs what is missing first. */
prepare(install);
try {
	run(process.execPath, [
		join('node_modules', 'vite', 'bin', 'vite.js'),
		'dev',
		...process.argv.slice(2)
	]);
} catch {
	// The development server has said what is wrong, or was ended by hand.
	process.exit(1);
}
