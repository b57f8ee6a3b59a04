/** MIDI files byte by byte, so that each byte can lie. */

export function header({ type = 1, tracks = 1, division = [0x00, 0x60] } = {}): number[] {
  return [...tag('MThd'), 0, 0, 0, 6, 0, type, tracks >> 8, tracks & 0xff, ...division]
}

/** A track chunk with an end of track, unless it is taken away. */
export function track(events: number[], { end = [0, 0xff, 0x2f, 0], size = 0 } = {}): number[] {
  const content = [...events, ...end]
  const length = size || content.length
  return [...tag('MTrk'), 0, (length >> 16) & 0xff, (length >> 8) & 0xff, length & 0xff, ...content]
}

export function file(...parts: number[][]): Uint8Array {
  return Uint8Array.from(parts.flat())
}

/** A text-like meta event without its delta time. */
export function text(type: number, bytes: number[] | string): number[] {
  const content = typeof bytes === 'string' ? [...new TextEncoder().encode(bytes)] : bytes
  return [0xff, type, content.length, ...content]
}

/** A note of channel 0 that begins at once and lasts 96 ticks: a quarter note of 96. */
export function quarter(pitch: number): number[] {
  return [0, 0x90, pitch, 100, 96, 0x80, pitch, 0]
}

export function tag(name: string): number[] {
  return [...new TextEncoder().encode(name)]
}
