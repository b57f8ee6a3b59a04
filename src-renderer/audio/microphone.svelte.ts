import { openCapture, type Capture } from './capture'
import { SILENCE, levelOf, type Level } from './level'
import { explainLost, explainMicrophone } from './microphone-failure'

export interface InputDevice {
  id: string
  label: string
}

const STORED = 'cadenza.microphone'
const QUIET: Level = { rms: SILENCE, peak: SILENCE }

/** The microphone as pages see it: opened by the first that needs it, closed by the last. */
export class Microphone {
  status = $state<'closed' | 'opening' | 'open' | 'failed'>('closed')
  /** Why it is not open, worded for the person. */
  message = $state('')
  capture = $state.raw<Capture | null>(null)
  level = $state.raw<Level>(QUIET)
  devices = $state.raw<InputDevice[]>([])
  /** Empty for the system's default. */
  deviceId = $state(localStorage.getItem(STORED) ?? '')
  processed = $state(false)

  #users = 0
  #listeners = new Map<(block: Float32Array) => void, () => void>()
  /** Opening and closing follow one another, whatever is pressed meanwhile. */
  #last: Promise<void> = Promise.resolve()

  constructor() {
    navigator.mediaDevices?.addEventListener('devicechange', () => void this.#listDevices())
  }

  /** Opens the microphone unless it is open; each use is ended by calling what it answers, once. */
  use(): () => void {
    this.#users++
    void this.#settle()
    let ended = false
    return () => {
      if (ended) return
      ended = true
      this.#users--
      void this.#settle()
    }
  }

  /** Waits until what was asked for is done; answers whether it is open. */
  async ready(): Promise<boolean> {
    await this.#last
    return this.capture !== null
  }

  /**
   * Calls back with every block of mono samples while the microphone is open, also across a change of device.
   * `onLost` is called where the device goes away.
   */
  listen(listener: (block: Float32Array) => void, onLost = () => {}): () => void {
    this.#listeners.set(listener, onLost)
    return () => this.#listeners.delete(listener)
  }

  /** Tries again after a failure. */
  retry(): Promise<void> {
    return this.#settle()
  }

  async choose(deviceId: string): Promise<void> {
    this.deviceId = deviceId
    localStorage.setItem(STORED, deviceId)
    await this.#reopen()
  }

  async setProcessed(processed: boolean): Promise<void> {
    this.processed = processed
    await this.#reopen()
  }

  #settle(): Promise<void> {
    this.#last = this.#last.then(() => {
      if (this.#users > 0 && !this.capture) return this.#open()
      if (this.#users === 0) return this.#close()
    })
    return this.#last
  }

  #reopen(): Promise<void> {
    this.#last = this.#last.then(() => this.#close())
    return this.#settle()
  }

  async #open(): Promise<void> {
    this.status = 'opening'
    try {
      const capture = await openCapture({
        deviceId: this.deviceId || undefined,
        processed: this.processed,
        onLost: () => void this.#lose()
      })
      capture.listen((block) => {
        this.level = levelOf(block)
        for (const listener of this.#listeners.keys()) listener(block)
      })
      this.capture = capture
      this.status = 'open'
      this.message = ''
      await this.#listDevices()
    } catch (cause) {
      this.status = 'failed'
      this.message = explainMicrophone(cause)
    }
  }

  async #close(): Promise<void> {
    const capture = this.capture
    await capture?.close()
    this.capture = null
    this.level = QUIET
    if (capture || this.#users === 0) this.status = 'closed'
  }

  async #lose(): Promise<void> {
    const label = this.capture?.deviceLabel ?? ''
    await this.#close()
    this.status = 'failed'
    this.message = explainLost(label)
    for (const onLost of [...this.#listeners.values()]) onLost()
  }

  /** Names are known only once the person allowed a microphone. */
  async #listDevices(): Promise<void> {
    const all = await navigator.mediaDevices.enumerateDevices()
    this.devices = all
      .filter(({ kind, deviceId }) => kind === 'audioinput' && deviceId !== '' && deviceId !== 'default')
      .map(({ deviceId, label }, i) => ({ id: deviceId, label: label || `Microphone ${i + 1}` }))
  }
}

export const microphone = new Microphone()
