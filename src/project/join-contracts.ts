import type { ContractIndex } from './types.ts'

/** What some have, and what others have besides. */
export function joinContracts(first: ContractIndex, second: ContractIndex): ContractIndex {
  const isIn = new Set(first.ids)
  return {
    ids: [...new Set([...first.ids, ...second.ids])].toSorted(),
    get: (id) => (isIn.has(id) ? first : second).get(id),
    named: (name) => {
      const own = first.named(name)
      return own.length > 0 ? own : second.named(name)
    },
    byRuntimeCode: (code) => first.byRuntimeCode(code) ?? second.byRuntimeCode(code),
    byCreationCode: (code) => first.byCreationCode(code) ?? second.byCreationCode(code),
    creatableBy: (code) => [...first.creatableBy(code), ...second.creatableBy(code)],
  }
}
