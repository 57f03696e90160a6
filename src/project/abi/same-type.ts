import type { AbiType } from './types.ts'

/** Whether two types have the same values; names do not matter. */
export function isSameType(left: AbiType, right: AbiType): boolean {
  if (left === right) return true
  if (left.kind !== right.kind) return false
  if (left.kind === 'uint' || left.kind === 'int') return left.bits === (right as typeof left).bits
  if (left.kind === 'fixedBytes') return left.size === (right as typeof left).size
  if (left.kind === 'array') {
    const other = right as typeof left
    return left.length === other.length && isSameType(left.element, other.element)
  }
  if (left.kind !== 'tuple') return true
  const others = (right as typeof left).components
  return (
    left.components.length === others.length &&
    left.components.every((component, index) => isSameType(component.type, others[index]!.type))
  )
}
