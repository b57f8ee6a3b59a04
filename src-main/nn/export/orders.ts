/** Rows become columns: [rows, columns] → [columns, rows]. */
export function transpose(data: Float32Array, [rows, columns]: readonly [number, number]): Float32Array {
  const turned = new Float32Array(data.length)
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) turned[c * rows + r] = data[r * columns + c]!
  return turned
}

/** Keras's filters over time [kernel, inputs, filters] in ONNX's order [filters, inputs, kernel]. */
export function filtersFirst(
  data: Float32Array,
  [kernel, inputs, filters]: readonly [number, number, number]
): Float32Array {
  const turned = new Float32Array(data.length)
  for (let k = 0; k < kernel; k++)
    for (let c = 0; c < inputs; c++)
      for (let f = 0; f < filters; f++)
        turned[(f * inputs + c) * kernel + k] = data[(k * inputs + c) * filters + f]!
  return turned
}

/** Rows [4 · units, columns] of Keras's gates i, f, c, o in ONNX's order i, o, f, c; `block`: numbers of a gate. */
export function gateRows(data: Float32Array, block: number): Float32Array {
  const turned = new Float32Array(data.length)
  ;[0, 3, 1, 2].forEach((gate, place) =>
    turned.set(data.subarray(gate * block, (gate + 1) * block), place * block)
  )
  return turned
}

/** Ones on the diagonal of [size, size]: looked up by number it gives one-hot rows. */
export function oneHotRows(size: number): Float32Array {
  const rows = new Float32Array(size * size)
  for (let i = 0; i < size; i++) rows[i * size + i] = 1
  return rows
}
