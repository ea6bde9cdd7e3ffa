// A small model for tests of the state and the link.
import type { About, Intervention } from '../src/engine/types';

const lever = (name: string, box: number, start: number): Intervention => ({ name, title: name, box, about: '', ramp: 4, start, real: '', watch: '', objection: '' });
const figure = (name: string, min: number, max: number) => ({ name, label: name, about: '', unit: '', min, max, value: null });
const constant = (name: string, min: number, max: number) => ({ name, label: name, about: '', unit: '', value: min, min, max, source: '', grade: '' });
const step = (week: number) => ({ week }) as About['story'][number];

export const about: About = {
  version: '1', model: 'A model', unit: 'week', scenario: '<one-from-each-box.toml>',
  scenarios: [
    { name: '<one-from-each-box.toml>', title: 'One', label: 'one', prose: '', picks: { quick_wins: { start: 4, strength: 1 }, not_now: { start: 10, strength: 1 }, wip_limit: { start: 16, strength: 1 }, small_batch: { start: 22, strength: 1 } } },
    { name: '<busy.toml>', title: 'Busy', label: 'busy', prose: '', picks: {} },
    { name: 'our team & co.toml', title: 'Ours', label: 'ours', prose: '', picks: { demo: { start: 2.5, strength: 0.3 }, quick_wins: { start: 0, strength: 1.2 } } },
  ],
  times: Array.from({ length: 105 }, (_, week) => week), replications: 200, seed: 1,
  boxes: ['trust', 'reactivity', 'wip', 'batch'].map(name => ({ name, title: name, about: '' })),
  interventions: [lever('quick_wins', 0, 4), lever('demo', 0, 4), lever('not_now', 1, 10), lever('one_intake', 1, 10), lever('intake_renegotiate', 1, 10), lever('wip_limit', 2, 16), lever('swarm', 2, 16), lever('small_batch', 3, 22), lever('automate', 3, 22)],
  figures: [figure('people', 2, 80), figure('throughput', 0.1, 200), figure('open_items', 0, 1000), figure('release_interval', 0.2, 52), figure('slipped_share', 0, 1)],
  assumptions: [constant('intake_renegotiate', 0.015, 0.039), constant('unchosen_pressure', 0, 1), constant('expectation_drift', 0, 1), constant('distrust_pressure', -2, 2)],
  loops: [], outcomes: [], charts: ['trust', 'delivering'], odds: 'delivering',
  variables: ['trust', 'delivering', 'wip', 'pressure'].map(name => ({ name, label: name, unit: '', about: '', better: null })),
  ring: { tanks: [], arrows: [] }, story: [step(14), step(30), step(52)],
};
