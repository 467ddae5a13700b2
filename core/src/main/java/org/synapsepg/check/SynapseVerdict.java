package org.synapsepg.check;

import java.util.ArrayList;
import java.util.List;

/**
 * What the releases of Synapse say about a database. They compare three names literally, {@code
 * UTF8}, {@code C} and {@code C}, and look at nothing else (synapse/storage/engines/postgres.py).
 *
 * @param releases the releases, for example {@code 1.56 to 1.108}
 * @param whenNew what they do with a database in which they are to create their tables
 * @param atStart what they do with a database that has their tables
 * @param startOverridable whether {@code allow_unsafe_locale} lets it start all the same
 * @param newOverridable whether {@code allow_unsafe_locale} lets it create its tables all the same
 */
public record SynapseVerdict(
    String releases,
    Reaction whenNew,
    Reaction atStart,
    boolean startOverridable,
    boolean newOverridable) {
  /** What a Synapse does. */
  public enum Reaction {
    /** It says nothing. */
    ACCEPTS,
    /** It writes a warning and goes on. */
    WARNS,
    /** It does not start. */
    REFUSES
  }

  static List<SynapseVerdict> on(DatabaseLocale locale) {
    boolean encoding = !locale.encoding().equals("UTF8");
    boolean names = !locale.collate().equals("C") || !locale.ctype().equals("C");
    Reaction never = encoding ? Reaction.REFUSES : Reaction.ACCEPTS;
    Reaction refuses = encoding || names ? Reaction.REFUSES : Reaction.ACCEPTS;
    Reaction warns = encoding || !names ? never : Reaction.WARNS;
    boolean overridable = !encoding && names;
    List<SynapseVerdict> verdicts = new ArrayList<>();
    verdicts.add(new SynapseVerdict("up to 1.9", never, never, false, false));
    verdicts.add(new SynapseVerdict("1.10 to 1.55", refuses, warns, false, false));
    verdicts.add(new SynapseVerdict("1.56 to 1.108", refuses, refuses, overridable, false));
    verdicts.add(new SynapseVerdict("1.109 and later", refuses, refuses, overridable, overridable));
    return List.copyOf(verdicts);
  }
}
