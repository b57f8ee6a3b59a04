import digits from '../../../../assets/sounds/speech-demo/cen7-fsaf2-b.flac?url'
import sentence from '../../../../assets/sounds/speech-sample/sentence.mp3?url'
import { desk } from './desk.svelte'
import { dictaphone } from './dictaphone.svelte'
import { reading } from './reading.svelte'

/** Begins a recording, or completes the one that goes on and opens it. */
export async function recordOrStop(): Promise<void> {
  if (dictaphone.isOn) await dictaphone.stop()
  else await dictaphone.start(reading.params, ({ ref }) => desk.choose(ref.id))
}

export function pauseOrResume(): void {
  if (dictaphone.phase === 'paused') dictaphone.resume()
  else dictaphone.pause()
}

/**
 * Takes in a recording that comes with Cadenza, of what the recogniser is made for: the first transcript needs neither a microphone nor a
 * file.
 */
export async function trySample(): Promise<void> {
  const [url, name] =
    reading.recogniser?.engine === 'cadenza-ctc' ? [digits, 'Sample.flac'] : [sentence, 'Sample.mp3']
  const sound = await (await fetch(url)).blob()
  await desk.take([new File([sound], name)])
}

/** Opens the system's dialog for sound files, and takes them in. */
export function chooseFiles(): void {
  const input = document.createElement('input')
  input.type = 'file'
  input.multiple = true
  input.accept = 'audio/*,.wav,.flac,.mp3,.ogg,.opus,.m4a,.webm'
  input.onchange = () => void desk.take([...(input.files ?? [])])
  input.click()
}
