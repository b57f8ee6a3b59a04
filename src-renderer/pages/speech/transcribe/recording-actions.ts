import { desk } from './desk.svelte'
import { dictaphone } from './dictaphone.svelte'
import { reading } from './reading.svelte'

/** Begins a recording, or completes the one that goes on and opens it. */
export async function recordOrStop(): Promise<void> {
  if (!dictaphone.isOn) return dictaphone.start(reading.params)
  await dictaphone.stop(({ ref }) => desk.choose(ref.id))
}

export function pauseOrResume(): void {
  if (dictaphone.phase === 'paused') dictaphone.resume()
  else dictaphone.pause()
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
