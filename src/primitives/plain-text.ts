// Text that somebody else chose: names of contracts and files, revert reasons, console lines, output of other programs.

// Control characters, and those that change the direction or the grouping of text (Unicode categories Cc, Cf, Zl, Zp),
// and halves of surrogate pairs, which no encoding can write.
const INVISIBLE_CHARACTERS = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu

/**
 * Text from elsewhere for one line of a terminal or a log: characters that could move the cursor, end the line or reorder
 * it become `?`.
 */
export function plainText(text: string): string {
  return text.replace(INVISIBLE_CHARACTERS, '?')
}

/** Plain text of at most `max` characters, at least 1; what is cut off is marked by `…`. */
export function clippedText(text: string, max: number): string {
  // Cut before it is cleaned: a name may be megabytes long.
  const plain = plainText(text.length > 4 * max ? text.slice(0, 4 * max) : text)
  const characters = [...plain]
  return characters.length <= max ? plain : `${characters.slice(0, max - 1).join('')}…`
}
