export interface ReadCue {
  start: number
  end: number
  lines: string[]
  voice?: string
}

const toMs = (h: string, m: string, s: string, ms: string) =>
  ((Number(h) * 60 + Number(m)) * 60 + Number(s)) * 1000 + Number(ms)

/** A line of times, strictly; null for any other. */
function readTimes(line: string, point: ',' | '.'): [start: number, end: number] | null {
  const clock = `(\\d{2,}):([0-5]\\d):([0-5]\\d)\\${point}(\\d{3})`
  const match = new RegExp(`^${clock} --> ${clock}$`).exec(line)
  if (!match) return null
  const [, h1, m1, s1, ms1, h2, m2, s2, ms2] = match as unknown as string[]
  return [toMs(h1!, m1!, s1!, ms1!), toMs(h2!, m2!, s2!, ms2!)]
}

/** Reads SubRip as its readers do: blocks between empty lines, a number, times, text. Throws on anything else. */
export function readSrt(text: string): ReadCue[] {
  if (text === '') return []
  if (!text.endsWith('\n')) throw new Error('the last line has no end')
  const blocks = text.slice(0, -1).split('\n\n')
  return blocks.map((block, i) => {
    const [number, line, ...lines] = block.split('\n')
    const times = readTimes(line ?? '', ',')
    if (number !== String(i + 1) || !times || lines.length === 0 || lines.includes(''))
      throw new Error(`no cue: ${block}`)
    return { start: times[0], end: times[1], lines }
  })
}

/** Reads WebVTT: a header, then blocks of times and text, which may hold a voice and escapes, and no other markup. */
export function readVtt(text: string): ReadCue[] {
  const [header, ...blocks] = text.trimEnd().split('\n\n')
  if (header !== 'WEBVTT') throw new Error('no header')
  return blocks.map((block) => {
    const [line, ...content] = block.split('\n')
    const times = readTimes(line!, '.')
    if (!times || content.length === 0 || content.some((text) => text.includes('-->')))
      throw new Error(`no cue: ${block}`)
    const [, voice, payload] = /^(?:<v ([^<>\n]+)>)?([^<>]+)$/.exec(content.join('\n')) ?? []
    if (!payload || /&(?!amp;|lt;|gt;)/.test(block)) throw new Error(`markup: ${block}`)
    const [start, end] = times
    return { start, end, lines: plain(payload).split('\n'), ...(voice && { voice: plain(voice) }) }
  })
}

const plain = (text: string) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
