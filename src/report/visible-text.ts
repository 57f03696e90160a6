// Text that somebody else chose, for a document in which all of it should be seen: nothing is lost, nothing is hidden, nothing changes
// the order of what stands beside it.

// What has no shape of its own, or changes the order or the grouping of what has: controls, format characters, separators, halves of
// pairs, private and unassigned characters.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]/gu

/** The text with `\u202e` for each character that could not be seen. Line breaks too are written so. */
export function visibleText(text: string): string {
  return text.replace(UNSEEN, escapedCharacter)
}

// As JSON escapes it.
function escapedCharacter(character: string): string {
  let out = ''
  for (let i = 0; i < character.length; i++)
    out += `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`
  return out
}
