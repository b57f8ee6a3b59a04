/**
 * One node of each layer, so that nodes and steps between them cost least together (Viterbi).
 * @param layers each with at least one node
 * @param price of a node in its layer, reached from the node before, which is null in the first layer; Infinity forbids the step
 */
export function cheapestPath<T>(
  layers: readonly (readonly T[])[],
  price: (node: T, before: T | null, layer: number) => number
): T[] {
  let totals: number[] = []
  const backs: number[][] = []
  for (const [layer, nodes] of layers.entries()) {
    const before = layers[layer - 1]
    const back: number[] = []
    totals = nodes.map((node, n) => {
      if (!before) return price(node, null, layer)
      let cheapest = Infinity
      for (const [from, earlier] of before.entries()) {
        const total = totals[from]! + price(node, earlier, layer)
        if (total >= cheapest) continue
        cheapest = total
        back[n] = from
      }
      return cheapest
    })
    backs.push(back)
  }
  let node = totals.indexOf(Math.min(...totals))
  const path: T[] = []
  for (let layer = layers.length - 1; layer >= 0; layer--) {
    path.push(layers[layer]![node]!)
    node = backs[layer]![node] ?? 0
  }
  return path.reverse()
}
