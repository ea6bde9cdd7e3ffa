// The engine tells its reasons as sentences in one text; on the page the first stands large, the rest below it.

export function sentencesOf(told: string | string[]): string[] {
  if (Array.isArray(told)) return told;
  return told.split(/(?<=[a-z0-9)”"%]\.)\s+(?=[A-Z“"])/).filter((one) => one !== '');
}
