import { describe, expect, it } from 'vitest'
import { readArguments } from '../../src-main/cli/arguments'
import { UsageError } from '../../src-main/cli/usage-error'

const options = {
  positives: { kind: 'paths', required: true, help: '' },
  negatives: { kind: 'paths', help: '' },
  model: { kind: 'choice', values: ['streaming', 'course'], default: 'streaming', help: '' },
  out: { kind: 'path', required: true, help: '' },
  seed: { kind: 'integer', min: -5, max: 99, default: 7, help: '' },
  minutes: { kind: 'number', min: 0.1, max: 60, help: '' },
  json: { kind: 'switch', help: '' }
} as const

const read = (line: string) => readArguments(options, line.split(' ').filter(Boolean))
const needed = '--positives takes --out here'

describe('an operand', () => {
  const options = {
    files: { kind: 'paths', operand: true, required: true, shown: 'FILE…', help: '' },
    out: { kind: 'path', help: '' },
    noise: { kind: 'paths', help: '' }
  } as const
  const one = { dir: { kind: 'path', operand: true, required: true, help: '' } } as const

  it('is what follows no option', () => {
    expect(readArguments(options, ['a', '--out', 'here', 'b'])).toMatchObject({
      files: ['a', 'b'],
      out: 'here'
    })
    expect(readArguments(options, ['a', '--noise', 'b', 'c'])).toMatchObject({
      files: ['a'],
      noise: ['b', 'c']
    })
    expect(readArguments(options, ['--', '--odd.wav'])).toMatchObject({ files: ['--odd.wav'] })
    expect(readArguments(one, ['here'])).toEqual({ dir: 'here' })
  })

  it('is called by what it stands for', () => {
    expect(() => readArguments(options, ['--out', 'here'])).toThrow("'FILE…' is missing")
    expect(() => readArguments(one, ['a', 'b'])).toThrow("'DIR' was given 2 times; it takes one value")
    expect(() => readArguments(options, ['--files', 'a'])).toThrow("unknown option '--files'")
  })
})

describe('readArguments', () => {
  it('reads every kind of option and fills in the defaults', () => {
    expect(read(`${needed} --minutes 1.5 --json`)).toEqual({
      positives: ['takes'],
      negatives: [],
      model: 'streaming',
      out: 'here',
      seed: 7,
      minutes: 1.5,
      json: true
    })
  })

  it('takes several folders after one option, or the option repeated', () => {
    const values = read('--positives a b --negatives c --positives d --out here --negatives=e f')
    expect(values.positives).toEqual(['a', 'b', 'd'])
    expect(values.negatives).toEqual(['c', 'e', 'f'])
  })

  it('takes a negative number, and a path that begins with a dash after =', () => {
    const values = read('--positives a --out=-odd --seed -3')
    expect(values.seed).toBe(-3)
    expect(values.out).toBe('-odd')
  })

  it.each([
    ['--positives a', "'--out' is missing"],
    ['--out here', "'--positives' is missing"],
    [`${needed} --sed 4`, "unknown option '--sed': did you mean '--seed'?"],
    [`${needed} --frobnicate 4`, "unknown option '--frobnicate'"],
    [`${needed} -x`, "unknown option '-x'"],
    [`${needed} --constructor`, "unknown option '--constructor'"],
    [`${needed} --seed`, "'--seed' needs a value"],
    [`${needed} --seed --json`, "'--seed' needs a value"],
    [`${needed} --seed=`, "'--seed' needs a value"],
    [`${needed} --seed 1.5`, "'--seed' must be a whole number from -5 to 99, not '1.5'"],
    [`${needed} --seed 100`, "'--seed' must be a whole number from -5 to 99, not '100'"],
    [`${needed} --minutes NaN`, "'--minutes' must be a number from 0.1 to 60, not 'NaN'"],
    [`${needed} --minutes Infinity`, "'--minutes' must be a number from 0.1 to 60, not 'Infinity'"],
    [`${needed} --model huge`, "'--model' must be one of streaming, course, not 'huge'"],
    [`${needed} --seed 1 --seed 2`, "'--seed' was given 2 times; it takes one value"],
    [`${needed} --json=yes`, "'--json' takes no value"],
    [`${needed} stray`, "'stray' was not expected: options begin with --"],
    ['stray --positives a --out here', "'stray' was not expected: options begin with --"]
  ])('refuses %s', (line, message) => {
    expect(() => read(line)).toThrow(new UsageError(message))
  })
})
