import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import config from './svelte.config.js';

export default ts.config(
	{
		ignores: [
			'build/',
			'.svelte-kit/',
			'.cache/',
			'test-results/',
			'src/lib/ui/language/paraglide/',
			'src/lib/ui/language/project.inlang/'
		]
	},
	js.configs.recommended,
	...ts.configs.recommended,
	...svelte.configs.recommended,
	{
		languageOptions: { globals: { ...globals.browser, ...globals.node } },
		rules: {
			'no-undef': 'off',
			'@typescript-eslint/no-unused-vars': [
				'error',
				{ argsIgnorePattern: '^_', varsIgnorePattern: '^_' }
			],
			'@typescript-eslint/no-explicit-any': 'error',
			// The HTML comes from our own build, which refuses raw HTML, and passes lib/ui/trusted.
			'svelte/no-at-html-tags': 'off',
			// localPath writes the language into every address, which resolve() does not know of.
			'svelte/no-navigation-without-resolve': 'off',
			// Dates here are values that are replaced, never changed.
			'svelte/prefer-svelte-reactivity': 'off',
			// The compiler's own accessibility warnings are ignored by name; this rule does not see them all.
			'svelte/no-unused-svelte-ignore': 'off'
		}
	},
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: {
			parserOptions: { extraFileExtensions: ['.svelte'], parser: ts.parser, svelteConfig: config }
		}
	},
	{
		files: ['src/lib/**/*.ts'],
		ignores: ['**/*.test.ts', '**/*.d.ts'],
		rules: { 'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }] }
	}
);
