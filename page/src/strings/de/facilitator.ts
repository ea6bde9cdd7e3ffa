import type { Strings } from '../en';

export const facilitator: Strings['facilitator'] = {};
