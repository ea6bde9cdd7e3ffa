export const link = {
  tooLong: (length: number) => `The link is too long (${length} characters; at most 4000). The page starts as it was opened.`,
  unknown: (part: string) => `The link names "${part}", which this page does not know. The page starts as it was opened; ask for the link again, or for the scenario file.`,
  scenario: (name: string) => `The link is of the scenario “${name}”, which this page does not have. Ask for the file, drop it here, and open the link again.`,
  range: (part: string, low: string, high: string) => `The link says "${part}", which is out of range (${low} to ${high}). The page starts as it was opened.`,
  twice: (part: string) => `The link says "${part}" twice. The page starts as it was opened.`,
};
