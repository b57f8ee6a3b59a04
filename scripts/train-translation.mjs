#!/usr/bin/env node
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { SetupError, main } from './run.mjs'
import { amendCard, cadenza, train } from './training.mjs'

const USAGE = 'node scripts/train-translation.mjs ENG-FRA.tsv OUT'
const LICENCE =
  'sentence pairs of tatoeba.org through manythings.org/anki, CC BY 2.0 (France): https://creativecommons.org/licenses/by/2.0/fr/'
const RECIPES = {
  recurrent: ['--network', 'recurrent', '--seed', '1'],
  transformer: ['--network', 'transformer', '--units', '384', '--seed', '1']
}

/**
 * The recipes of assets/models/translation-recurrent and translation-transformer, on the pairs that both are not kept from; OUT/<network> gets
 * each with its numbers on those that they are. What is there already is not trained again, and an interrupted training goes on where it was.
 */
await main(() => {
  const [data, out] = process.argv.slice(2)
  if (!data || !out) throw new SetupError(USAGE)
  for (const [network, recipe] of Object.entries(RECIPES)) {
    const target = join(resolve(out), network)
    const command = ['language', 'train', 'translation', '--data', resolve(data), ...recipe]
    if (!existsSync(join(target, 'weights.bin'))) train(command, target)
    finishCard(network, target)
  }
  return Promise.resolve()
})

/**
 * Says what the model is, and measures it on what it was kept from.
 * @param {string} network
 * @param {string} target
 */
function finishCard(network, target) {
  const { status, stdout } = cadenza(['translate', 'evaluate', '--model', target, '--json'], 'pipe')
  if (status !== 0)
    throw new SetupError(`${target} cannot be measured: the command ended with status ${status}`)
  const { bleu, bleuGreedy, exact, beamAtFault, modelAtFault, n, references } = JSON.parse(
    stdout.trim().split('\n').at(-1) ?? ''
  )
  amendCard(target, {
    title: `English to French, ${network}`,
    summary: `BLEU ${bleu.toFixed(1)} (beam 5) and ${bleuGreedy.toFixed(1)} (greedy) on ${n} held-out sentences with ${references} references. card.md says more.`,
    params: { name: `translation-${network}`, recipe: 'scripts/train-translation.mjs' },
    metrics: { 'BLEU, beam 5': bleu, 'BLEU, greedy': bleuGreedy, exact, beamAtFault, modelAtFault },
    dataLicence: LICENCE
  })
}
