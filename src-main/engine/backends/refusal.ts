/** Why a backend does not work: `note` in a few words, `detail` as the machine said it. */
export interface Refusal {
  note: string
  detail: string
}

/** Refusals that a person can do something about, in words; the rest keeps its first line. */
const KNOWN: [pattern: RegExp, note: (match: RegExpExecArray) => string][] = [
  [/Cannot find (?:module|package) '@tensorflow\//, () => 'not installed'],
  [/native addon module .* can not be found/, () => 'installed without its library'],
  [/([\w.+-]+\.(?:so|dll|dylib)[\w.]*): cannot open shared object/, ([, library]) => `${library} is missing`],
  [/invalid ELF header|wrong architecture|not a valid Win32/, () => 'built for another processor']
]
const LONGEST_NOTE = 60

export function refusalOf(error: unknown): Refusal {
  const message = error instanceof Error ? error.message : String(error)
  const detail = message.replace(/\nRequire stack:[^]*/, '') // our own files, of no use to the person
  for (const [pattern, note] of KNOWN) {
    const match = pattern.exec(detail)
    if (match) return { note: note(match), detail }
  }
  const line = detail.split('\n')[0] ?? ''
  return { note: line.length > LONGEST_NOTE ? `${line.slice(0, LONGEST_NOTE - 2)} …` : line, detail }
}
