const accents: Record<string, string> = {
	a: 'á',
	e: 'é',
	i: 'í',
	o: 'ó',
	u: 'ú',
	A: 'Á',
	E: 'É',
	I: 'Í',
	O: 'Ó',
	U: 'Ú'
};

/**
 * Makes an English message about 40 % longer and marks its ends, leaving `{parameters}` alone. A string on a screen
 * without brackets did not come from the messages; one that is cut off has too little room.
 */
export function lengthen(text: string): string {
	if (typeof text !== 'string') return text;
	const words = text
		.split(/(\{[^}]*\})/)
		.map((part) =>
			part.startsWith('{')
				? part
				: part.replace(
						/[aeiouAEIOU]/g,
						(letter) => accents[letter] + (letter === letter.toLowerCase() ? letter : '')
					)
		);
	return `[${words.join('')}]`;
}
