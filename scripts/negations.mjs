import { createHash } from 'node:crypto'

/** @param {string} text */
const list = (text) => text.split(' ').map((word) => word.replaceAll('_', ' '))

/**
 * Words for the slots of FRAMES, the good ones before the bad ones. `has` stands after *full of* and *no*, `do` after *does not*.
 * @typedef {{ subjects: string[], is: [string[], string[]], has: [string[], string[]], do: [string[], string[]], doing?: [string[], string[]] }} Words
 */

/** Praise and blame of films, in the manner of reviews. @type {Words} */
const FILM = {
  subjects: list(
    'the_film the_movie it this the_story the_script the_plot the_comedy the_drama the_picture the_sequel the_acting'
  ),
  is: [
    list(
      'good great funny clever moving charming gripping fresh smart warm sharp lively brilliant beautiful honest original touching witty entertaining wonderful fascinating powerful delightful thrilling inventive'
    ),
    list(
      'bad boring dull predictable silly stupid lazy flat shallow tedious clumsy ugly weak stale bland messy pointless awful terrible pretentious annoying forced ridiculous lifeless unfunny'
    )
  ],
  has: [
    list(
      'charm wit heart energy humor depth warmth style suspense imagination passion soul laughs surprises'
    ),
    list('clichés mistakes flaws nonsense boredom noise problems confusion weaknesses dull_moments')
  ],
  do: [
    list('work delight surprise entertain shine succeed charm amuse please'),
    list('drag fail annoy stumble disappoint irritate collapse bore_us')
  ]
}

/** How somebody feels, and how something went. @type {Words} */
const LIFE = {
  subjects: list('I he she we they my_friend the_children everybody my_sister our_neighbour the_guests'),
  is: [
    list(
      'happy glad cheerful pleased proud excited delighted content lucky thrilled relieved hopeful satisfied well grateful'
    ),
    list(
      'sad unhappy lonely angry upset disappointed tired hurt worried ashamed miserable afraid bored depressed sick furious'
    )
  ],
  has: [
    list('joy hope luck fun success good_news happiness pleasure good_friends'),
    list('worries trouble tears pain fear problems sorrow bad_luck bad_news')
  ],
  do: [
    list('smile laugh sing win succeed celebrate dance'),
    list('cry weep lose fail suffer complain despair')
  ],
  doing: [
    list('smiling laughing singing winning celebrating'),
    list('crying weeping failing suffering complaining')
  ]
}

/** Things that happen to people. @type {Words} */
const EVENTS = {
  subjects: list(
    'the_day the_trip the_party the_evening my_holiday the_concert our_weekend the_meeting the_news the_idea my_job the_show the_lesson it that'
  ),
  is: [
    list('good great nice fun wonderful lovely pleasant fantastic perfect excellent funny amazing'),
    list('bad awful terrible boring horrible dull dreadful painful nasty unpleasant disappointing unfair')
  ],
  has: LIFE.has,
  do: [list('work succeed go_well end_well'), list('fail go_wrong end_badly hurt disappoint_us')]
}

/**
 * Sentences by what they come to. A slot in capitals takes a word that agrees with it, one in small letters an opposite word: praise has *not
 * bad* from `not {is}`. `{s}` is the subject, `{be}` and `{aux}` its verbs.
 */
const STATES = [
  '{s} {be} {IS}',
  '{s} {be} really {IS}',
  '{s} {be} {IS} and {IS}',
  '{s} {be} not {is}',
  '{s} {be} not so {is}',
  '{s} {be} not {is} at all',
  '{s} {be} not at all {is}',
  'not {is} at all',
  'not {is}',
  '{s} {be} never {is}',
  '{s} {be} hardly {is}',
  '{s} {be} far from {is}',
  '{s} {be} anything but {is}',
  '{s} {be} nothing but {IS}',
  '{s} {be} not {is} any more',
  '{s} {be} no longer {is}',
  '{s} {be} neither {is} nor {is}',
  '{s} {be} {IS} , not {is}',
  '{s} {be} not {is} , {s} {be} {IS}',
  '{s} {be} not {is} but {IS}',
  '{s} {be} {IS} and never {is}',
  '{s} {be} {IS} rather than {is}',
  '{s} {be} more {IS} than {is}',
  '{s} {be} {is} at first but {IS} in the end',
  '{s} {be} less {is} than expected',
  '{s} could not be more {IS}',
  '{s} could not be less {is}',
  'there is nothing {is} here',
  'everything here is {IS}',
  'nobody is {is} , everybody is {IS}'
]
const HAVING = [
  'no {has}',
  'no {has} , just {HAS}',
  'there is no {has} here',
  'there is a lot of {HAS}',
  'without {has}',
  'without {has} and full of {HAS}',
  'full of {HAS}',
  'it lacks {has}',
  'it does not lack {HAS}',
  'there is no lack of {HAS}',
  'more {HAS} than {has}',
  'neither {has} nor {has}'
]
const ACTS = [
  '{s} {aux} {DO}',
  '{s} {aux} not {do}',
  '{s} did not {do}',
  '{s} will never {do}',
  '{s} did {DO} in the end'
]
const FEELINGS = [
  '{s} {be} feeling {IS}',
  '{s} {be} not feeling {is}',
  '{s} {aux} not feel {is}',
  '{s} never felt {is}',
  '{s} stopped {doing}',
  '{s} stopped {doing} and began {DOING}',
  '{s} can not stop {DOING}',
  '{s} {aux} not feel like {doing}',
  '{s} {be} {DOING} , not {doing}'
]

/** @type {[Words, string[]][]} */
const PRAISE = [
  [FILM, STATES],
  [FILM, HAVING],
  [FILM, ACTS]
]
/** @type {[Words, string[]][]} */
const MOOD = [
  [LIFE, STATES],
  [LIFE, FEELINGS],
  [LIFE, ACTS],
  [EVENTS, STATES],
  [LIFE, HAVING],
  [EVENTS, ACTS]
]

const PLURAL = new Set(['we', 'they', 'the children', 'the guests'])
/** @param {string} subject */
const verbsOf = (subject) =>
  subject === 'I'
    ? { be: 'am', aux: 'do' }
    : PLURAL.has(subject)
      ? { be: 'are', aux: 'do' }
      : { be: 'is', aux: 'does' }

/**
 * Sentences with negations and turns, half of them good: what an average of words cannot learn. The same seed gives the same.
 * @param {'praise' | 'mood'} kind
 * @param {{ count: number, seed: number }} options count: sentences drawn; doubles are left out
 * @returns {{ text: string, isGood: boolean }[]}
 */
export function writeNegations(kind, { count, seed }) {
  let drawn = 0
  const next = () =>
    createHash('sha256').update(`${kind} ${seed} ${drawn++}`).digest().readUInt32LE() / 2 ** 32
  /** @template T @param {readonly T[]} all @returns {T} */
  const pick = (all) => /** @type {T} */ (all[Math.floor(next() * all.length)])
  const frames = (kind === 'praise' ? PRAISE : MOOD).flatMap(([words, list]) =>
    list.map((frame) => ({ words, frame }))
  )
  const found = new Map()
  for (let i = 0; i < count; i++) {
    const isGood = i % 2 === 0
    const { words, frame } = pick(frames)
    const s = pick(words.subjects)
    const text = frame.replace(/\{(\w+)\}/g, (_, slot) => {
      if (slot === 's') return s
      if (slot === 'be' || slot === 'aux') return verbsOf(s)[/** @type {'be' | 'aux'} */ (slot)]
      const agrees = slot === slot.toUpperCase()
      const sides = /** @type {[string[], string[]]} */ (words[/** @type {'is'} */ (slot.toLowerCase())])
      return pick(sides[agrees === isGood ? 0 : 1])
    })
    found.set(text, isGood)
  }
  return Array.from(found, ([text, isGood]) => ({ text, isGood }))
}
