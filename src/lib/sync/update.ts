import { setup } from 'xstate';

export type UpdateEvent =
	/** The browser has no service worker, or the address is not secure. */
	| { type: 'worker.refuse' }
	/** Data Saver is on: ask before anything is downloaded. */
	| { type: 'install.offer' }
	| { type: 'install.accept' }
	| { type: 'install.fail' }
	/** The whole course is on the device. */
	| { type: 'worker.ready' }
	/** A newer course is downloaded and waits. */
	| { type: 'update.wait' }
	| { type: 'update.dismiss' }
	/** The trainee consents. */
	| { type: 'update.accept' }
	/** Consent came while an attempt is under way in another tab. */
	| { type: 'update.hold' }
	/** A file of the newer course cannot be had now. */
	| { type: 'update.fail' };

/**
 * The course on the device, from nothing to up to date. It only decides: `routes` registers the worker, listens to the
 * browser and reloads the page. An update is applied by consent alone, and consent is not taken while something is held.
 */
export const updateMachine = setup({
	types: { events: {} as UpdateEvent }
}).createMachine({
	id: 'update',
	initial: 'unknown',
	on: { 'worker.refuse': '.unsupported', 'update.wait': '.waiting' },
	states: {
		unknown: {
			on: { 'install.offer': 'offered', 'install.accept': 'installing', 'worker.ready': 'current' }
		},
		unsupported: {},
		offered: { on: { 'install.accept': 'installing', 'update.dismiss': 'declined' } },
		declined: { on: { 'install.accept': 'installing' } },
		installing: { on: { 'worker.ready': 'current', 'install.fail': 'failed' } },
		failed: { on: { 'install.accept': 'installing', 'worker.ready': 'current' } },
		current: {},
		waiting: { on: { 'update.accept': 'applying', 'update.dismiss': 'later' } },
		later: { on: { 'update.accept': 'applying', 'update.wait': undefined } },
		applying: {
			on: { 'update.hold': 'heldElsewhere', 'update.fail': 'unfinished', 'update.wait': undefined }
		},
		heldElsewhere: { on: { 'update.accept': 'applying', 'update.dismiss': 'later' } },
		unfinished: { on: { 'update.accept': 'applying', 'update.dismiss': 'later' } }
	}
});

export type UpdateState =
	| 'unknown'
	| 'unsupported'
	| 'offered'
	| 'declined'
	| 'installing'
	| 'failed'
	| 'current'
	| 'waiting'
	| 'later'
	| 'applying'
	| 'heldElsewhere'
	| 'unfinished';
