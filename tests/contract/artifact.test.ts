import { describe, expect, it } from 'vitest'
import { packArtifact, unpackArtifact, type Artifact } from '../../src-main/contract/artifact'

const artifact: Artifact = {
  lab: 'trigger',
  config: { hidden: 3 },
  tensors: [
    { name: 'kernel', shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
    { name: 'bias', shape: [3], data: Float32Array.of(-1, 0.5, 1e-30) },
    { name: 'scale', shape: [], data: Float32Array.of(7) }
  ]
}

describe('artifact files', () => {
  it('come back as they were', () => {
    const { manifest, weights } = packArtifact(artifact)
    expect(weights.byteLength).toBe(40)
    expect(unpackArtifact(JSON.parse(JSON.stringify(manifest)), weights)).toEqual(artifact)
  })

  it('pack views into larger buffers without their surroundings', () => {
    const data = Float32Array.of(9, 1, 2, 9).subarray(1, 3)
    const { manifest, weights } = packArtifact({
      lab: 'x',
      config: {},
      tensors: [{ name: 'v', shape: [2], data }]
    })
    expect(unpackArtifact(manifest, weights).tensors[0]?.data).toEqual(Float32Array.of(1, 2))
  })

  it('name the tensor that does not fit into cut weights', () => {
    const { manifest, weights } = packArtifact(artifact)
    expect(() => unpackArtifact(manifest, weights.subarray(0, 30))).toThrow(
      "tensor 'bias' ends at byte 36, but the weights have 30"
    )
  })

  it.each([
    ['nothing', null],
    ['another format', { format: 'layers-model' }],
    ['a negative offset', changed({ byteOffset: -4 })],
    ['a negative length', changed({ shape: [-1] })],
    ['a huge tensor', changed({ shape: [1 << 28, 1 << 28] })]
  ])('refuse %s', (_, json) => {
    expect(() => unpackArtifact(json, new Uint8Array(40))).toThrow()
  })
})

function changed(change: object) {
  const { manifest } = packArtifact(artifact)
  return { ...manifest, tensors: [{ ...manifest.tensors[0], ...change }] }
}
