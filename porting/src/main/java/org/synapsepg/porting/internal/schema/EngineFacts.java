package org.synapsepg.porting.internal.schema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What Synapse's schema preparation does on one engine.
 *
 * @param base the full schema that a new database starts from
 * @param deltas what each delta changes, by file name
 * @param effects what a background update changes once it is finished, by its name
 */
record EngineFacts(
    List<FactChange> base,
    Map<String, List<FactChange>> deltas,
    Map<String, List<FactChange>> effects) {

  /** Synapse's own order: by version, then by file name. */
  static final Comparator<String> DELTA_ORDER =
      Comparator.comparingInt(EngineFacts::versionOf).thenComparing(f -> f);

  static int versionOf(String delta) {
    return Integer.parseInt(delta.substring(0, delta.indexOf('/')));
  }

  /**
   * The catalogue of a new database of a Synapse that has these deltas: the full schema, each
   * delta, and then each background update that was queued and not taken back.
   */
  Facts replay(Collection<String> files) {
    Facts facts = new Facts();
    facts.apply(base);
    for (String file : files.stream().sorted(DELTA_ORDER).toList()) {
      facts.apply(deltas.getOrDefault(file, List.of()));
    }
    List<Map.Entry<FactKey, String>> jobs = new ArrayList<>(facts.ofKind("job").entrySet());
    jobs.sort(
        Comparator.comparingInt((Map.Entry<FactKey, String> job) -> orderingOf(job.getValue()))
            .thenComparing(job -> job.getKey().name()));
    for (Map.Entry<FactKey, String> job : jobs) {
      facts.apply(List.of(new FactChange(job.getKey(), null)));
      facts.apply(effects.getOrDefault(job.getKey().name(), List.of()));
    }
    return facts;
  }

  private static int orderingOf(String job) {
    int end = job.indexOf(' ');
    return Integer.parseInt(end < 0 ? job : job.substring(0, end));
  }
}
