/** Where the window comes from: our own scheme, or the development server. */
export const ORIGIN = 'app://cadenza'

const MIDI = ['midi', 'midiSysex'] // Web MIDI asks for the latter even without sysex

interface Wish {
  permission: string
  /** URL or origin of the page that asks. */
  from: string
  origin: string
  /** What kinds of media are wanted; empty where the question does not say. */
  media: readonly string[]
}

/** Microphone and MIDI, for our own pages: nothing else is granted to anybody. */
export function isGranted({ permission, from, origin, media }: Wish): boolean {
  if (!isOurs(from, origin)) return false
  if (permission === 'media') return media.every((kind) => kind === 'audio')
  return MIDI.includes(permission)
}

/** Whether a URL belongs to the window's origin. */
export function isOurs(url: string, origin: string): boolean {
  return url === origin || url.startsWith(`${origin}/`)
}
