package org.synapsepg.porting.internal.schema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * What Synapse's schema preparation does on one engine.
 *
 * @param base the full schema that a new database starts from
 * @param earlier what turns it into the schema that releases before it started from
 * @param earlierDeltas the deltas that are part of that
 * @param deltas what each delta changes, by file name
 * @param effects what a background update changes once it is finished, by its name
 */
record EngineFacts(
    List<FactChange> base,
    List<FactChange> earlier,
    List<String> earlierDeltas,
    Map<String, List<FactChange>> deltas,
    Map<String, List<FactChange>> effects) {

  /** Synapse's own order: by version, then by file name. */
  static final Comparator<String> DELTA_ORDER =
      Comparator.comparingInt(EngineFacts::versionOf).thenComparing(f -> f);

  /** The version in a delta's file name; the highest number there is where it has none. */
  static int versionOf(String delta) {
    int slash = delta.indexOf('/');
    try {
      return slash < 0 ? Integer.MAX_VALUE : Integer.parseInt(delta.substring(0, slash));
    } catch (NumberFormatException e) {
      return Integer.MAX_VALUE;
    }
  }

  /**
   * The catalogue of a new database of a Synapse that has these deltas: the full schema, each
   * delta, and then each background update that was queued and not taken back.
   */
  Facts replay(int full, Collection<String> files) {
    Facts facts = new Facts();
    facts.apply(base);
    if (full < ReleaseHistory.FULL_SCHEMA) {
      facts.apply(earlier);
    }
    for (String file : files.stream().sorted(DELTA_ORDER).toList()) {
      List<FactChange> changes = deltas.get(file);
      if (changes == null) {
        throw new NoSuchElementException("no facts about the delta " + file);
      }
      facts.apply(changes);
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
