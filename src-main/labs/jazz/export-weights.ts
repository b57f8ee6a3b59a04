import type { NamedTensor } from '../../contract/artifact'
import { joinFloats } from '../../nn/join-floats'
import { findTensor } from '../../nn/weights'
import type { CourseConfig } from './course-model'
import { FACTORS } from './model'
import type { SoloistConfig } from './soloist-file'

export type ModelConfig = SoloistConfig | CourseConfig

const lstmNames = (name: string): [own: string, keras: string][] => [
  [`${name}.kernel`, `${name}/kernel`],
  [`${name}.recurrent`, `${name}/recurrent_kernel`],
  [`${name}.bias`, `${name}/bias`]
]

/** Weights that other programs hold as they are, by our names and by Keras's. */
function renamed(config: ModelConfig): [own: string, keras: string][] {
  if (config.model === 'course')
    return [...lstmNames('lstm'), ['values.kernel', 'values/kernel'], ['values.bias', 'values/bias']]
  return [
    ...Array.from({ length: config.dimensions.layers }, (_, i) => lstmNames(`lstm${i + 1}`)).flat(),
    ...FACTORS.flatMap((factor): [string, string][] => [
      [`${factor}.offset`, `${factor}_hidden/bias`],
      [`${factor}.scores`, `${factor}_scores/kernel`],
      [`${factor}.bias`, `${factor}_scores/bias`]
    ])
  ]
}

/** The kernels of a factor's state and of what is known, which are one kernel elsewhere. */
const joined = (config: ModelConfig) =>
  config.model === 'course'
    ? []
    : FACTORS.map((factor) => ({
        parts: [`${factor}.state`, `${factor}.known`],
        keras: `${factor}_hidden/kernel`
      }))

/** The weights as Keras's layers hold them, by layer and weight. Throws ArtifactError where one is missing. */
export function toKeras(tensors: readonly NamedTensor[], config: ModelConfig): NamedTensor[] {
  const plain = renamed(config).map(([own, name]) => ({ ...findTensor(tensors, own), name }))
  const others = joined(config).map(({ parts, keras }) => {
    const found = parts.map((name) => findTensor(tensors, name))
    const rows = found.reduce((sum, { shape }) => sum + shape[0]!, 0)
    return {
      name: keras,
      shape: [rows, found[0]!.shape[1]!],
      data: joinFloats(found.map(({ data }) => data))
    }
  })
  return [...plain, ...others]
}

/** What `toKeras` was made from. Throws ArtifactError where a weight is missing. */
export function fromKeras(tensors: readonly NamedTensor[], config: ModelConfig): NamedTensor[] {
  const plain = renamed(config).map(([name, keras]) => ({ ...findTensor(tensors, keras), name }))
  const others = joined(config).flatMap(({ parts, keras }) => {
    const { shape, data } = findTensor(tensors, keras)
    const [rows = 0, columns = 0] = shape
    const first = config.model === 'soloist' ? config.dimensions.units : rows
    const [state, known] = parts as [string, string]
    return [
      { name: state, shape: [first, columns], data: data.slice(0, first * columns) },
      { name: known, shape: [rows - first, columns], data: data.slice(first * columns) }
    ]
  })
  return [...plain, ...others]
}
