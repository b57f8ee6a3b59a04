import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Figure } from '../contract/figures'
import type { JobState } from '../contract/job'
import { drawAttention } from './attention-picture'
import type { Surroundings } from './command'
import { followJob, type Client } from './follow-job'
import { inWords } from './in-words'
import type { Chapter } from './report'
import { withEngine } from './session'

/** One thing that a lab does, and how its result reads in a line. */
interface Stop {
  id: string
  lab: string
  action: string
  params: Record<string, unknown>
  /** What was asked. */
  asked: string
  answer: (result: Record<string, unknown>) => string
  /** Whether its attention is drawn. */
  isDrawn?: boolean
}

const FIRST_NAMES = 6

const STOPS: readonly Stop[] = [
  {
    id: 'dates',
    lab: 'dates',
    action: 'run',
    params: { text: 'Saturday May 9 2018' },
    asked: 'Read the date “Saturday May 9 2018”',
    answer: ({ date }) => inWords(date),
    isDrawn: true
  },
  {
    id: 'translation',
    lab: 'translation',
    action: 'run',
    params: { text: 'Where is the station?' },
    asked: 'Translate “Where is the station?” into French',
    answer: ({ translation }) => inWords(translation),
    isDrawn: true
  },
  {
    id: 'analogy',
    lab: 'vectors',
    action: 'analogy',
    params: { a: 'man', b: 'king', c: 'woman' },
    asked: 'man is to king as woman is to',
    answer: ({ answer }) => inWords(answer)
  },
  {
    id: 'sentiment',
    lab: 'sentences',
    action: 'run',
    params: { text: 'The film is not bad at all.' },
    asked: '“The film is not bad at all.” is',
    answer: ({ label, probability }) => `${inWords(label)} (${inWords(probability)})`
  },
  {
    id: 'entities',
    lab: 'entities',
    action: 'run',
    params: { text: 'Marie Curie left Warsaw for Paris, where she studied at the Sorbonne.' },
    asked: 'Names in “Marie Curie left Warsaw for Paris, where she studied at the Sorbonne.”',
    answer: ({ entities }) =>
      Array.isArray(entities)
        ? entities.map((found: { text: string; type: string }) => `${found.text} (${found.type})`).join(', ')
        : 'none'
  },
  {
    id: 'names',
    lab: 'characters',
    action: 'run',
    params: { network: 'lstm', count: FIRST_NAMES, seed: 1 },
    asked: 'Invent names of dinosaurs',
    answer: ({ names }) => inWords(names)
  }
]

/** Something that was done, or why it was not. */
type Seen = { stop: Stop; state: JobState } | { stop: Stop; reason: string }

/** Visits the labs of language with the models that come along. What cannot be shown is named with the reason, here and in the report. */
export async function demonstrateLanguage(out: string, surroundings: Surroundings): Promise<Chapter> {
  const folder = join(out, 'language')
  await mkdir(folder, { recursive: true })
  const seen = await withEngine({ surroundings, libraryFolder: null }, async (client) => {
    const all: Seen[] = []
    for (const stop of STOPS) all.push(await visit(client, stop, surroundings))
    return all
  })
  const pictures: Chapter['pictures'] = []
  for (const one of seen) {
    const figure = 'state' in one && one.stop.isDrawn ? attentionOf(one.state) : undefined
    if (!figure) continue
    const file = `language/${one.stop.id}.svg`
    await writeFile(join(out, file), drawAttention(figure))
    pictures.push({
      file,
      caption: `${one.stop.asked}: what it looks at (columns) for each piece that it writes (rows).`
    })
  }
  return chapterOf(seen, pictures)
}

async function visit(client: Client, stop: Stop, { terminal, signal }: Surroundings): Promise<Seen> {
  const { lab, action, params } = stop
  try {
    const { id } = await client.jobs.start({ lab, action, params })
    return { stop, state: await followJob(client, id, { terminal, signal }) }
  } catch (error) {
    signal.throwIfAborted()
    const reason = error instanceof Error ? error.message : String(error)
    terminal.warn(`not shown: ${stop.id}: ${reason}`)
    return { stop, reason }
  }
}

const attentionOf = ({ figures }: JobState) =>
  Object.values(figures).find(
    (figure): figure is Extract<Figure, { kind: 'attention' }> => figure.kind === 'attention'
  )

function chapterOf(seen: readonly Seen[], pictures: Chapter['pictures']): Chapter {
  const shown = seen.flatMap((one) =>
    'state' in one ? [{ ...one.stop, result: one.state.result ?? {} }] : []
  )
  const missing = seen.flatMap((one) => ('reason' in one ? [{ id: one.stop.id, reason: one.reason }] : []))
  return {
    id: 'language',
    title: 'Language',
    paragraphs: [
      'Small networks that come with Cadenza, each asked one thing; their cards say what they were trained on and how good they are on what they never saw. One example shows how a thing works, not how well.',
      ...missing.map(({ id, reason }) => `Not shown: ${id}. ${reason}`)
    ],
    pictures,
    sounds: [],
    numbers: shown.map(({ asked, result, answer }) => ({ name: asked, value: answer(result) })),
    data: {
      ...Object.fromEntries(shown.map(({ id, params, result }) => [id, { params, result }])),
      missing
    }
  }
}
