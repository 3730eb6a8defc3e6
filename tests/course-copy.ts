import { execFile, spawn, type ChildProcess } from 'node:child_process';
import {
	cpSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { ownFolder } from './own-folder';

const copied = [
	'src',
	'lessons',
	'static',
	'package.json',
	'package-lock.json',
	'svelte.config.js',
	'tsconfig.json',
	'vite.config.ts'
];

/** A copy of the project, whose lessons may be edited and built without touching this one. */
export class CourseCopy {
	readonly root = ownFolder('copy');

	constructor() {
		for (const place of copied)
			if (existsSync(place)) cpSync(place, join(this.root, place), { recursive: true });
		// Each package by itself: what a development server writes beside them stays in the copy.
		mkdirSync(join(this.root, 'node_modules'));
		for (const name of readdirSync('node_modules').filter((name) => name !== '.vite'))
			symlinkSync(resolve('node_modules', name), join(this.root, 'node_modules', name));
	}

	/** Replaces words in a file, which must be there once. */
	edit(file: string, words: string, others: string): void {
		const path = join(this.root, file);
		const text = readFileSync(path, 'utf8');
		if (text.split(words).length !== 2) throw new Error(`“${words}” is not in ${file} just once.`);
		writeFileSync(
			path,
			text.replace(words, () => others)
		);
	}

	/** Adds a file. */
	add(file: string, text: string): void {
		const path = join(this.root, file);
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(path, text);
	}

	async build(): Promise<string> {
		const { PROGRAM_VERSION: _, ...env } = process.env;
		await promisify(execFile)(
			process.execPath,
			[resolve('node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'error'],
			{ cwd: this.root, env }
		);
		return join(this.root, 'build');
	}

	remove(): void {
		rmSync(this.root, { recursive: true, force: true });
	}
}

/** A line of a lesson's prose that stands in its file once: what an author might edit. */
export function firstSentence(file: string): string {
	const text = readFileSync(file, 'utf8');
	const lines = text.slice(text.indexOf('\n## ')).split('\n');
	const line = lines.find(
		(one) => /^[A-Z][^[\]{}|<>]{60,}\.$/.test(one) && text.split(one).length === 2
	);
	if (!line) throw new Error(`${file} has no plain sentence to edit.`);
	return line;
}

/** Ends a process as a power cut does, unless it has ended already. */
export function killIfThere(pid: number): void {
	try {
		process.kill(pid, 'SIGKILL');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
	}
}

/** A server of its own, for what lies below a folder; two can follow one another on one address. */
export class CourseServer {
	#process: ChildProcess | null = null;
	/** What it has printed since it was started last. */
	printed = '';

	/** `env` is added to the environment, as DATA_DIR for a server with data of its own. */
	constructor(
		readonly port: number,
		readonly env: Record<string, string> = {}
	) {}

	get pid(): number | undefined {
		return this.#process?.pid;
	}

	/** The processes that answer: those that the first one started, where the system tells and there are any, or it alone. */
	get pids(): number[] {
		if (!this.pid) return [];
		const list = `/proc/${this.pid}/task/${this.pid}/children`;
		const children = existsSync(list) ? readFileSync(list, 'utf8').match(/\d+/g) : null;
		return children?.map(Number) ?? [this.pid];
	}

	get url(): string {
		return `http://localhost:${this.port}`;
	}

	/** Serves what is built below `root`, as `npm start` does. */
	async serve(root: string): Promise<void> {
		await this.#run(root, ['src/command/serve.js']);
	}

	/** Serves what lies below `root` as an author sees it with `npm run dev`. */
	async develop(root: string): Promise<void> {
		const vite = resolve('node_modules/vite/bin/vite.js');
		await this.#run(root, [vite, 'dev', '--port', String(this.port), '--strictPort']);
	}

	async #run(root: string, parameters: string[]): Promise<void> {
		await this.stop();
		const server = spawn(process.execPath, parameters, {
			cwd: root,
			env: { ...process.env, PORT: String(this.port), ...this.env }
		});
		this.#process = server;
		this.printed = '';
		server.stdout.on('data', (text: Buffer) => (this.printed += text.toString()));
		await new Promise<void>((ready, failed) => {
			// Not “already”, which a message before it may say; and Vite may write it in colour, right after a letter.
			server.stdout.on('data', () => /(?<!al)ready/.test(this.printed) && ready());
			server.once('exit', (code) => failed(new Error(`The server ended with ${code}.`)));
		});
	}

	stop(): Promise<void> {
		return this.#end('SIGTERM');
	}

	/** Ends all its processes as a power cut does: they learn nothing of it. */
	kill(): Promise<void> {
		const all = this.pids;
		// The first one first: it would start others in the place of those that end.
		const ended = this.#end('SIGKILL');
		for (const pid of all) killIfThere(pid);
		return ended;
	}

	async #end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
		const server = this.#process;
		this.#process = null;
		if (!server || server.exitCode !== null) return;
		const ended = new Promise((resolve) => server.once('exit', resolve));
		server.kill(signal);
		await ended;
	}
}
