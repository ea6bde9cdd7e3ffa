export const facilitator = {};
