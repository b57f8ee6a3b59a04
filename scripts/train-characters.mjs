#!/usr/bin/env node
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ROOT, SetupError, main } from './run.mjs'

const USAGE = 'node scripts/train-characters.mjs dinosaurs|shakespeare [OUT]'
const RECIPES = {
  dinosaurs: ['--epochs', '40', '--dropout', '0.2'],
  shakespeare: ['--epochs', '6', '--dropout', '0', '--learningRate', '0.004']
}

/**
 * The recipes of assets/models/characters-dinosaurs and characters-shakespeare: four networks on the text that comes with Cadenza. An
 * interrupted training goes on where it was.
 */
await main(async () => {
  const [text = '', to] = process.argv.slice(2)
  const recipe = new Map(Object.entries(RECIPES)).get(text)
  if (!recipe) throw new SetupError(USAGE)
  const out = resolve(to ?? join(ROOT, 'assets', 'models', `characters-${text}`))
  const resume = existsSync(join(out, '.training')) ? ['--resume'] : []
  const command = ['language', 'train', 'characters', '--text', text, '--seed', '1', ...recipe]
  const { status } = spawnSync(
    process.execPath,
    [join(ROOT, 'scripts', 'cadenza.mjs'), ...command, '--out', out, ...resume],
    { stdio: 'inherit' }
  )
  if (status !== 0)
    throw new SetupError(`the training ended with status ${status}; the same command goes on from there`)
})
