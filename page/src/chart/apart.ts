/** Places at least `gap` apart and within bounds, each as near as can be to where it wants to be; in the given order. */
export function apart(wanted: number[], gap: number, low: number, high: number): number[] {
  const order = wanted.map((_, at) => at).sort((a, b) => wanted[a]! - wanted[b]! || a - b);
  const places = [...wanted];
  let least = low;
  for (const at of order) least = (places[at] = Math.max(places[at]!, least)) + gap;
  let most = high;
  for (const at of order.reverse()) most = (places[at] = Math.min(places[at]!, most)) - gap;
  return places;
}
