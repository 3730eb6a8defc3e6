/** Schedules that the dice hardly ever give, each tried every time. */
import type { Act } from './acts';

const by = (device: number, what: Act['what'], number = 0): Act => ({
	what,
	device,
	tab: 0,
	number
});

export const rare: readonly Act[][] = [
	// Views given while the clock is set back: the newest word is still the newest.
	[by(0, 'answers'), by(0, 'errs'), ...[0, 3, 0, 3, 0].map((number) => by(0, 'says', number))],
	// A scenario that is gone on with on another device, whose clock is three days behind.
	[
		by(0, 'errs', 2),
		by(0, 'decides', 2),
		...[0, 1].flatMap((device) => [by(device, 'looks'), by(device, 'passes')]),
		by(1, 'decides', 2)
	],
	// Words on an open decision at a scene to which only one side leads.
	[by(0, 'decides', 2), by(0, 'decides', 2), by(0, 'says', 4)],
	// A page that opens without its databases, then one that finds them lost.
	[by(0, 'answers'), by(0, 'loses'), by(0, 'says'), by(0, 'isShut', 2), by(0, 'losesDatabases')],
	// Databases that are lost already while they do not open: they are found empty by a page that has something to store.
	[by(1, 'losesDatabases'), by(1, 'isShut'), by(0, 'looks')],
	// Databases that are lost, on a disk that is still full when they are opened again.
	[by(2, 'answers'), by(2, 'losesDatabases'), by(2, 'fills'), by(2, 'decides')],
	// Both devices have given a view that the backup lacks.
	[
		by(0, 'isBackedUp'),
		by(0, 'says'),
		...[0, 1].flatMap((device) => [by(device, 'looks'), by(device, 'passes')]),
		by(0, 'isRestored')
	],
	// A view that arrives behind a newer word about the same place.
	[
		by(0, 'says'),
		by(0, 'suffers', 2),
		by(0, 'passesBriefly'),
		by(0, 'says', 3),
		by(0, 'passesBriefly'),
		by(0, 'arrives')
	]
];
