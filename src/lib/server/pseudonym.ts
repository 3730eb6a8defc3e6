/** Short names of birds: easy to say, tied to nobody. */
const birds =
	'Avocet Bittern Bunting Bustard Chough Cormorant Crane Curlew Dipper Dotterel Dunlin Egret Eider Finch Gannet Godwit Goshawk Grebe Guillemot Harrier Heron Hoopoe Ibis Jackdaw Kestrel Kingfisher Kite Lapwing Linnet Martin Merlin Nightjar Nuthatch Oriole Osprey Ouzel Petrel Pipit Plover Puffin Quail Rail Raven Redstart Roller Sandpiper Shearwater Shrike Siskin Skylark Snipe Starling Stilt Stonechat Swift Teal Tern Thrush Turnstone Wagtail Warbler Wheatear Wren Wryneck'.split(
		' '
	);

/**
 * Gives a pseudonym such as `Heron 42` that is not taken. Chance picks where to begin, so it tells nothing of the order in
 * which members joined.
 */
export function pseudonym(
	taken: ReadonlySet<string>,
	random: (size: number) => Uint8Array
): string {
	const [high, low] = random(2);
	const begin = high * 256 + low;
	for (let step = 0; ; step++) {
		const place = begin + step;
		const bird = birds[place % birds.length];
		const name = `${bird} ${10 + Math.floor(place / birds.length)}`;
		if (!taken.has(name)) return name;
	}
}
