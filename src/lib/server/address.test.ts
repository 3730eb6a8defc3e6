import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addressIn, problemIn } from './address.js';

test('a variable that is set to nothing is as one that is not set', () => {
	const nothing = { PORT: '', HOST: '', ORIGIN: '', TLS_CERT: '', TLS_KEY: '', XFF_DEPTH: '' };
	expect(addressIn(nothing)).toEqual(addressIn({}));
	expect(addressIn({})).toEqual({
		secure: false,
		port: 4173,
		host: '127.0.0.1',
		here: 'http://localhost:4173',
		origin: 'http://localhost:4173'
	});
	expect(problemIn(nothing)).toBeNull();
});

test('the address that is printed is where it listens', () => {
	const here = (HOST: string) => addressIn({ HOST }).here;
	expect(['0.0.0.0', '::', '::1', 'localhost'].map(here)).toEqual(
		Array(4).fill('http://localhost:4173')
	);
	expect(here('192.168.1.5')).toBe('http://192.168.1.5:4173');
	expect(here('fd00::5')).toBe('http://[fd00::5]:4173');
	// People come by another one where somebody has said so.
	expect(addressIn({ HOST: '192.168.1.5' }).origin).toBe('http://192.168.1.5:4173');
	expect(addressIn({ HOST: '192.168.1.5', ORIGIN: 'https://course.example.org' })).toMatchObject({
		here: 'http://192.168.1.5:4173',
		origin: 'https://course.example.org'
	});
});

test.each([
	['PORT', 'abc'],
	['PORT', '99999'],
	// Any port that is free: nobody could be told which.
	['PORT', '0'],
	['PORT', '4173 '],
	['ORIGIN', 'course.example.org'],
	['ORIGIN', 'course.example.org:443'],
	['ORIGIN', 'ftp://course.example.org'],
	['ORIGIN', 'https://'],
	['ORIGIN', 'https://example.org/course'],
	['ORIGIN', 'https://course.example.org,https://example.org'],
	['HOST', 'http://localhost'],
	['HOST', 'localhost:4200'],
	['BODY_SIZE_LIMIT', '5MB'],
	['BODY_SIZE_LIMIT', 'none'],
	['BODY_SIZE_LIMIT', 'infinity'],
	// 2M was meant: nobody could send anything.
	['BODY_SIZE_LIMIT', '2'],
	['BODY_SIZE_LIMIT', '127K'],
	['XFF_DEPTH', '0'],
	['XFF_DEPTH', 'two'],
	['TLS_CERT', 'cert.pem'],
	['TLS_KEY', 'key.pem']
])('%s=%s is told before anything is served', (name, value) => {
	expect(problemIn({ [name]: value })).toContain(name);
});

test.each([
	['PORT', '443'],
	['HOST', '0.0.0.0'],
	['HOST', 'fd00::5'],
	['HOST', 'course.example.org'],
	['BODY_SIZE_LIMIT', '4194304'],
	['BODY_SIZE_LIMIT', '128k'],
	['BODY_SIZE_LIMIT', 'Infinity'],
	['ORIGIN', 'HTTPS://Course.Example.org:443'],
	['ORIGIN', 'https://course.example.org/'],
	['XFF_DEPTH', '2']
])('%s=%s is served', (name, value) => {
	expect(problemIn({ [name]: value })).toBeNull();
});

test('files that are no certificate and key, or are not there, are told with their variables', () => {
	const folder = mkdtempSync(join(tmpdir(), 'breakout-tls-'));
	const [TLS_CERT, TLS_KEY] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
	expect(problemIn({ TLS_CERT, TLS_KEY })).toMatch(/TLS_CERT and TLS_KEY.*ENOENT/);
	for (const file of [TLS_CERT, TLS_KEY]) writeFileSync(file, 'none');
	expect(problemIn({ TLS_CERT, TLS_KEY })).toContain('TLS_CERT and TLS_KEY');
	rmSync(folder, { recursive: true });
});
