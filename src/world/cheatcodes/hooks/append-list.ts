/**
 * A list that only grows, as a value: older ones stay what they were although they share memory, so that appending costs
 * the same however long it is.
 */
export type AppendList<Item> = { readonly items: readonly Item[]; readonly length: number }

export const EMPTY_LIST: AppendList<never> = { items: [], length: 0 }

export function appended<Item>(list: AppendList<Item>, item: Item): AppendList<Item> {
  // Somebody appended to an older list already: its items past our length are another future.
  const isShared = list.items.length !== list.length || list === EMPTY_LIST
  const items = (isShared ? list.items.slice(0, list.length) : list.items) as Item[]
  items.push(item)
  return { items, length: items.length }
}

export function listItems<Item>(list: AppendList<Item>): readonly Item[] {
  return list.items.slice(0, list.length)
}
