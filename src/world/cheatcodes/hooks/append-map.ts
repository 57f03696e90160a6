// A map as a value: older ones stay what they were although they share memory, so that setting a key costs the same however
// many there are. As append-list.ts, with keys.

type Shared<Key, Value> = {
  readonly items: (readonly [Key, Value])[]
  /** Where a key was set, in order. */
  readonly places: Map<Key, number[]>
}

export type AppendMap<Key, Value> = {
  readonly shared: Shared<Key, Value>
  /** Items of `shared` that are ours. */
  readonly length: number
  readonly size: number
}

// Setting the same key again and again must not grow without end.
const SPARE_MAX = 1_024

export function emptyMap<Key, Value>(): AppendMap<Key, Value> {
  return { shared: { items: [], places: new Map() }, length: 0, size: 0 }
}

export function mapValue<Key, Value>({ shared, length }: AppendMap<Key, Value>, key: Key): Value | undefined {
  const place = shared.places.get(key)?.findLast((at) => at < length)
  return place === undefined ? undefined : shared.items[place]![1]
}

/** The map with the key set. */
export function withEntry<Key, Value>(
  map: AppendMap<Key, Value>,
  key: Key,
  value: Value,
): AppendMap<Key, Value> {
  const isKnown = mapValue(map, key) !== undefined
  // Somebody appended to an older map already, what is behind our length is another future; or most is outdated.
  const isOwn = map.shared.items.length === map.length && map.length > 0
  const isLoose = map.length > 2 * map.size + SPARE_MAX
  const shared = isOwn && !isLoose ? map.shared : sharedOf(mapEntries(map))
  push(shared, key, value)
  return { shared, length: shared.items.length, size: map.size + (isKnown ? 0 : 1) }
}

/** All entries, in the order in which their keys were set first. */
export function mapEntries<Key, Value>({ shared, length }: AppendMap<Key, Value>): ReadonlyMap<Key, Value> {
  return new Map(shared.items.slice(0, length))
}

function sharedOf<Key, Value>(entries: ReadonlyMap<Key, Value>): Shared<Key, Value> {
  const shared: Shared<Key, Value> = { items: [], places: new Map() }
  for (const [key, value] of entries) push(shared, key, value)
  return shared
}

function push<Key, Value>({ items, places }: Shared<Key, Value>, key: Key, value: Value): void {
  const known = places.get(key)
  if (known === undefined) places.set(key, [items.length])
  else known.push(items.length)
  items.push([key, value])
}
