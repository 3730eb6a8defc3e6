import { execFileSync } from 'node:child_process';
import { chromium, type BrowserContext } from '@playwright/test';
import { launchOptions } from '../../playwright.config';

/** A browser with a profile on the disk, which can be killed as a flat battery kills it. */
export class MortalBrowser {
	private constructor(
		readonly context: BrowserContext,
		private readonly folder: string
	) {}

	static async open(folder: string, baseURL: string): Promise<MortalBrowser> {
		const context = await chromium.launchPersistentContext(folder, {
			...launchOptions,
			baseURL,
			viewport: { width: 360, height: 740 },
			serviceWorkers: 'block'
		});
		return new MortalBrowser(context, folder);
	}

	/** Every process of this browser, and of no other: they carry the folder of its profile. */
	private processes(): number[] {
		return execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' })
			.split('\n')
			.filter((line) => line.includes(`--user-data-dir=${this.folder}`))
			.map((line) => Number(line.trim().split(' ')[0]));
	}

	/** Kills the browser without a word, and waits until it is gone. */
	async kill(): Promise<void> {
		const gone = new Promise((resolve) => this.context.once('close', resolve));
		const [...pids] = this.processes();
		if (!pids.length) throw new Error('There is no browser process to kill.');
		for (const pid of pids)
			try {
				process.kill(pid, 'SIGKILL');
			} catch {
				// It fell with its parent.
			}
		await gone;
	}
}
