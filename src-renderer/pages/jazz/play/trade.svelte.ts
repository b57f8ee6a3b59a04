import { GRID } from '../../../../src-main/contract/music'
import type { Beats } from '../../../../src-main/contract/units'
import { snapped } from '../../../draw/roll'
import { pitchOfKey, readMidiMessage, whyNoMidi, type KeyPress } from './hands-on-keys'
import { stage } from './stage.svelte'

/** How hard keys of the computer are struck. */
const COMPUTER_VELOCITY = 0.75
const OCTAVES = [1, 7] as const

interface Held {
  velocity: number
  /** Where it began, in beats; null where nothing played. */
  onset: Beats | null
}

/** A person who plays along, on a MIDI keyboard or on the keys of the computer, and is answered. */
export class Trade {
  /** Whether the keys of the computer play. */
  isArmed = $state(false)
  octave = $state(4)
  /** MIDI keyboards by name; null before the person has asked for them. */
  keyboards = $state.raw<string[] | null>(null)
  problem = $state('')
  /** Pitches held down now. */
  held = $state.raw<ReadonlyMap<number, Held>>(new Map())

  /** Asks for the MIDI keyboards; the system may ask the person. */
  async connect(): Promise<void> {
    try {
      const access = await navigator.requestMIDIAccess()
      const listen = () => {
        const inputs = [...access.inputs.values()].filter(({ state }) => state === 'connected')
        for (const input of inputs)
          input.onmidimessage = ({ data }) => this.#hear(data && readMidiMessage(data))
        this.keyboards = inputs.map(({ name }) => name ?? 'a keyboard without a name')
      }
      access.onstatechange = listen
      listen()
      this.problem = ''
    } catch (cause) {
      this.problem = `MIDI keyboards cannot be reached: ${whyNoMidi(cause)}`
    }
  }

  /** Keys of the computer, while they are armed. Offered before anybody else has them. */
  key(event: KeyboardEvent): void {
    const isOthers = event.ctrlKey || event.metaKey || event.altKey || isTyped(event.target)
    if (!this.isArmed || isOthers) return
    if (event.code === 'KeyZ' || event.code === 'KeyX') {
      if (event.type === 'keydown') this.shift(event.code === 'KeyX' ? 1 : -1)
    } else {
      const pitch = pitchOfKey(event.code, this.octave)
      if (pitch === null) return
      if (event.type === 'keyup') this.#hear({ kind: 'up', pitch })
      else if (!event.repeat) this.#hear({ kind: 'down', pitch, velocity: COMPUTER_VELOCITY })
    }
    event.preventDefault()
    event.stopPropagation()
  }

  shift(octaves: number): void {
    this.octave = Math.max(OCTAVES[0], Math.min(OCTAVES[1], this.octave + octaves))
  }

  /** Lets go of everything, as when the window loses the keyboard. */
  release(): void {
    for (const pitch of this.held.keys()) this.#hear({ kind: 'up', pitch })
  }

  #hear(press: KeyPress | null): void {
    if (!press) return
    const { pitch } = press
    const next = new Map(this.held)
    const beat = stage.band.now()
    if (press.kind === 'down') {
      void stage.band.hear('solo', { pitch, velocity: press.velocity, duration: null })
      next.set(pitch, { velocity: press.velocity, onset: beat })
    } else {
      stage.band.letGo('solo', pitch)
      const note = this.held.get(pitch)
      next.delete(pitch)
      if (note && note.onset !== null && beat !== null) {
        const onset = snapped(note.onset, 1 / GRID)
        const duration = Math.max(1 / GRID, snapped(beat, 1 / GRID) - onset)
        stage.record({ onset, duration, pitch, velocity: note.velocity })
      }
    }
    this.held = next
  }
}

const isTyped = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest('input, textarea, [contenteditable]') !== null

export const trade = new Trade()
