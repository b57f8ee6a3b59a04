#!/usr/bin/env node
import { join, resolve } from 'node:path'
import { ROOT, SetupError, main } from './run.mjs'
import { train } from './training.mjs'

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
  train(['language', 'train', 'characters', '--text', text, '--seed', '1', ...recipe], out)
})
