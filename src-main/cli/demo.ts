import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { defineCommand } from './command'
import { demonstrateJazz } from './demo-jazz'
import { demonstrateLanguage } from './demo-language'
import { demonstrateSpeech } from './demo-speech'
import { demonstrateTrigger } from './demo-trigger'
import { prepareFolder } from './model-folder'
import { plainJson } from './plain-json'
import { writeReport } from './report'

/** The jobs that the tour visits. */
const CHAPTERS = [demonstrateTrigger, demonstrateSpeech, demonstrateJazz, demonstrateLanguage]

export const demoCommand = defineCommand({
  words: ['demo'],
  summary: 'a tour of what Cadenza does, on what comes with it',
  details: 'Writes report.html, report.json, pictures and sounds into --out.',
  options: {
    out: { kind: 'path', default: 'cadenza-demo', help: 'folder for the report' }
  },
  async run({ out }, surroundings) {
    const { terminal, appVersion } = surroundings
    await prepareFolder('out', out)
    const chapters = []
    for (const demonstrate of CHAPTERS) chapters.push(await demonstrate(out, surroundings))
    const date = new Date().toISOString()
    const data = Object.fromEntries(chapters.map(({ id, data }) => [id, data]))
    await writeFile(
      join(out, 'report.json'),
      `${JSON.stringify(plainJson({ version: appVersion, date, ...data }), null, 2)}\n`
    )
    await writeFile(
      join(out, 'report.html'),
      writeReport(chapters, { version: appVersion, date: date.slice(0, 10) })
    )
    const report = resolve(out, 'report.html')
    for (const { title, numbers } of chapters) {
      terminal.say(title)
      for (const { name, value } of numbers) terminal.say(`  ${name}: ${value}`)
    }
    terminal.say(`the report: ${report}`)
    return { report, ...data }
  }
})
