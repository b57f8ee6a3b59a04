import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { eventually } from './launch'
import { goTo, oneWindow } from './one-window'

const LONGEST_TASK = 50 // ms
const WATCHED = 20_000 // ms
const RESULTS = join(import.meta.dirname, '../../test-results/inside')

const cadenza = oneWindow(RESULTS)

/** What the window's main thread did while it was watched, in milliseconds. */
interface Smoothness {
  longTasks: number[]
  frameGaps: number[]
  redraws: number
}

/** Keeps the window busy for so long, and answers what the observer says of it: a measurement that sees nothing would prove nothing. */
function noticesTask(milliseconds: number): Promise<number> {
  return new Promise((resolve) => {
    const observer = new PerformanceObserver((list) => {
      observer.disconnect()
      resolve(Math.max(...list.getEntries().map(({ duration }) => duration)))
    })
    observer.observe({ type: 'longtask' })
    setTimeout(() => {
      const end = performance.now() + milliseconds
      while (performance.now() < end);
    })
  })
}

/** A measurement, of whatever machine it runs on: CADENZA_MEASURE=1 npx vitest run --project app tests/app/inside-smoothness.test.ts */
it.runIf(process.env['CADENZA_MEASURE'])(
  'no task of the window takes over 50 ms while 2 × 128 units learn and all their gates are drawn',
  async () => {
    const { window } = cadenza
    const number = (name: string) => window.getByRole('spinbutton', { name, exact: true })
    await goTo('inside/build')(window)
    await number('Units').fill('128')
    await number('Layers').fill('2')
    await number('Length').fill('60')
    await window.getByRole('img', { name: /^LSTM, 2 layers of 128 units/ }).waitFor()
    await number('Batches').fill('100000')
    await number('Look every').fill('1')
    await number('Sequences in a batch').fill('8')
    await window.getByRole('button', { name: 'Train', exact: true }).click()
    const maps = window
      .getByRole('region', { name: 'Progress of the training' })
      .locator('[role="img"] canvas')
    await eventually('all gates of both layers are drawn', async () => (await maps.count()) >= 12)
    expect(await window.evaluate(noticesTask, 80)).toBeGreaterThan(LONGEST_TASK)

    const { longTasks, frameGaps, redraws } = await window.evaluate(
      (watched) =>
        new Promise<Smoothness>((resolve) => {
          const longTasks: number[] = []
          const frameGaps: number[] = []
          let redraws = 0
          const canvas = document.querySelector('[data-figure="h 1/forward"] canvas')
          const changes = new MutationObserver(() => redraws++)
          if (canvas) changes.observe(canvas, { attributes: true })
          const observer = new PerformanceObserver((list) => {
            for (const { duration } of list.getEntries()) longTasks.push(duration)
          })
          observer.observe({ type: 'longtask' })
          const started = performance.now()
          let before = started
          const frame = (now: number) => {
            frameGaps.push(now - before)
            before = now
            if (now - started < watched) return void requestAnimationFrame(frame)
            observer.disconnect()
            changes.disconnect()
            resolve({ longTasks, frameGaps: frameGaps.slice(1), redraws })
          }
          requestAnimationFrame(frame)
        }),
      WATCHED
    )
    await window.getByRole('button', { name: 'Stop', exact: true }).click()

    frameGaps.sort((a, b) => a - b)
    const measured = {
      seconds: WATCHED / 1000,
      redraws,
      longTasks: longTasks.length,
      longestTask: Math.max(0, ...longTasks),
      frames: frameGaps.length,
      medianGap: frameGaps[Math.floor(frameGaps.length / 2)],
      gap99: frameGaps[Math.floor(0.99 * frameGaps.length)],
      longestGap: frameGaps.at(-1)
    }
    console.info('smoothness', measured)
    await writeFile(join(RESULTS, 'smoothness.json'), JSON.stringify(measured, null, 2))
    expect(redraws).toBeGreaterThan(5)
    expect(longTasks.filter((duration) => duration > LONGEST_TASK)).toEqual([])
  }
)
