export const names = {
  /** Words for the model's names; the engine's own where there are none. */
  tanks: { trust: ['Trust', 'of 1'], pressure: ['Pressure', '× everyday'], wip: ['Open work', 'items started'], recent_thr: ['Delivered', 'items a week'] } as Record<string, [string, string]>,
  arrows: {} as Record<string, { worse: string; better: string }>,
  /** Title and unit of what is charted. */
  charts: { trust: ['Trust', '0 to 1'], delivering: ['Delivered', 'good items a week'], pressure: ['Pressure', 'times the everyday'], wip: ['Open work', 'items'], flow_time: ['Time to delivery', 'weeks'], energy: ['Energy', '0 to 1'], recent_thr: ['Finished', 'items a week'], batch: ['Batch', 'items a release'], switch_loss: ['Lost to switching', 'share of time'] } as Record<string, [string, string]>,
  boxes: {} as Record<string, string>,
  levers: { not_now: 'Say “not now, ask later”', one_intake: 'One queue, by cost of delay', outcomes: 'Check whether it helped', one_goal: 'One larger goal', replenish: 'Promise what there is room for', wip_limit: 'Limit open work (WIP)', small_batch: 'Smaller batches, more often', refactor_20: '20% for cleaning up', automate: 'Automate tests, deploys', transformer: 'Decouple', bureaucracy: 'Dependency boards' } as Record<string, string>,
  figures: {} as Record<string, string>,
  scenarios: {} as Record<string, string>,
};
