// Whether data from elsewhere has the fields that it should have, each of its kind.

export type Shape =
  | 'text'
  | 'number'
  /** true or false */
  | 'truth'
  /** One of these texts. */
  | { readonly oneOf: readonly string[] }
  | { readonly orNull: Shape }
  | { readonly list: Shape }
  | { readonly fields: Readonly<Record<string, Shape>> }

/** The shape of a type: every field of it, and no other. */
export type Fields<Type> = { readonly fields: Readonly<Record<keyof Type, Shape>> }

/** Where `value` does not have the shape: 'findings[3].steps[0].words', or 'it' itself. Undefined: it has. More fields are no harm. */
export function misfit(value: unknown, shape: Shape): string | undefined {
  const place = search(value, shape, '')
  return place === '' ? 'it' : place?.replace(/^\./, '')
}

function search(value: unknown, shape: Shape, place: string): string | undefined {
  const ifNot = (fits: boolean): string | undefined => (fits ? undefined : place)
  if (shape === 'text') return ifNot(typeof value === 'string')
  if (shape === 'number') return ifNot(typeof value === 'number' && Number.isFinite(value))
  if (shape === 'truth') return ifNot(typeof value === 'boolean')
  if ('oneOf' in shape) return ifNot(typeof value === 'string' && shape.oneOf.includes(value))
  if ('orNull' in shape) return value === null ? undefined : search(value, shape.orNull, place)
  if ('list' in shape) {
    if (!Array.isArray(value)) return place
    for (const [index, item] of value.entries()) {
      const found = search(item, shape.list, `${place}[${index}]`)
      if (found !== undefined) return found
    }
    return undefined
  }
  if (typeof value !== 'object' || value === null) return place
  const fields = new Map(Object.entries(value))
  for (const [name, field] of Object.entries(shape.fields)) {
    const found = search(fields.get(name), field, `${place}.${name}`)
    if (found !== undefined) return found
  }
  return undefined
}
