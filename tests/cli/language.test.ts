import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { interruptAtCheckpoint, openProgram, type Program } from './cadenza'

const LONG = 600_000
const PEOPLE = ['Ada', 'Alan', 'Grace', 'Kurt', 'Emmy', 'John', 'Mary', 'Paul']
const PLACES = ['Paris', 'Berlin', 'Vienna', 'Oslo', 'Madrid', 'Lisbon', 'Rome', 'Prague']

let program: Program
let folder: string
const at = (path: string) => join(folder, path)

/** Sentences in which people live in places: a word and its tag a line. */
const conll = (shift: number) =>
  PEOPLE.flatMap((person, i) =>
    [`${person} B-PER`, 'lives O', 'in O', `${PLACES[(i + shift) % PLACES.length]} B-LOC`, '. O', ''].join(
      '\n'
    )
  ).join('\n')

const train = (out: string, epochs: number, ...more: string[]) => [
  ...['language', 'train', 'entities', '--data', at('taught.conll'), '--out', at(out)],
  ...['--epochs', String(epochs), '--seed', '3', '--json', ...more]
]

beforeAll(async () => {
  program = await openProgram()
  folder = mkdtempSync(join(tmpdir(), 'cadenza-language-'))
  for (let i = 0; i < 8; i++) writeFileSync(at(`${i}.conll`), conll(i))
  writeFileSync(at('taught.conll'), Array.from({ length: 8 }, (_, i) => conll(i)).join('\n'))
  writeFileSync(at('binary.conll'), Uint8Array.of(7, 1, 0, 0, 2))
  const { status, error } = await program.run(train('tagger', 4))
  expect(error).not.toContain('cadenza:')
  expect(status).toBe(0)
}, LONG)

afterAll(() => {
  program.dispose()
  rmSync(folder, { recursive: true, force: true })
})

describe('a lab of language on the command line', () => {
  it('trains on files, with its params as options', () => {
    for (const name of ['model.json', 'weights.bin', 'card.json'])
      expect(existsSync(at(`tagger/${name}`))).toBe(true)
    expect(existsSync(at('tagger/.training'))).toBe(false)
  })

  it('uses and measures what it trained, under its own name and by that of the lab', async () => {
    const model = ['--model', at('tagger'), '--json']
    const own = await program.run(['entities', 'evaluate', at('3.conll'), ...model])
    expect(own.error).not.toContain('cadenza:')
    expect(own.json).toMatchObject({
      precision: expect.any(Number) as number,
      recall: expect.any(Number) as number,
      f1: expect.any(Number) as number
    })
    const general = await program.run(['language', 'evaluate', 'entities', '--data', at('3.conll'), ...model])
    expect(general.json).toEqual(own.json)
    const found = await program.run(['entities', 'Ada', 'lives', 'in', 'Oslo.', ...model])
    expect(found.status).toBe(0)
    const piped = await program.run(['entities', '-', ...model], {
      input: new TextEncoder().encode('Ada lives in Oslo.')
    })
    expect(piped.json).toEqual(found.json)
    const run = ['language', 'run', 'entities', '--text', 'Ada lives in Oslo.', ...model]
    expect((await program.run(run)).json).toEqual(found.json)
  })

  it('keeps a checkpoint where Ctrl-C stops it', async () => {
    const out = at('stopped')
    const stopped = await program.run(train('stopped', 400), { onStart: interruptAtCheckpoint(out) })
    expect(stopped.status).toBe(130)
    expect(existsSync(join(out, 'model.json'))).toBe(false)
    expect(existsSync(join(out, '.training'))).toBe(true)
  })

  it('lists what it takes, with bounds and defaults', async () => {
    const { out } = await program.run(['language', 'train', 'entities', '--help'])
    expect(out).toContain('usage: cadenza language train LAB --out DIR [options]')
    expect(out).toMatch(/--epochs N +Passes over the data \(from 1 to 1000, default \d+\)/)
    expect((await program.run(['entities', '--help'])).out).toContain(
      'usage: cadenza entities TEXT… [options]'
    )
  })

  it('completes analogies by the vectors that ship', async () => {
    const { json, error } = await program.run(['analogy', 'man', 'king', 'woman', '--json'])
    expect(error).not.toContain('cadenza:')
    expect(json).toMatchObject({ answer: 'queen' })
    writeFileSync(at('questions.txt'), ': capitals\nathens greece oslo norway\nparis france berlin germany\n')
    const measured = await program.run(['analogy', 'evaluate', at('questions.txt'), '--json'])
    expect(measured.status).toBe(0)
    expect(measured.json).toMatchObject({ accuracy: expect.any(Number) as number })
  })

  it.each<[string, string[], string]>([
    [
      'no such lab',
      ['language', 'train', 'entites', '--out', 'x'],
      "not 'entites': did you mean 'entities'?"
    ],
    [
      'no such action',
      ['language', 'run', 'entities', '--action', 'sing'],
      "the lab 'entities' can train, run, evaluate"
    ],
    ['a bound', ['entities', 'evaluate', '--model', 'NOWHERE'], "'--model': NOWHERE is not a model"],
    [
      'a bound',
      ['language', 'train', 'entities', '--out', 'x', '--epochs', '0'],
      "'--epochs' must be a whole number from 1 to 1000, not '0'"
    ],
    ['no text', ['entities'], "'TEXT…' is missing"],
    ['two words', ['analogy', 'man', 'king'], "'A B C' are three words"],
    [
      'files for what reads none',
      ['language', 'run', 'entities', '--data', '@/0.conll'],
      "'--data' was not expected: this action reads no files"
    ],
    ['what is not there', ['entities', 'evaluate', 'NOWHERE.conll'], "'FILE': NOWHERE.conll does not exist"],
    [
      'no text file',
      ['entities', 'evaluate', '@/binary.conll'],
      'It is no text: character 3 is 0, which only binary files hold'
    ]
  ])('refuses %s in one line', async (_, args, message) => {
    const { status, out, error } = await program.run(args.map((arg) => arg.replace('@', folder)))
    expect(error).toContain(message)
    expect(error.trimEnd().split('\n')).toHaveLength(1)
    expect(out).toBe('')
    expect(status).toBe(2)
  })

  it.each([
    ['a word', ['analogy', 'man', 'king', 'zyzzyva'], "'zyzzyva' is not among the 25000 words of the table"],
    ['an emoji for a date', ['dates', '🎉'], 'there is no date to read']
  ])('says why a lab refuses %s in one line, and no more', async (_, args, message) => {
    const { status, out, error } = await program.run(args)
    expect(error).toContain(message)
    expect(error.trimEnd().split('\n')).toHaveLength(1)
    expect(out).toBe('')
    expect(status).toBe(1)
  })
})
