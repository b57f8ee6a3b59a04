import type { OnnxConstant, OnnxNode } from './onnx-file'

/** Writes down a graph operation by operation. */
export interface OnnxBuilder {
  nodes: OnnxNode[]
  constants: OnnxConstant[]
  /** Holds a tensor, once a name. @returns its name */
  constant(this: void, name: string, shape: number[], data: OnnxConstant['data']): string
  /** Applies an operation. @returns the name of its result, which is made up unless `output` is given */
  apply(
    this: void,
    op: string,
    inputs: string[],
    attributes?: OnnxNode['attributes'],
    output?: string
  ): string
  /** Applies an operation of several results, by their names. */
  applyMany(
    this: void,
    op: string,
    inputs: string[],
    attributes: OnnxNode['attributes'],
    outputs: readonly string[]
  ): void
}

export function createOnnxBuilder(): OnnxBuilder {
  const nodes: OnnxNode[] = []
  const constants: OnnxConstant[] = []
  return {
    nodes,
    constants,
    constant(name, shape, data) {
      if (!constants.some((each) => each.name === name)) constants.push({ name, shape, data })
      return name
    },
    apply(op, inputs, attributes = {}, output = `value${nodes.length}`) {
      nodes.push({ op, inputs, outputs: [output], attributes })
      return output
    },
    applyMany(op, inputs, attributes, outputs) {
      nodes.push({ op, inputs, outputs: [...outputs], attributes: attributes ?? {} })
    }
  }
}
