import type { Assembler } from './assembler'

export const ONE = 1
const HALF = 0.5
/** The fit of ../assembly/activation.ts, whose constants these are. */
const LIMIT = 7.905
const P = [
  0.9999999832107388, 0.12984638545739216, 2.991799076827797e-3, 9.936273132391434e-6, -1.4896408274359491e-8,
  2.4075761580172272e-11
] as const
const Q = [1, 0.46317956403426935, 0.024051892483554257, 2.380444990794721e-4] as const

/** x ← tanh x, as tanh4() of ../assembly/activation.ts takes it; three other vectors are overwritten. */
export function tanh(
  to: Assembler,
  x: number,
  [square, above, below]: readonly [number, number, number]
): void {
  // NaN stays where it is the second of the two.
  to.load(above, to.constant(LIMIT))
  to.vector('min', x, above, x)
  to.load(above, to.constant(-LIMIT))
  to.vector('max', x, above, x)
  to.vector('mul', square, x, x)
  polynomial(to, above, square, P)
  polynomial(to, below, square, Q)
  to.vector('mul', x, x, above)
  to.vector('div', x, x, below)
}

/** result ← Σ coefficients[i]·x^i, by Horner's rule */
function polynomial(to: Assembler, result: number, x: number, coefficients: readonly number[]): void {
  const [highest, next, ...rest] = coefficients.toReversed()
  to.load(result, to.constant(next!))
  to.multiplyAdd(result, x, to.constant(highest!))
  for (const coefficient of rest) to.multiplyThenAdd(result, x, to.constant(coefficient))
}

/** x ← the logistic function of x; three other vectors are overwritten. */
export function gate(to: Assembler, x: number, others: readonly [number, number, number]): void {
  to.vector('mul', x, x, to.constant(HALF))
  tanh(to, x, others)
  to.load(others[0], to.constant(HALF))
  to.multiplyThenAdd(x, others[0], to.constant(HALF))
}

/** result ← the slope of a gate by its value: g − g² */
export function gateSlope(to: Assembler, result: number, g: number): void {
  to.vector('mul', result, g, g)
  to.vector('sub', result, g, result)
}
