/** Why a file was refused, for code that reacts to it; the message is for the person. */
export type AudioFormatProblem =
  'empty' | 'truncated' | 'unfinished' | 'corrupt' | 'unsupported' | 'unknown' | 'too-large' | 'needs-window'

/**
 * Audio that cannot be read. The message says what is wrong and where, in words for a person.
 * `needs-window`: the format is fine but only the window's decodeAudioData can decode it (AAC).
 */
export class AudioFormatError extends Error {
  override readonly name = 'AudioFormatError'
  readonly code: AudioFormatProblem

  constructor(code: AudioFormatProblem, message: string) {
    super(message)
    this.code = code
  }
}
