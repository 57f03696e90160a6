/**
 * JSON that people write by hand, made into JSON: comments and commas before a closing bracket become spaces, so that
 * every other character stays where it was. Text that is no JSON even then comes out as it is.
 */
export function blankComments(text: string): string {
  // Strings are matched so that what looks like a comment inside of one stays.
  const withoutComments = text.replace(/"(?:[^"\\]|\\.)*"|\/\/[^\r\n]*|\/\*[\s\S]*?(?:\*\/|$)/g, (match) =>
    match.startsWith('"') ? match : match.replace(/[^\r\n]/g, ' '),
  )
  return withoutComments.replace(/"(?:[^"\\]|\\.)*"|,(?=\s*[}\]])/g, (match) => (match === ',' ? ' ' : match))
}
