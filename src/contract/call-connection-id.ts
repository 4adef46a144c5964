/**
 * The ids of call connections that we take. They go into paths of provider URLs, where one that starts with a dot may be
 * read as a way to somewhere else, and into visibility queries, where a quote would end the text.
 */
export const CALL_CONNECTION_ID = /^[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,255}$/;
