import { jobEvent, type JobEvent } from '../contract/events'

const FLOATS = '$float32'

/** Events as lines of events.jsonl: typed arrays as base64 of little-endian float32 under the key `$float32`. */
export function encodeEvents(events: readonly JobEvent[]): string {
  return events.map((event) => encodeEvent(event) + '\n').join('')
}

function encodeEvent(event: JobEvent): string {
  return JSON.stringify(event, (_key, value: unknown) =>
    value instanceof Float32Array
      ? { [FLOATS]: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') }
      : value
  )
}

/** The events of a file, up to the first line that is none: the last line of a run that was killed may be half a one. */
export function decodeEvents(text: string): JobEvent[] {
  const events: JobEvent[] = []
  for (const line of text.split('\n')) {
    const event = line === '' ? null : decodeEvent(line)
    if (!event) break
    events.push(event)
  }
  return events
}

function decodeEvent(line: string): JobEvent | null {
  try {
    const parsed = jobEvent.safeParse(JSON.parse(line, (_key, value: unknown) => revive(value)))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

function revive(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !(FLOATS in value)) return value
  const bytes = Uint8Array.from(Buffer.from(String(value[FLOATS]), 'base64'))
  return new Float32Array(bytes.buffer, 0, Math.floor(bytes.length / 4))
}
