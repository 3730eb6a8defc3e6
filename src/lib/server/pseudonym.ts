/** Short names of birds: easy to say, tied to nobody. */
const birds =
	'Avocet Bittern Bunting Bustard Chough Cormorant Crane Curlew Dipper Dotterel Dunlin Egret Eider Finch Gannet Godwit Goshawk Grebe Guillemot Harrier Heron Hoopoe Ibis Jackdaw Kestrel Kingfisher Kite Lapwing Linnet Martin Merlin Nightjar Nuthatch Oriole Osprey Ouzel Petrel Pipit Plover Puffin Quail Rail Raven Redstart Roller Sandpiper Shearwater Shrike Siskin Skylark Snipe Starling Stilt Stonechat Swift Teal Tern Thrush Turnstone Wagtail Warbler Wheatear Wren Wryneck'.split(
		' '
	);

/**
 * Gives pseudonyms such as `Heron 42` without end, no two the same. Chance picks where to begin, so the one that is taken tells
 * nothing of the order in which members joined.
 */
export function* pseudonyms(random: (size: number) => Uint8Array): Generator<string, never> {
	const [high, low] = random(2);
	for (let place = high * 256 + low; ; place++)
		yield `${birds[place % birds.length]} ${10 + Math.floor(place / birds.length)}`;
}
