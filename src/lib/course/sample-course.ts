import type { Files } from './compile';

/**
 * A small course that is right in every rule: one lesson with every kind of item and every part of a scenario, and one
 * lesson that closes. Tests compile it, or break it in one place with `change`.
 */

const course = `---
id: lights-at-sea
title: Lights at sea
event: Meeting of the keepers, autumn
lessons: [lights, harbour]
sessions: [lights]
after:
  harbour: [lights]
---

Nine keepers, one fog, and no two lamps alike.
`;

const ledger = `claims:
  - id: L1-K1
    section: breakout-1
    part: takeaway
    paragraph: 1
    stance: agreed
    kind: reported-view
    modal: []
    text: "Participants agreed that a light is described before it is lit."
  - id: L1-K2
    section: breakout-1
    part: takeaway
    paragraph: 2
    stance: some-participants
    kind: reported-view
    modal: [some, may help]
    text: "Some participants said that a bell may help in fog."
  - id: L1-K3
    section: breakout-1
    part: takeaway
    paragraph: 3
    stance: doc-normative
    kind: document-statement
    modal: [should]
    text: "Keepers should write down every change of a light."
  - id: B1-K8a
    section: breakout-1
    part: takeaway
    paragraph: 4
    stance: DISAGREED
    kind: reported-view
    modal: []
    text: "Participants disagreed on who pays for the oil."
  - id: L1-Q1
    section: breakout-1
    part: question
    paragraph: 5
    stance: question
    kind: question
    modal: []
    text: "Who may put out a light?"
  - id: L1-T1
    section: background
    part: text
    paragraph: 1
    stance: doc-fact
    kind: document-fact
    modal: []
    text: "The keepers met in autumn."
background:
  - id: LAW-1
    kind: official-source
    mark: verified
    layer: 1
    source: Rule book of the coast
    url: https://example.org/rules
    text: "A keeper signs the log at midnight."
  - id: OWN-1
    kind: inference
    mark: ours
    layer: 1
    text: "A signed log can be compared with another."
  - id: LATER-1
    kind: secondary-source
    mark: secondary
    layer: 2
    source: Harbour news
    as-of: 2030-01-31
    text: "A year later the coast had one list of lights."
`;

const glossary = `terms:
  - id: light-character
    term: Light character
    in-summary: true
    text: The colour and rhythm by which a light is known.
    claims: [L1-K1]
  - id: keeper
    term: Keeper
    text: Who tends a light.
`;

const lights = `---
id: lights
title: Lights and bells
summary: How a light is told from another, and what helps in fog.
session: 1
objectives:
  tell-lights: Tell one light from another
  judge-fog: Judge what helps in fog
misconceptions:
  any-light: Any light will do
  rule-is-view: A rule is what the room thought
---

## Before you read {#opening .opening}

Where do you stand, before anybody has told you?

## The light and its character {#character .reading}

A light is described before it is lit, participants agreed [L1-K1]. Its [character](term:light-character) is
"colour & rhythm". [L1-K3] [DOC?]

### What a bell does

- Some participants said that it may help [L1-K2].
- The [rule book](https://example.org/rules?a=1&b=2) asks for a signature | at midnight. [LAW-1]

| light | colour |
|---|---|
| pier | red [L1-T1] |

## Try it {#checks .checks}

<Activity id="light-checks" />

## A night in fog {#fog .scenario}

First the story.

<Activity id="the-fog" />

## Since then {#later .since-then}

A year later there was one list, as of January 2030. [LATER-1]
`;

const checks = `---
id: light-checks
title: Which light?
---

## Which lamp comes first? {#first-lamp .choice asks=room objective=tell-lights certainty}

Two lamps stand on the pier, and the night is clear.

> **Log of the pier**
>
> Red, two seconds. Green is *not* lit.

Think of the order of things. {.hint}

- The one that is described {#described right}

  > Described before it is lit. [L1-K1]
  >
  > The log shows it.

  > It is signed, too. [LAW-1]

- The brighter one {#brighter reveals=any-light}

  > Brightness is not a [character](term:light-character). [DOC?]

> Descriptions come first. [L1-K3]

## What does the rule book ask for? {#rule-book .choices asks=law objective="tell-lights, judge-fog"}

- A signature at midnight {#signature right}

  > So it says. [LAW-1]

- A view of the room {#view reveals=rule-is-view}

  > That is another kind of thing. [LAW-1] [L1-K1]

## Put the night in order {#night-order .sequence asks=judgement}

- Describe {#describe}
- Light {#light}
- Sign {#sign}

## Who says it? {#who-says .match asks=room}

- Described before it is lit {#a-description to=the-room}

  > Agreed. [L1-K1]

- Signed at midnight {#a-signature to=the-rules}

  > In the rule book. [LAW-1]

Where does each come from?

* From the room {#the-room}
* From the rules {#the-rules}

## Which words go too far? {#too-far .spot asks=text}

> **Draft rule**
>
> Every lamp is signed at midnight,
> and anything that shines is put out.

- signed at midnight, and {#signed}

  > As the rule book has it. [LAW-1]

- anything that shines {#anything right}

  > The moon shines, too. [OWN-1]

## How did the room stand? {#how-stood .stance asks=room}

- A light is described first. {#stance-described is=agreed}

  > They agreed. [L1-K1]

- A bell may help. {#stance-bell is=some}

  > Some said so. [L1-K2]

- Who pays for the oil {#stance-oil is=disagreed}

  > They did not agree. [B1-K8a]

- Changes are written down. {#stance-changes is=document}

  > Nobody is named. [L1-K3]

## Who pays for the oil? {#oil-dispute .contested asks=judgement}

- The coast {#coast}
- The ships {#ships}

What is the best reason?

* It guards everyone. {#everyone for=coast best}

  > One side said so. [B1-K8a]

* They use it. {#users for=ships best}

  > The other side said so. [B1-K8a]

## Where do you stand? {#stand .position asks=judgement}

- Light every lamp {#every}
- Light the known ones {#known}

## And now? {#stand-again .position asks=judgement closes=stand}

- Light every lamp {#every}
- Light the known ones {#known}

## What would you write in the log? {#log-entry .reflection asks=judgement}

Three lines are enough.
`;

const fog = `---
id: the-fog
title: The fog
source: B1-S1
role: Keeper of the pier light at Harbourline
objectives: [judge-fog]
stages:
  first: What you do first
  bell: What you do with the bell
  telling: Whom you tell
tracks:
  oil: { label: Oil left, from: 2, min: 0, max: 3, better: up }
  trust: { label: Trust of the ships, from: 1, min: 0, max: 3, better: up }
dials:
  moon:
    label: The moon
    from: new
    values: { new: "No moon", full: "A full moon" }
---

Fog comes in at nine.

> **Note from Kestria**
>
> A ship is late.

## The watch {#watch stage=first}

You stand at the lamp.

- Light it, as described. {#light to=weather quality=sound oil-1}

  **Nine o'clock.** The lamp burns.

  It burns well.

  > Described before it is lit. [L1-K1]

- Wait for the moon. {#wait to="aground when moon=new, weather" quality="weak when moon=new, defensible" trust-1}

  **Ten o'clock.** Nothing is seen.

  > Nothing was written down. [L1-K3]

- Borrow a lamp of another colour. {#borrow to=weather quality=unsound oil+1 trust<=1 reveals=any-light}

  A green lamp stands where a red one was.

  > Another [character](term:light-character). [L1-K1]

## The weather decides {#weather .chance stage=bell}

One of two things happens.

- The fog thins. {#thins to=bell}

  **Eleven.** You see the pier.

  > Weather is nobody's view. [DOC?]

- The fog thickens. {#thickens to=bell oil-1}

  **Eleven.** You see nothing.

  > Weather is nobody's view. [DOC?]

## The bell {#bell stage=bell}

The lamp is green. {when="chose=borrow"}

> **Tally of oil**
>
> Almost nothing is left. {when="oil<1 or not moon=full and trust=0"}

- Ring the bell. {#ring to=report quality=sound trust+1}

  **Midnight.** It rings.

  > Some said that it may help. [L1-K2]

- Sell the oil. {#sell to=aground quality=weak when="oil>=1" oil=0}

  **Midnight.** The lamp is dark.

  > The document wants changes written down. [L1-K3]

## The report {#report stage=telling}

Who pays?

- Tell the coast. {#tell-coast to=safe quality=open}

  **Morning.** The coast listens.

  > They disagreed. [B1-K8a]

- Tell the ships. {#tell-ships to="safe when trust>=2, aground" quality=open}

  **Morning.** The ships listen.

  > They disagreed. [B1-K8a]

## Safe {#safe .ending outcome=sound}

The ship is in.

## Aground {#aground .ending outcome=poor}

The ship waits for the tide.

## Debrief {#debrief .debrief}

What the room said. [L1-K1]

### Where keepers differ

Nobody agreed on the oil. [B1-K8a]
`;

const harbour = `---
id: harbour
title: Back in harbour
summary: What the night has shown.
objectives: {}
---

## Home {#home .closing}

The lamps are out. [L1-Q1]
`;

export const paths = {
	course: 'lessons/course.md',
	ledger: 'lessons/ledger.yaml',
	glossary: 'lessons/glossary.yaml',
	lesson: 'lessons/1-lights/lesson.md',
	quiz: 'lessons/1-lights/checks.quiz.md',
	scenario: 'lessons/1-lights/the-fog.scenario.md',
	closing: 'lessons/2-harbour/lesson.md'
};

export const sampleCourse: Files = {
	[paths.course]: course,
	[paths.ledger]: ledger,
	[paths.glossary]: glossary,
	[paths.lesson]: lights,
	[paths.quiz]: checks,
	[paths.scenario]: fog,
	[paths.closing]: harbour
};

/** The files with `from` replaced by `to` in one of them; throws unless `from` stands there exactly once. */
export function change(files: Files, path: string, from: string, to: string): Files {
	const parts = (files[path] ?? '').split(from);
	if (parts.length !== 2)
		throw new Error(
			`"${from}" stands ${parts.length - 1} times in ${path}; it must stand there once.`
		);
	return { ...files, [path]: parts.join(to) };
}
