import type { Hertz } from '../../src-main/contract/units'
import { audioContext } from './audio-context'
import workletUrl from './capture-worklet?worker&url'

export interface CaptureOptions {
  /** Of `navigator.mediaDevices`; the system's default where absent. */
  deviceId?: string | undefined
  /** Echo cancellation, noise suppression and gain control of the system: pleasant for calls, harmful for training. */
  processed: boolean
  /** The device was unplugged or taken away. */
  onLost: () => void
}

/** A microphone that is open. */
export interface Capture {
  sampleRate: Hertz
  deviceLabel: string
  /** For pictures only: what is recorded comes from `listen`. */
  analyser: AnalyserNode
  /** Calls back with blocks of mono samples, each following the last without a gap; answers how to stop. */
  listen(listener: (block: Float32Array) => void): () => void
  /** Delivers the last samples to the listeners, then frees the device. */
  close(): Promise<void>
}

/** Where the audio thread does not answer, its last 43 ms are given up rather than the window. */
const DRAIN_MILLISECONDS = 500

let moduleLoaded: Promise<void> | null = null

function loadWorklet(context: AudioContext): Promise<void> {
  moduleLoaded ??= context.audioWorklet.addModule(workletUrl).catch((cause: unknown) => {
    moduleLoaded = null
    throw cause
  })
  return moduleLoaded
}

/** Opens a microphone. Rejects with the DOMException of getUserMedia; see microphone-failure.ts for its meaning. */
export async function openCapture({ deviceId, processed, onLost }: CaptureOptions): Promise<Capture> {
  const context = audioContext()
  await loadWorklet(context)
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: {
      ...(deviceId ? { deviceId: { exact: deviceId } } : {}),
      channelCount: { ideal: 1 },
      echoCancellation: processed,
      noiseSuppression: processed,
      autoGainControl: processed
    }
  })
  const track = stream.getAudioTracks()[0]
  const source = context.createMediaStreamSource(stream)
  const node = new AudioWorkletNode(context, 'cadenza-capture', { numberOfOutputs: 0 })
  const analyser = context.createAnalyser()
  analyser.fftSize = 1024
  analyser.smoothingTimeConstant = 0
  source.connect(node)
  source.connect(analyser)

  const listeners = new Set<(block: Float32Array) => void>()
  const drained = new Promise<void>((resolve) => {
    node.port.onmessage = ({ data }: MessageEvent<Float32Array | null>) => {
      if (data) for (const listener of listeners) listener(data)
      else resolve()
    }
  })
  track?.addEventListener('ended', onLost)

  return {
    sampleRate: context.sampleRate,
    deviceLabel: track?.label ?? '',
    analyser,
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      track?.removeEventListener('ended', onLost)
      node.port.postMessage('stop')
      await Promise.race([drained, new Promise((resolve) => setTimeout(resolve, DRAIN_MILLISECONDS))])
      source.disconnect()
      for (const each of stream.getTracks()) each.stop()
    }
  }
}
