// How well scores tell marked samples from all others: the area under the ROC curve, exactly.

/** The chance that a marked sample's score is above an unmarked one's (Mann and Whitney); null where one sort is missing. */
export function areaOf(scores: ArrayLike<number>, marked: ArrayLike<boolean>): number | null {
  const order = Array.from(scores, (_, at) => at).sort((a, b) => scores[a]! - scores[b]!);
  let ranks = 0;
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to < order.length && scores[order[to]!] === scores[order[from]!]) to++;
    // Equal scores share their middle rank, counted from 1.
    for (let at = from; at < to; at++) if (marked[order[at]!]!) ranks += (from + 1 + to) / 2;
    from = to;
  }
  const marks = Array.from(marked).filter(Boolean).length;
  const others = marked.length - marks;
  return marks === 0 || others === 0 ? null : (ranks - (marks * (marks + 1)) / 2) / (marks * others);
}
