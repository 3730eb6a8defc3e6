import { expect, it } from 'vitest';
import { capsuleLimit } from '$lib/sync/capsule';
import { addFiles, type Imported, type Importer } from './importer';

const taken = (file: string): Imported => ({
	ok: true,
	file,
	name: 'A',
	added: 1,
	known: 0,
	clashes: 0
});

/** Notes what is asked of an importer, in order. */
function noting(): { importer: Importer; asked: string[] } {
	const asked: string[] = [];
	return {
		asked,
		importer: {
			add: async (file) => {
				asked.push(file);
				return taken(file);
			},
			show: async () => void asked.push('shown')
		}
	};
}

it('shows what came of capsules once, after the last of those that came together', async () => {
	const { importer, asked } = noting();
	const results: Imported[] = [];
	const files = ['a.capsule', 'b.capsule', 'c.capsule'].map((name) => new File(['x'], name));
	await addFiles(importer, files, (imported) => results.push(imported));
	expect(asked).toEqual(['a.capsule', 'b.capsule', 'c.capsule', 'shown']);
	expect(results).toEqual(files.map(({ name }) => taken(name)));
});

it('goes on after a file that is too large or cannot be read, and says so', async () => {
	const { importer, asked } = noting();
	const large = new File(['x'], 'large');
	Object.defineProperty(large, 'size', { value: capsuleLimit + 1 });
	const gone = new File(['x'], 'gone');
	gone.arrayBuffer = () => Promise.reject(new DOMException('gone', 'NotReadableError'));
	const results: Imported[] = [];
	await addFiles(importer, [large, gone, new File(['x'], 'whole')], (imported) =>
		results.push(imported)
	);
	expect(results).toEqual([
		{ ok: false, file: 'large', code: 'capsule_too_large' },
		{ ok: false, file: 'gone', code: 'capsule_truncated' },
		taken('whole')
	]);
	expect(asked).toEqual(['whole', 'shown']);
});
