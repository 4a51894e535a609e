/** What an answer to a scrape may be. */
export type Format = 'text' | 'openmetrics' | 'protobuf';

/** The content type of each format, as Prometheus asks for it. */
export const contentTypes: Readonly<Record<Format, string>> = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
  protobuf: 'application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited',
};
