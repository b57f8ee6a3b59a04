import { microphone } from '../../audio/microphone.svelte'
import { client } from '../../client'
import type { JobWatch } from '../../state/job-watch.svelte'

/** Sends what the microphone hears to a listening job, until the job ends or refuses it. */
export function feedMicrophone(watch: JobWatch): void {
  const release = microphone.use()
  const stop = microphone.listen((samples) => {
    const sampleRate = microphone.capture?.sampleRate
    if (watch.state && watch.state.status !== 'running') return end()
    if (sampleRate) client.jobs.feed({ id: watch.id, samples: samples.slice(), sampleRate }).catch(end)
  })
  const end = () => {
    stop()
    release()
  }
}
