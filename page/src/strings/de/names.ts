import type { Strings } from '../en';

export const names: Strings['names'] = {
  tanks: { trust: ['Vertrauen', 'von 1'], pressure: ['Druck', '× Alltag'], wip: ['Angefangen', 'Stück offen'], recent_thr: ['Geliefert', 'gut je Woche'] },
  arrows: {
    'trust>pressure': { worse: 'weniger Vertrauen, mehr Druck', better: 'mehr Vertrauen, weniger Druck' },
    'pressure>wip': { worse: 'alles auf einmal', better: 'weniger zugleich' },
    'wip>recent_thr': { worse: 'halb fertig ist nicht fertig', better: 'begonnen, dann beendet' },
    'recent_thr>trust': { worse: 'Zusagen platzen', better: 'Zusagen gehalten' },
    'recent_thr>pressure': { worse: 'spät, also Eile', better: 'pünktlich, also Ruhe' },
  },
  charts: { trust: ['Vertrauen', '0 bis 1'], delivering: ['Geliefert', 'gute Stück je Woche'], pressure: ['Druck', 'mal Alltag'], wip: ['Offene Arbeit', 'Stück'], flow_time: ['Zeit bis zur Lieferung', 'Wochen'], energy: ['Energie', '0 bis 1'], recent_thr: ['Fertig', 'Stück je Woche'], batch: ['Losgröße', 'Stück je Lieferung'], switch_loss: ['Verlust durch Wechsel', 'Anteil der Zeit'] },
  boxes: { trust: 'Vertrauen verdienen', reactivity: 'Den Eingang beruhigen', wip: 'Offene Arbeit begrenzen', batch: 'Liefern leicht machen' },
  levers: {
    quick_wins: 'Schnelle Erfolge liefern', demo: 'Jede Woche zeigen', outcomes: 'Prüfen, ob es half', not_now: '„Jetzt nicht, später“ sagen', one_intake: 'Eine Schlange, nach Dringlichkeit',
    replenish: 'Zusagen nach freiem Platz', no_estimates: 'Nicht alles schätzen', one_goal: 'Ein größeres Ziel', honest_dates: 'Ehrliche Termine', wip_limit: 'Offene Arbeit begrenzen (WIP)',
    visible_work: 'Alle Arbeit sichtbar machen', swarm: 'Zu mehreren an einem', slack: 'Lücken nicht füllen', small_batch: 'Kleinere Lose, öfter', refactor_20: '20 % fürs Aufräumen',
    debt_agreement: 'Schulden vereinbaren', automate: 'Tests, Lieferung automatisch', transformer: 'Entkoppeln', bureaucracy: 'Abhängigkeiten verwalten',
  },
  figures: {},
  scenarios: {},
};
